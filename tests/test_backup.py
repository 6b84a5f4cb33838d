"""Backups: whole or not there, refused when a byte differs, and the same again."""

import datetime
import hashlib
import io
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from pathlib import Path

import psycopg2
import pytest
from m2m import addons, archive, backup, common, log, postgres, restore, workplace
from m2m.common import ROOT, Stop

from odoo.addons.mines_to_markets.tests import full_disk, tried

FILESTORE = Path(os.environ["ODOO_DATA_DIR"]) / "filestore"
ENV = dict(os.environ, PYTHONPATH=str(ROOT / "scripts"))


def m2m(*arguments):
    return subprocess.run(
        [ROOT / "m2m", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def ask(database, statement):
    with postgres.connect(database) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            return postgres.ask(cursor, statement)


def drop(name):
    ask("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    common.remove_tree(FILESTORE / name)


def store(database, content):
    """Put a file where Odoo would put it; its name there."""
    digest = hashlib.sha1(content).hexdigest()
    path = FILESTORE / database / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return f"{digest[:2]}/{digest}"


@pytest.fixture
def small():
    """A database that is small, but has what a backup asks a database of Odoo for."""
    name = f"{os.environ['PGDATABASE']}-small"
    drop(name)
    ask("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
    files = [store(name, b"content %d" % number) for number in range(3)]
    ask(
        name,
        "CREATE TABLE ir_module_module (name text, latest_version text, state text);"
        "INSERT INTO ir_module_module VALUES ('base', '19.0.1.3', 'installed');"
        "CREATE TABLE ir_attachment (id serial, store_fname text);"
        "INSERT INTO ir_attachment (store_fname) VALUES "
        + ", ".join(f"('{file}')" for file in files)
        + ", (NULL)",
    )
    yield name
    drop(name)


@pytest.fixture
def place():
    return Server()


class Server(workplace.Workplace):
    """The server of the tests, without Odoo's own programs."""

    def __init__(self):
        super().__init__(odoo=None, python=Path(sys.executable), env=ENV)


@pytest.fixture
def whole(small, tmp_path):
    """A whole backup of the small database."""
    path = tmp_path / "small.tar"
    assert backup.make(small, path) == 0
    return path


# Round trip


def test_a_database_with_its_files_comes_back(tmp_path):
    """The database of the tests itself, by the command, as a copy."""
    name = os.environ["PGDATABASE"]
    copy = f"{name}-copy"
    done = m2m("backup", "--db", name, tmp_path)
    assert done.returncode == 0, done.stderr
    [path] = tmp_path.iterdir()
    assert path.name.startswith(f"{name}-2") and path.suffix == ".tar"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_nlink == 1
    seal = done.stderr.split()[-1]
    assert m2m("verify-backup", path, "--expect", seal).returncode == 0
    try:
        done = m2m("restore", path, "--db", copy, "--neutralize", "--expect", seal)
        assert done.returncode == 0, done.stderr
        assert "every table and file compared" in done.stderr
        compare_copy(name, copy)
        again = m2m("restore", path, "--db", copy)
        assert f"the database {copy} is there already" in again.stderr
        assert again.returncode == 1
    finally:
        drop(copy)


def compare_copy(name, copy):
    """What must be the same in a copy for tests, and what must not."""
    rows = "SELECT count(*), max(id) FROM ir_model_data"
    assert ask(copy, rows) == ask(name, rows)
    stored = {row[0] for row in ask(copy, backup.STORED)}
    found = {
        str(path.relative_to(FILESTORE / copy))
        for path in (FILESTORE / copy).glob("*/*")
    }
    assert found == stored and stored
    for file in sorted(stored)[:50]:
        content = (FILESTORE / copy / file).read_bytes()
        assert hashlib.sha1(content).hexdigest() == Path(file).name
    keys = "database.uuid', 'database.secret', 'mtm.pseudonym_key"
    identity = f"SELECT key, value FROM ir_config_parameter WHERE key IN ('{keys}')"
    before, after = dict(ask(name, identity)), dict(ask(copy, identity))
    assert len(before) == 3
    assert all(after[key] and after[key] != before[key] for key in before)
    assert ask(copy, "SELECT smtp_host FROM ir_mail_server WHERE active") == [
        ("invalid",)
    ]
    assert ask(copy, "SELECT count(*) FROM ir_cron WHERE active") == [(1,)]


def test_the_original_comes_back_as_it_was(small, whole, place):
    rows = ask(small, "SELECT * FROM ir_attachment ORDER BY id")
    ask("postgres", f"""COMMENT ON DATABASE "{small}" IS '{{"demo": false}}'""")
    drop(small)
    restore.restore(place, whole)
    assert ask(small, "SELECT * FROM ir_attachment ORDER BY id") == rows
    for _id, file in rows:
        assert not file or (FILESTORE / small / file).exists()
    assert not place.exists(f"{small}-restoring")
    assert not (FILESTORE / f"{small}-restoring").exists()


def test_what_m2m_noted_about_a_database_comes_back(small, place, tmp_path):
    place.write_note(small, {"demo": False, "addons": {"x": "y"}})
    assert backup.make(small, tmp_path / "noted.tar") == 0
    drop(small)
    restore.restore(place, tmp_path / "noted.tar")
    assert place.note(small) == {"demo": False, "addons": {"x": "y"}}


def keep_log(database, *kinds):
    """Give a database a log with an entry of each kind; the entries."""
    chain = log.load_chain()
    moment = datetime.datetime(2026, 1, 31, 12)
    entry = chain.Entry(None, moment, 2, "export", "x", None, None, {}, None, None)
    entries = chain.chain(chain.Head(0, chain.START), [entry] * len(kinds))
    columns = ", ".join(chain.COLUMNS)
    with postgres.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE mtm_log_check (entry_count int, head_hash text);"
            "CREATE TABLE mtm_log_entry (sequence int, moment timestamp, user_id int,"
            " kind text, res_model text, res_id int, res_name text, details jsonb,"
            " previous_hash text, hash text)"
        )
        for each, kind in zip(entries, kinds, strict=True):
            row = each._replace(details="{}", kind=kind)
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(
                f"INSERT INTO mtm_log_entry ({columns}) VALUES ({marks})", row
            )
        connection.commit()
    return entries


@pytest.mark.parametrize("tampered", [False, True])
def test_the_log_of_who_did_what_is_followed(small, place, tmp_path, capfd, tampered):
    """One that was changed before is told of, and the data come back."""
    entries = keep_log(small, *["x" if tampered else "export"] * 2)
    path = tmp_path / "logged.tar"
    assert backup.make(small, path) == 0
    head = f"2 entries, the last has the hash {entries[-1].hash}"
    assert head in capfd.readouterr().err
    assert restore.verify(path)["log"] == [2, entries[-1].hash]
    assert head in capfd.readouterr().err
    assert restore.log_of(path) == entries[-1].hash
    drop(small)
    assert restore.restore(place, path) == (3 if tampered else 0)
    said = capfd.readouterr().err
    if tampered:
        assert "is not whole: Number 1 is not what was written." in said
    else:
        assert "the log of who did what is whole: 2 entries" in said
    assert ask(small, "SELECT count(*) FROM ir_attachment") == [(4,)]


def test_a_log_that_lost_its_end_is_found_by_the_next_backup(small, tmp_path, capfd):
    keep_log(small, "export", "export", "export")
    assert backup.make(small, tmp_path) == 0
    [first] = tmp_path.iterdir()
    first = first.rename(tmp_path / f"{small}-20200101T000000Z.tar")
    ask(small, "INSERT INTO mtm_log_entry (sequence) VALUES (4)")
    assert backup.make(small, tmp_path / "more.tar") == 0
    ask(small, "DELETE FROM mtm_log_entry WHERE sequence > 2")
    capfd.readouterr()
    assert backup.make(small, tmp_path, keep=1) == 3
    assert f"{first.name} holds another one" in capfd.readouterr().err
    assert len(list(tmp_path.glob("*Z.tar"))) == 2, "the witness is kept"
    ask(small, "DROP TABLE mtm_log_entry")
    for made in tmp_path.glob("*Z.tar"):
        if made != first:
            made.unlink()
    assert backup.make(small, tmp_path) == 3
    tried.attack(
        "Log tampered with in the database", "the next backup, by the one before", 2
    )


def test_tools_that_everybody_has_read_it(whole, tmp_path):
    with tarfile.open(whole) as tar:
        names = tar.getnames()
        tar.extract(archive.DUMP, tmp_path, filter="data")
    assert names[-3:] == [archive.DUMP, archive.MANIFEST, archive.SEAL]
    listing = subprocess.run(
        [postgres.program("pg_restore"), "--list", tmp_path / archive.DUMP],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ir_attachment" in listing.stdout


def test_a_folder_keeps_the_latest(small, tmp_path):
    for day in range(1, 5):
        (tmp_path / f"{small}-2020010{day}T000000Z.tar").touch()
    for other in (f"{small}-2-20200101T000000Z.tar", f"{small}-mine.tar", "a.tar"):
        (tmp_path / other).touch()
    assert backup.make(small, tmp_path, keep=2) == 0
    left = sorted(path.name for path in tmp_path.glob(f"{small}-20*Z.tar"))
    assert len(left) == 2 and left[0] == f"{small}-20200104T000000Z.tar"
    assert len(list(tmp_path.iterdir())) == 5, "others stay"


def test_a_backup_overwrites_nothing(small, whole):
    before = whole.read_bytes()
    with pytest.raises(Stop, match="is there already"):
        backup.make(small, whole)
    assert whole.read_bytes() == before
    with pytest.raises(Stop, match="create it first"):
        backup.make(small, whole.parent / "no" / "such.tar")


# While it is used


def test_database_and_files_are_of_one_moment(small, place, tmp_path, monkeypatch):
    """What is deleted and collected while the backup runs is still in it, whole."""
    [[gone]] = ask(small, "SELECT min(store_fname) FROM ir_attachment")
    late = b"came too late"
    dump = backup.add_dump

    def meanwhile(*arguments):
        ask(small, f"DELETE FROM ir_attachment WHERE store_fname = '{gone}'")
        (FILESTORE / small / gone).unlink()
        ask(
            small,
            f"INSERT INTO ir_attachment (store_fname) VALUES ('{store(small, late)}')",
        )
        dump(*arguments)

    monkeypatch.setattr(backup, "add_dump", meanwhile)
    assert backup.make(small, tmp_path / "busy.tar") == 0
    drop(small)
    restore.restore(place, tmp_path / "busy.tar")
    assert (FILESTORE / small / gone).exists()
    stored = {file for (file,) in ask(small, backup.STORED)}
    assert gone in stored and len(stored) == 3
    tried.fault("Files collected during a backup", "a backup of one moment")


def test_the_collector_waits_and_users_do_not(small, tmp_path, monkeypatch):
    tries = []
    keep_file = backup.keep_file

    def meanwhile(*arguments):
        with postgres.connect(small) as connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO ir_attachment DEFAULT VALUES")
            connection.commit()
            cursor.execute("SET lock_timeout = '20ms'")
            with pytest.raises(psycopg2.errors.LockNotAvailable):
                cursor.execute("LOCK ir_attachment IN SHARE MODE")
        tries.append(arguments)
        keep_file(*arguments)

    monkeypatch.setattr(backup, "keep_file", meanwhile)
    assert backup.make(small, tmp_path / "busy.tar") == 0
    assert len(tries) == 3
    ask(small, "BEGIN; LOCK ir_attachment IN SHARE MODE; COMMIT")


# What goes wrong while it is made


def test_missing_and_damaged_files_are_named(small, place, tmp_path, capsys):
    names = sorted(file for (file,) in ask(small, backup.STORED))
    (FILESTORE / small / names[0]).unlink()
    (FILESTORE / small / names[1]).write_bytes(b"half")
    path = tmp_path / "less.tar"
    assert backup.make(small, path) == 3
    said = capsys.readouterr().err
    assert f"the file {names[0]} is missing" in said
    assert f"the file {names[1]} is damaged (kept as it is)" in said
    assert "without 2 files that the database names" in said
    assert list(restore.verify(path)["wrong"]) == names[:2]
    drop(small)
    restore.restore(place, path)
    assert (FILESTORE / small / names[1]).read_bytes() == b"half"
    assert not (FILESTORE / small / names[0]).exists()
    tried.fault("Files of attachments gone before a backup", "a backup that names them")


def test_without_files_the_older_ones_stay(small, tmp_path):
    """Those may be the last that are whole."""
    older = [tmp_path / f"{small}-2020010{day}T000000Z.tar" for day in range(1, 4)]
    for path in older:
        path.touch()
    [[gone]] = ask(small, "SELECT min(store_fname) FROM ir_attachment")
    (FILESTORE / small / gone).unlink()
    assert backup.make(small, tmp_path, keep=1) == 3
    assert all(path.exists() for path in older)
    tried.fault("Files of attachments gone before a backup", "older backups are kept")


def test_a_file_of_another_folder_is_left_alone(small, tmp_path, monkeypatch):
    """A row may name whatever it likes."""
    other = f"{small}-other"
    (FILESTORE / other).write_bytes(b"of another")
    named = f"../{other}"
    ask(small, f"INSERT INTO ir_attachment (store_fname) VALUES ('{named}')")
    kept, keep_file = [], backup.keep_file

    def noted(path, second):
        kept.append(path)
        keep_file(path, second)

    monkeypatch.setattr(backup, "keep_file", noted)
    try:
        path = tmp_path / "named.tar"
        assert backup.make(small, path) == 3
    finally:
        (FILESTORE / other).unlink()
    assert len(kept) == 3 and FILESTORE / small / named not in kept
    assert restore.verify(path)["wrong"] == {named: "no name that Odoo gives"}
    tried.attack("File outside of its folder named for a backup", "left out, and named")


def test_two_backups_at_once_leave_each_other_s_files(tmp_path, monkeypatch):
    """Neither takes the other's new folder for one that was left."""
    mkdtemp, others = tempfile.mkdtemp, []

    def other():
        with backup.stage(tmp_path) as folder:
            others.append(folder)

    def meanwhile(**options):
        monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
        made = mkdtemp(**options)
        thread.start()
        thread.join(0.3)
        return made

    thread = threading.Thread(target=other)
    monkeypatch.setattr(tempfile, "mkdtemp", meanwhile)
    with backup.stage(tmp_path) as folder:
        thread.join(30)
        assert folder.is_dir() and others and others[0] != folder
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_a_backup_that_is_killed_leaves_nothing(small, tmp_path, by):
    """It is stopped while it dumps, which waits for a lock that we hold."""
    folder = tmp_path / "backups"
    folder.mkdir()
    command = [sys.executable, "-m", "m2m.backup", small, str(folder)]
    with postgres.connect(small) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE late (id int) PARTITION BY LIST (id)")
        connection.commit()
        cursor.execute("LOCK late IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(command, env=ENV, stderr=subprocess.DEVNULL)
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            f" AND datname = '{small}'"
        )
        wait_for(lambda: ask("postgres", waiting)[0][0])
        process.send_signal(by)
        assert process.wait(30) != 0
    assert list(folder.iterdir()) == []
    assert backup.make(small, folder) == 0
    assert len(list(folder.iterdir())) == 1
    assert not list(FILESTORE.glob(f"{backup.STAGING}*")), "cleared away by the next"
    tried.fault("Backup killed", "no file; the next one is whole")


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_a_full_disk_leaves_nothing(small, tmp_path):
    """Of a small disk, where one may be mounted, and of a limit of its size."""
    ask(
        small,
        "CREATE TABLE much AS SELECT md5(n::text) FROM generate_series(1, 9999) n",
    )
    folder = tmp_path / "backups"
    folder.mkdir()
    code = (
        "import os, resource, signal, sys\n"
        "if not os.path.ismount(sys.argv[2]):\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "from m2m import backup\n"
        "code = backup.main(sys.argv[1:])\n"
        "print(os.listdir(sys.argv[2]))\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", code, small, folder]
    tries = [(command, "File too large")]
    if full_disk.may_mount():
        small_one = full_disk.on_small_disk(folder, 65536, command)
        tries.append((small_one, "No space left on device"))
    for tried_so, reason in tries:
        done = subprocess.run(
            list(map(str, tried_so)),
            env=ENV,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert f"cannot be written: {reason}" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout.strip() == "[]"
    tried.fault("Disk full during a backup", "no file, and a line that says why")


def test_without_unnamed_files_it_still_appears_whole(small, tmp_path, monkeypatch):
    """Some file systems have no files without a name, or no second names."""
    monkeypatch.delattr(os, "O_TMPFILE")
    monkeypatch.setattr(backup.os, "link", refuse)
    path = tmp_path / "plain.tar"
    assert backup.make(small, path) == 0
    assert [each.name for each in tmp_path.iterdir()] == ["plain.tar"]
    assert path.stat().st_mode & 0o777 == 0o600
    restore.verify(path)


def refuse(*_arguments, **_options):
    raise PermissionError(1, "Operation not permitted")


def test_another_server_than_this_one_is_named(small, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "m2m.backup", small, str(tmp_path / "x.tar")],
        env=dict(ENV, PGHOST=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("m2m: PostgreSQL: ")
    assert list(tmp_path.iterdir()) == []


# What is no backup, or no longer


def sample(folder, **changed):
    """A small archive made by hand: file by file, as a forger would."""
    path = folder / f"sample-{len(list(folder.iterdir()))}.tar"
    content = b"content"
    digest = hashlib.sha1(content).hexdigest()
    parts = {f"filestore/{digest[:2]}/{digest}": content, archive.DUMP: b"dump"}
    with archive.Writer(path, 0) as writer:
        for name, data in {**parts, **changed.pop("more", {})}.items():
            writer.add(name, io.BytesIO(data))
        for name in changed.pop("listed", ()):
            writer.members[name] = [0, ""]
        about = dict.fromkeys(archive.EXPECTED, "") | {"made": 0, "database": "x"}
        about |= {"addons": {}, "tables": {}, "wrong": {}, **changed}
        writer.finish(about)
    return path


def refused(path, words, expected=None):
    with pytest.raises(Stop, match=words) as stop:
        restore.verify(path, expected)
    assert str(stop.value).startswith(f"{path} is no whole backup: ")


def test_each_byte_counts(tmp_path):
    path = sample(tmp_path)
    data = path.read_bytes()
    for position in range(len(data)):
        wrong = bytearray(data)
        wrong[position] ^= 0x20
        with pytest.raises(archive.Damaged):
            archive.examine(io.BytesIO(wrong))
    wrong = tmp_path / "wrong.tar"
    wrong.write_bytes(data[:600] + b"?" + data[601:])
    refused(wrong, "there is something between its parts|is damaged")
    tried.bad_file("Damaged backup", "it is no whole backup, and which part is damaged")


def test_each_length_counts(tmp_path):
    data = sample(tmp_path).read_bytes()
    for length in range(len(data)):
        with pytest.raises(archive.Damaged):
            archive.examine(io.BytesIO(data[:length]))
    with pytest.raises(archive.Damaged, match="its end is damaged"):
        archive.examine(io.BytesIO(data + b"\0"))
    (tmp_path / "short.tar").write_bytes(data[:-1024])
    refused(tmp_path / "short.tar", "it is cut off")
    tried.bad_file("Backup cut off", "it is no whole backup: it is cut off")


def test_a_missing_file_is_named(tmp_path):
    name = f"filestore/ab/{'ab' * 20}"
    refused(sample(tmp_path, listed=[name]), f"{name} is missing")
    tried.bad_file("Backup without one of its files", "which file is missing")


def test_something_else_is_no_backup(tmp_path):
    (tmp_path / "text.tar").write_text("no archive")
    refused(tmp_path / "text.tar", "it is cut off")
    (tmp_path / "zip.tar").write_bytes(b"PK" + bytes(2000))
    refused(tmp_path / "zip.tar", "what stands before one of its parts is damaged")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x",
        "/etc/cron.d/x",
        "filestore/../../x",
        f"filestore/../{'a' * 40}",
        f"filestore/ab/{'a' * 40}/x",
        "odoo.conf",
    ],
)
def test_nothing_is_unpacked_to_elsewhere(tmp_path, name):
    refused(sample(tmp_path, more={name: b"x"}), "which is no part of a backup")
    tried.bad_file("Backup with names that lead elsewhere", "it is no part of a backup")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE]
)
def test_only_plain_files_are_unpacked(tmp_path, kind):
    path = tmp_path / "link.tar"
    info = tarfile.TarInfo(f"filestore/ab/{'a' * 40}")
    info.type, info.linkname, info.mode = kind, "/etc/passwd", 0o600
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    refused(path, "what stands before one of its parts is damaged")
    tried.bad_file("Backup with links and devices", "it is damaged")


def test_a_backup_made_anew_is_not_the_one_that_was_noted(tmp_path):
    noted = restore.verify(sample(tmp_path))["seal"]
    forged = sample(tmp_path, more={f"filestore/ab/{'a' * 40}": b"evil"})
    restore.verify(forged)
    refused(forged, "it is another backup", expected=noted)
    tried.bad_file("Backup made anew by somebody else", "it is another backup")


def test_a_name_that_leads_elsewhere_is_refused(place, tmp_path):
    for name in ("../../x", 'x" OWNER TO postgres; --', ""):
        with pytest.raises(Stop, match="is no name for a database"):
            restore.restore(place, sample(tmp_path, database=name))
        tried.bad_file("Backup with names that lead elsewhere", "it is no name")


def test_a_damaged_backup_changes_nothing(small, whole, place):
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    whole.write_bytes(data)
    name = f"{small}-new"
    with pytest.raises(Stop, match="nothing was changed"):
        restore.restore(place, whole, name)
    assert not place.exists(name) and not place.exists(f"{name}-restoring")


# What a restore refuses, and what is left when it fails


def test_a_target_that_is_there_is_left_alone(small, whole, place):
    with pytest.raises(Stop, match=f"the database {small} is there already"):
        restore.restore(place, whole)
    assert ask(small, "SELECT count(*) FROM ir_attachment") == [(4,)]


def test_other_versions_of_addons_are_told_of(small, place, tmp_path, capsys):
    row = "INSERT INTO ir_module_module VALUES ('mines_to_markets', '{}', 'installed')"
    ask(small, row.format("19.0." + addons.manifests()["mines_to_markets"]["version"]))
    assert backup.make(small, tmp_path / "same.tar") == 0
    ask(small, "UPDATE ir_module_module SET latest_version = '19.0.0.1'")
    assert backup.make(small, tmp_path / "older.tar") == 0
    drop(small)
    restore.check(place, restore.verify(tmp_path / "same.tar"), small)
    assert "update it after" not in capsys.readouterr().err
    restore.check(place, restore.verify(tmp_path / "older.tar"), small)
    said = capsys.readouterr().err
    assert "mines_to_markets is of version 19.0.0.1, here" in said


def test_an_older_server_is_refused(whole, place):
    about = restore.verify(whole) | {"postgresql": "99.1 (Debian)"}
    with pytest.raises(Stop, match="the backup is of PostgreSQL 99, the server"):
        restore.check(place, about, "nowhere")
    about = restore.verify(whole) | {"odoo": "18.0"}
    with pytest.raises(Stop, match=r"the backup is of Odoo 18.0, this is 19.0"):
        restore.check(place, about, "nowhere")


def test_a_program_that_is_too_old_is_named():
    with pytest.raises(Stop, match="pg_dump of PostgreSQL 99 is needed, the one here"):
        postgres.program("pg_dump", 990000)
    with pytest.raises(Stop, match="there is none here; install postgresql-client-15"):
        postgres.program("no-such-program", 150000)


def test_what_differs_after_a_restore_is_named(small, whole, place, monkeypatch):
    name = f"{small}-new"
    fill = restore.fill

    def less(*arguments):
        fill(*arguments)
        ask(f"{name}-restoring", "DELETE FROM ir_attachment WHERE store_fname IS NULL")

    monkeypatch.setattr(restore, "fill", less)
    with pytest.raises(Stop, match=r"public.ir_attachment: 4 before, 3"):
        restore.restore(place, whole, name)
    assert not place.exists(name) and not place.exists(f"{name}-restoring")
    assert not (FILESTORE / f"{name}-restoring").exists()


def test_a_restore_that_is_killed_is_done_again(small, whole, place):
    name = f"{small}-new"
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from m2m import restore, workplace\n"
        "import os\n"
        "place = workplace.Workplace(None, Path(sys.executable), dict(os.environ))\n"
        "compare = restore.compare\n"
        "def slow(*arguments):\n    print('filled', flush=True)\n    time.sleep(60)\n"
        "restore.compare = slow\n"
        f"restore.restore(place, {str(whole)!r}, {name!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout.readline() == "filled\n"
    process.kill()
    process.communicate()
    assert not place.exists(name)
    try:
        restore.restore(place, whole, name)
        assert ask(name, "SELECT count(*) FROM ir_attachment") == [(4,)]
        assert not place.exists(f"{name}-restoring")
    finally:
        drop(f"{name}-restoring")
        drop(name)
    tried.fault("Restore killed", "no database of that name; the next one is whole")
