"""The command ./m2m: what it says, and that a stopped call is carried on."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from m2m import cli, cluster, common, database, source, system
from m2m.common import ROOT, Stop

PARTS = ("m2m", "scripts", "odoo.conf", "requirements.txt", "requirements-dev.txt")


class Checkout:
    """A copy of the command in a folder of its own, with an empty cache."""

    def __init__(self, folder):
        self.root = folder / "checkout"
        self.root.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, self.root / part)
        self.cache = folder / "cache"
        self.stubs = folder / "stubs"
        self.stubs.mkdir()
        self.env = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PG", "ODOO_", "M2M_", "PYTHON"))
        }
        self.env["XDG_CACHE_HOME"] = str(self.cache)
        self.env["PATH"] = f"{self.stubs}:{self.env['PATH']}"

    def stub(self, name, script):
        """Put a program in front of the one of that name."""
        path = self.stubs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def __call__(self, *arguments, **kwargs):
        kwargs.setdefault("env", self.env)
        return subprocess.run(
            [self.root / "m2m", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **kwargs,
        )

    def python(self, code, start=False):
        """Run code that uses the command's own modules."""
        command = [sys.executable, "-c", code]
        env = dict(self.env, PYTHONPATH=str(self.root / "scripts"))
        if start:
            return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def only_line(done):
    """The one line that a failed call ends with; there is no traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("m2m: ")]
    assert len(lines) == 1
    assert done.stderr.splitlines()[-1] == lines[0]
    return lines[0]


# What it says


def test_every_verb_is_there():
    verbs = "run test fuzz lint bench translate backup restore verify-backup check "
    verbs += "verify-log shell odoo stop reset"
    assert set(verbs.split()) == set(cli.VERBS)


def test_help_lists_the_verbs_from_any_folder(checkout, tmp_path):
    done = checkout("--help", cwd=tmp_path)
    assert done.returncode == 0
    for verb in cli.VERBS:
        assert f"\n  {verb} " in done.stdout


@pytest.mark.parametrize("verb", sorted(set(cli.VERBS) - {"odoo"}))
def test_each_verb_says_what_it_does(checkout, tmp_path, verb):
    done = checkout(verb, "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    about = cli.VERBS[verb][1]
    assert about[1:] in done.stdout
    assert not (checkout.root / ".m2m").exists(), "help sets nothing up"


def test_an_unknown_verb_is_answered_with_the_verbs(checkout):
    done = checkout("rum")
    assert done.returncode == 2
    assert "there is no verb rum" in done.stderr
    assert "  run " in done.stderr


def test_works_by_a_link(checkout, tmp_path):
    (tmp_path / "link").symlink_to(checkout.root / "m2m")
    done = subprocess.run(
        [tmp_path / "link", "--help"],
        env=checkout.env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_a_port_in_use(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = only_line(checkout("run", "--port", str(port)))
    assert f"port {port} is in use" in line
    assert f"--port {port + 1}" in line


def test_a_port_that_is_none(checkout):
    assert "70000 is no port" in only_line(checkout("run", "--port", "70000"))


def test_a_name_that_is_none(checkout):
    assert "no name for a database" in only_line(checkout("run", "--db", "a b"))


def test_no_network(checkout):
    checkout.stub(
        "apt-get",
        'case "$1" in indextargets) printf "http://mirror.invalid\\tbookworm\\tmain\\n";;'
        '\n*) echo "E: Failed to fetch, no such host" >&2; exit 100;; esac',
    )
    line = only_line(checkout("odoo", "--version"))
    assert "cannot be downloaded: Failed to fetch, no such host" in line
    assert "check the network" in line
    assert "ODOO_SOURCE" in line


def test_a_source_that_is_none(checkout, tmp_path):
    checkout.env["ODOO_SOURCE"] = str(tmp_path)
    assert f"no Odoo in {tmp_path}" in only_line(checkout("odoo", "--version"))


def test_no_sudo(monkeypatch):
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    with pytest.raises(Stop, match=r"there is no sudo; install as root.* chromium"):
        system.sudo("chromium")


def test_no_disk(monkeypatch, tmp_path):
    full = shutil.disk_usage("/")._replace(free=3 * 2**20)
    monkeypatch.setattr(common.shutil, "disk_usage", lambda folder: full)
    with pytest.raises(Stop, match=r"no room .* 700 MB needed, 3 MB free; free some"):
        common.need_space(tmp_path / "not" / "yet", 700, "the database")


def test_a_folder_that_cannot_be_written(checkout):
    (checkout.root / ".m2m").write_text("a file where a folder belongs")
    assert "cannot write in" in only_line(checkout("odoo", "--version"))


def test_reset_asks_first(checkout):
    (checkout.root / ".m2m").mkdir()
    assert "say --yes" in only_line(checkout("reset"))


def test_stop_has_nothing_to_stop(checkout):
    assert checkout("stop").returncode == 0


# Stopped at any moment


def test_a_lock_is_held_until_the_last_child_has_ended(checkout, tmp_path):
    """A killed m2m leaves its pip running: nobody else may start before it ends."""
    code = (
        "from m2m.common import *\nmake_state()\n"
        "with lock('python', CACHE): run(['sh', '-c', 'echo $$ > {}; exec sleep 60'])"
    )
    pid_file = tmp_path / "pid"
    first = checkout.python(code.format(pid_file), start=True)
    wait_for(lambda: pid_file.exists() and pid_file.read_text().strip())
    first.kill()
    first.wait()
    second = checkout.python(
        "from m2m.common import *\nwith lock('python', CACHE): print('in')",
        start=True,
    )
    time.sleep(0.5)
    assert second.poll() is None
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    assert second.communicate(timeout=20)[0] == "in\n"


def test_unpacking_is_carried_on(checkout, tmp_path):
    """Half an Odoo is never taken for a whole one."""
    started = tmp_path / "started"
    checkout.stub(
        "dpkg-deb", f'mkdir -p "$3/usr/lib/half"; echo $$ > {started}; exec sleep 60'
    )
    code = (
        "from m2m import source\nfrom m2m.common import *\nmake_state()\n"
        "with lock('source', CACHE): source.unpack(['a.deb'], CACHE / 'odoo')"
    )
    first = checkout.python(code, start=True)
    wait_for(lambda: started.exists() and started.read_text().strip())
    first.kill()
    first.wait()
    os.kill(int(started.read_text()), signal.SIGKILL)
    root = checkout.cache / "mines-to-markets" / "odoo"
    assert not root.exists()
    checkout.stub("dpkg-deb", 'mkdir -p "$3/usr/bin"; touch "$3/usr/bin/odoo"')
    checkout.python(code)
    assert (root / "usr/bin/odoo").exists()
    assert not (root / "usr/lib/half").exists()


def test_the_cluster_survives_a_kill(checkout):
    """initdb stopped half way, the server killed, its id now of another process."""
    if not system.postgres_bin():
        pytest.skip("an existing server is used, PostgreSQL is not on this machine")
    home = Path(
        checkout.python("from m2m import cluster; print(cluster.home())").strip()
    )
    ensure = (
        "from m2m import cluster\nfrom m2m.common import *\nmake_state()\n"
        "cluster.ensure(); print(cluster.running(cluster.home()))"
    )
    try:
        (home / "data.new").mkdir(parents=True)
        (home / "data.new" / "PG_VERSION").write_text("half")
        pid = int(checkout.python(ensure))
        assert int(checkout.python(ensure)) == pid, "one that runs is left alone"
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{pid}").exists())
        record = home / "data/postmaster.pid"
        record.write_text(record.read_text().replace(str(pid), str(os.getpid()), 1))
        again = int(checkout.python(ensure))
        assert again not in (pid, os.getpid())
        assert checkout("stop").returncode == 0
        wait_for(lambda: not Path(f"/proc/{again}").exists())
    finally:
        checkout.python("from m2m import cluster; cluster.remove()")
    assert not home.exists()


def test_a_written_file_is_whole(tmp_path):
    path = tmp_path / "note"
    common.write_whole(path, "old")
    common.write_whole(path, "new", mode=0o600)
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["note"]


# Two clones


def test_two_clones_have_two_servers(tmp_path):
    code = (
        "from m2m import cluster; f = cluster.home();"
        "print(f / 'data', cluster.socket_folder(f))"
    )
    found = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        found.update(Checkout(tmp_path / name).python(code).split())
    assert len(found) == 4


def test_a_long_path_still_has_a_socket(tmp_path):
    folder = tmp_path / ("x" * 100)
    path = cluster.socket_folder(folder) / ".s.PGSQL.5432"
    assert len(os.fsencode(path)) <= 107


def test_an_existing_server_is_used(monkeypatch, tmp_path):
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cluster, "ROOT", tmp_path)
    (tmp_path / "odoo.conf").write_text("[options]\ndb_host = False\ndb_user = odoo\n")
    assert cluster.existing_server() is None
    (tmp_path / "odoo.conf").write_text(
        "[options]\ndb_host = db.test\ndb_port = 6543\n"
    )
    assert cluster.existing_server() == {"PGHOST": "db.test", "PGPORT": "6543"}
    monkeypatch.setenv("PGHOST", "other.test")
    assert cluster.existing_server()["PGHOST"] == "other.test"


# Odoo itself


def m2m(*arguments, **kwargs):
    """The command of this checkout, on the server that the tests run on."""
    return subprocess.run(
        [ROOT / "m2m", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **kwargs,
    )


def test_the_shell_runs_a_script():
    name = os.environ["PGDATABASE"]
    script = "print(env.cr.dbname, env['res.company'].search_count([]) > 0)"
    done = m2m("shell", "--db", name, input=script)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{name} True\n"


def test_the_shell_fails_with_the_script():
    done = m2m("shell", "--db", os.environ["PGDATABASE"], input="raise ValueError(7)")
    assert done.returncode != 0
    assert "ValueError: 7" in done.stderr
    assert done.stdout == ""


def test_the_shell_names_a_missing_database():
    line = only_line(m2m("shell", "--db", "nowhere", stdin=subprocess.DEVNULL))
    assert "there is no database nowhere" in line


def test_odoo_gets_everything_that_is_passed_on():
    done = m2m("odoo", "--version", stdin=subprocess.DEVNULL)
    assert done.stdout.startswith("Odoo Server 19.0")


# What counts as wrong


def test_the_cause_of_a_failure_is_found_in_a_log():
    log = (
        "2026-01-01 00:00:00,000 1 INFO demo odoo.modules: loading\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 1\n'
        "odoo.tools.convert.ParseError: while parsing a.xml:3\n"
        "View error context:\n"
        "{}\n"
    )
    assert database.cause(log).endswith("ParseError: while parsing a.xml:3")


def test_no_registry_and_no_path_of_a_machine_is_in_a_tracked_file():
    """The mirror and the registries are those of the machine's own configuration."""
    words = ["deb" + ".debian.org", "pypi" + ".org", "npmjs" + ".org", "/" + "root/"]
    words += ["pythonhosted" + ".org", "/" + "work/"]
    found = subprocess.run(
        ["git", "grep", "-nIF", *[p for w in words for p in ("-e", w)]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    assert not found


def test_the_mirror_is_that_of_the_machine(monkeypatch):
    rows = "u1\tnodistro\tmain\nu2\tbookworm\tcontrib\nu3\tbookworm\tmain\n"
    monkeypatch.setattr(source, "output", lambda command: rows)
    assert source.mirror() == "u3"
    monkeypatch.setattr(source, "output", lambda command: "")
    with pytest.raises(Stop, match="no Debian mirror"):
        source.mirror()
