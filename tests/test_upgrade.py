"""An update from the last release: nothing is lost, nothing is missing, and it is told.

The database begins as the addons of that release made it, with their demo data.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from m2m import addons, database, noise, postgres, releases, source, suite, workplace
from m2m.common import ROOT, Stop
from m2m.introspect import (
    changes,
    differences,
    ordered,
    owners,
    schema,
    unanswered,
)

OURS = sorted(addons.manifests())
# What a user entered, or what came of it, lies in tables that begin so.
KEPT = (
    *("asm_", "mtm_", "agreement", "account_analytic_", "calendar_event", "crm_lead"),
    *("event_event", "event_registration", "mail_message", "project_project"),
    *("project_task", "res_country", "res_partner", "res_users_res_"),
)
# Columns that an update writes by design, and why.
WRITTEN = {}
pytestmark = pytest.mark.seconds(30)


def ask(name, statement):
    with postgres.connect(name) as connection, connection.cursor() as cursor:
        return postgres.ask(cursor, statement)


@pytest.fixture(scope="module")
def place():
    return workplace.Workplace(source.ensure(), Path(sys.executable), dict(os.environ))


@pytest.fixture(scope="module")
def old(place):
    """A copy of the database of the last release."""
    with suite.run_database(place) as name:
        place.copy(releases.ensure(place), name)
        yield name


@pytest.fixture(scope="module")
def before(old):
    """What there was: ``(schema, rows, versions of addons)``."""
    return schema(old), rows(old), versions(old)


@pytest.fixture(scope="module")
def new(place, old, before, tmp_path_factory):
    """The same database after an update, and the log of it."""
    log = tmp_path_factory.mktemp("update") / "log"
    update(place, old, log)
    return old, log


def update(place, name, log):
    installed = [each for each in OURS if each in versions(name)]
    database.odoo(place, log, "-d", name, "-u", ",".join(installed), *database.QUIET)


def versions(name):
    return dict(
        ask(
            name,
            "SELECT name, latest_version FROM ir_module_module "
            "WHERE state = 'installed'",
        )
    )


def rows(name):
    """``{table: {id: row as {column: text}}}`` of what users entered."""
    tables = ask(
        name,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' "
        "AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    found = {}
    with postgres.connect(name) as connection, connection.cursor() as cursor:
        for (table,) in tables:
            if not table.startswith(KEPT):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column.name for column in cursor.description]
            lines = [dict(zip(columns, row, strict=True)) for row in cursor]
            if "id" in columns:
                found[table] = {line["id"]: line for line in lines}
            else:
                found[table] = Counter(tuple(sorted(line.items())) for line in lines)
    return found


def lost(was, now):
    """Lines that say which rows are gone, and which columns changed."""
    lines = []
    for table, kept in was.items():
        if table not in now:
            lines.append(f"{table}: is gone")
        elif isinstance(kept, Counter):
            gone = kept - now[table]
            lines += [f"{table}: {sum(gone.values())} rows are gone"] if gone else []
        else:
            gone = kept.keys() - now[table].keys()
            lines += [f"{table}: rows {sorted(gone)} are gone"] if gone else []
            changed = Counter(
                column
                for number, row in kept.items()
                for column, value in row.items()
                if number in now[table]
                and column not in ("write_date", "write_uid")
                and f"{table}.{column}" not in WRITTEN
                and now[table][number].get(column, value) != value
            )
            lines += [f"{table}.{c}: {n} values changed" for c, n in changed.items()]
    return lines


def test_the_release_is_one_that_is_not_what_is_here(before):
    """Else the tests below would try nothing."""
    tables, kept, _installed = before
    assert len(tables) > 1000
    assert sum(map(len, kept.values())) > 1000
    assert all(any(table.startswith(start) for table in kept) for start in KEPT[:2])


def test_nothing_is_logged(new):
    assert noise.complaints(new[1]) == []


def test_what_was_entered_is_there(before, new):
    assert lost(before[1], rows(new[0])) == []


def test_all_addons_are_there_in_their_present_version(new):
    installed = versions(new[0])
    wanted = {name: full(addons.manifests()[name]) for name in database.ours()}
    assert {name: installed.get(name) for name in wanted} == wanted
    assert set(database.adopted()) <= set(installed)


def test_it_is_made_as_if_installed_anew(new):
    """Columns, constraints, indexes, triggers: an update leaves out none of them."""
    fresh = schema(os.environ["PGDATABASE"])
    assert differences(fresh, schema(new[0])) == []


def test_companies_hide_small_numbers_of_people_from_the_start(new):
    """asm_programs 19.0.1.1"""
    least = ask(new[0], "SELECT DISTINCT asm_least_people FROM res_company")
    assert least == [(5,)]


def test_accounts_are_made_on_invitation(new):
    """mines_to_markets 19.0.1.1"""
    parameter = "SELECT value FROM ir_config_parameter WHERE key = '{}'"
    scope = ask(new[0], parameter.format("auth_signup.invitation_scope"))
    assert scope == [("b2b",)]


def test_administrators_keep_their_duties_as_their_own(new):
    """asm_programs 19.0.1.2"""
    name = "(SELECT res_id FROM ir_model_data WHERE module = '{}' AND name = '{}')"
    admins = name.format("mines_to_markets", "group_mtm_admin")
    for duty in ("approver", "finance", "freezer"):
        group = name.format("asm_programs", f"group_asm_{duty}")
        implied = f"SELECT 1 FROM res_groups_implied_rel WHERE hid = {group}"
        assert not ask(new[0], f"{implied} AND gid = {admins}")
        without = ask(
            new[0],
            f"SELECT uid FROM res_groups_users_rel WHERE gid = {admins} EXCEPT "
            f"SELECT uid FROM res_groups_users_rel WHERE gid = {group}",
        )
        assert without == []


def test_the_server_starts(place, new, tmp_path):
    name, _log = new
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "log"
    command = place.command("-d", name, "--http-interface=127.0.0.1")
    command += [f"--http-port={port}", "--max-cron-threads=0", "--workers=0"]
    with log.open("w") as file:
        server = subprocess.Popen(
            command, env=place.env, cwd=ROOT, stdout=file, stderr=file
        )
        try:
            assert "login" in page(f"http://127.0.0.1:{port}/web/login", server)
        finally:
            server.terminate()
            server.wait(60)
    assert noise.complaints(log) == []


def page(url, server):
    """What a page says once the server answers."""
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)


def test_a_second_update_changes_nothing(place, new, tmp_path):
    """After the others, since it goes on from where they are."""
    name, _log = new
    was, held = schema(name), rows(name)
    update(place, name, tmp_path / "log")
    assert noise.complaints(tmp_path / "log") == []
    assert differences(was, schema(name)) == []
    again = rows(name)
    assert lost(held, again) == []
    assert lost(again, held) == [], "an update adds nothing twice"


def test_what_an_update_loses_is_found(before):
    """The comparison of the tests above, of a world in which something is lost."""
    _schema, held, _versions = before
    now = {table: kept.copy() for table, kept in held.items()}
    gone, changed = sorted(now["asm_actual"])[:2]
    del now["asm_actual"][gone]
    now["asm_actual"][changed] = now["asm_actual"][changed] | {"state": "lost"}
    del now["asm_award"]
    relation = next(
        table for table, kept in held.items() if isinstance(kept, Counter) and kept
    )
    now[relation] = Counter()
    assert set(lost(held, now)) == {
        f"asm_actual: rows [{gone}] are gone",
        "asm_actual.state: 1 values changed",
        "asm_award: is gone",
        f"{relation}: {sum(held[relation].values())} rows are gone",
    }


# What a change of the schema must bring


def test_a_change_of_the_schema_raises_the_version(before, place):
    """And what the ORM cannot do itself comes with a script."""
    was, _rows, released = before
    fresh = os.environ["PGDATABASE"]
    present = {name: full(m) for name, m in addons.manifests().items()}
    compared = {n: (released[n], present[n]) for n in OURS if n in released}
    scripts = {name: migrations(name, released[name]) for name in compared}
    found = changes(was, schema(fresh))
    owner = owners(fresh, releases.ensure(place))
    assert unanswered(found, owner, compared, scripts) == []


def migrations(addon, since):
    """The text of an addon's scripts for versions after one."""
    folder = addons.ADDONS / addon / "migrations"
    return "\n".join(
        script.read_text()
        for script in sorted(folder.glob("*/*.py"))
        if ordered(f"19.0.{script.parent.name}") > ordered(since)
    )


def full(manifest):
    """A version as Odoo keeps it."""
    return f"19.0.{manifest['version']}"


def test_a_change_without_a_version_or_a_script_is_found(before, place):
    """The same check, on a copy of the release to which something was done."""
    was, _rows, released = before
    fresh = os.environ["PGDATABASE"]
    changed = dict(was)
    changed["column", "mtm_site.elevation"] = "numeric"
    changed["column", "asm_actual.value"] = "text"
    del changed["column", "asm_actual.text"]
    same = {name: (released[name],) * 2 for name in OURS if name in released}
    lines = unanswered(changes(was, changed), owners(fresh), same, {})
    assert len(lines) == 4
    assert "mines_to_markets: its schema differs" in lines[-1]
    assert "asm_actual.text is gone: bring a script" in lines[1]
    answered = {"asm_programs": "what becomes of value, and of text"}
    assert len(unanswered(changes(was, changed), owners(fresh), same, answered)) == 2


def test_a_history_that_is_cut_off_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(releases, "CACHE", tmp_path)
    with pytest.raises(Stop, match="git fetch --unshallow"):
        releases.unpacked("0" * 40)
    assert list(tmp_path.iterdir()) == []
