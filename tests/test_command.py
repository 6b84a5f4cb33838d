"""The command ./m2m: what it says, and that a stopped call is carried on."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from m2m import addons, cli, cluster, common, database, source, suite, system
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


# Which addons come along, and where their tests run


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Addons of ours in a folder of its own, and one of Odoo's that has another."""
    folder = tmp_path / "addons"
    ours = {
        "asm_base": '{"depends": ["project"]}',
        "asm_money": '{"depends": ["asm_base", "analytic"], "auto_install": True}',
        "asm_late": '{"depends": ["asm_money"], "auto_install": True}',
        "asm_bridge": '{"depends": ["asm_money", "account"], "auto_install": True}',
        "asm_other": '{"depends": ["base"], "installable": False}',
    }
    for name, manifest in ours.items():
        (folder / name / "tests").mkdir(parents=True)
        (folder / name / "__manifest__.py").write_text(manifest)
        for number in range(2):
            (folder / name / "tests" / f"test_{number}.py").touch()
    odoo = {"project": {"depends": ["analytic"]}, "account": {"depends": ["base"]}}
    monkeypatch.setattr(addons, "ADDONS", folder)
    monkeypatch.setattr(addons, "odoos_own", lambda name: odoo.get(name, {}))
    monkeypatch.setattr(database, "adopted", list)
    return folder


def test_an_addon_comes_along_when_all_it_waits_for_is_there(shelf):
    along = ["asm_base", "asm_late", "asm_money"]
    assert addons.with_dependencies(["asm_base"]) == along
    assert addons.with_dependencies(["asm_money"]) == along
    assert addons.with_dependencies(["project"]) == []
    bridged = ["asm_base", "asm_bridge", "asm_late", "asm_money"]
    assert addons.with_dependencies(["asm_bridge"]) == bridged
    assert addons.with_dependencies(["asm_base", "account"]) == bridged


def test_a_database_of_ours_has_no_bridge_to_what_is_not_there(shelf):
    assert database.modules() == ["asm_base", "asm_late", "asm_money"]


def test_a_database_is_updated_by_what_came_along(shelf, monkeypatch):
    """An addon that it lacks does not count, one that came along does."""

    class Workplace:
        def sql(self, statement, database):
            return [["asm_base"], ["asm_bridge"], ["account"]]

    assert database.ours_in(Workplace(), "demo") == {"asm_base", "asm_bridge"}


def test_the_tests_of_a_bridge_are_apart(shelf):
    common = ["asm_base", "asm_late", "asm_money"]
    apart = suite.Group("asm_bridge", [*common[:1], "asm_bridge", *common[1:]])
    assert suite.groups([]) == [suite.Group("", common), apart]
    assert suite.groups([str(shelf)]) == [suite.Group("", common), apart]
    assert suite.groups([str(shelf / "asm_base")]) == [suite.Group("", common)]
    alone = suite.groups([f"{shelf}/asm_bridge/tests/test_0.py::TestIt::test_it"])
    assert alone == [suite.Group("", apart.names)]


def test_one_file_has_one_process(shelf, monkeypatch):
    monkeypatch.setattr(suite.os, "sched_getaffinity", lambda pid: range(64))
    file = f"{shelf}/asm_base/tests/test_0.py"
    assert suite.processes_for([file]) == 1
    assert suite.processes_for([f"{file}::TestIt"]) == 1
    assert suite.processes_for([str(shelf / "asm_base")]) == 2
    assert suite.processes_for([str(shelf)]) == suite.MOST_PROCESSES
    monkeypatch.setattr(suite.os, "sched_getaffinity", lambda pid: range(1))
    assert suite.processes_for([str(shelf)]) == 1


@pytest.mark.parametrize("option", ["-x", "-xq", "-vsx", "--pdb", "--exitfirst"])
def test_what_wants_one_process(option):
    assert suite.ALONE.fullmatch(option)


@pytest.mark.parametrize("option", ["-q", "-rx", "-vv", "--durations=9", "access"])
def test_what_several_processes_can_do(option):
    assert not suite.ALONE.fullmatch(option)


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


def run_pytest(folder, *tests, processes=(), **env):
    """Run test files the way ./m2m test does, on this run's database.

    :param processes: the addon that each of several processes is for; blank: all
    """
    files = []
    for number, test in enumerate(tests):
        (folder / f"test_sample{number}.py").write_text(test)
        files.append(folder / f"test_sample{number}.py")
    command = [sys.executable, "-m", "pytest", "-p", "m2m.pytest_plugin"]
    command += [*suite.ODOO_OPTIONS, "--doctest-modules"]
    command += ["-p", "no:cacheprovider", "-W", "ignore", f"--rootdir={folder}"]
    command += suite.spread(
        [(suite.Group(addon, []), os.environ["PGDATABASE"]) for addon in processes]
    )
    command += files or [folder]
    env = {"M2M_TRUST": str(folder / "trust.md"), "M2M_WRITE_TRUST": "", **env}
    env = {"M2M_FULL_RUN": "", "M2M_RAISE_FLOOR": "", "M2M_COMPLAINTS": "", **env}
    env = {"M2M_COVERAGE": "", **env}
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_warning_fails_its_test_unless_it_was_expected(tmp_path):
    done = run_pytest(
        tmp_path,
        "import logging\n"
        "from odoo.tools import mute_logger\n"
        "log = logging.getLogger('odoo.addons.sample')\n"
        "def test_bad():\n    log.warning('look here')\n"
        "def test_expected():\n"
        "    with mute_logger('odoo.addons.sample'):\n        log.warning('yes')\n",
    )
    assert done.returncode == 1
    assert "WARNING odoo.addons.sample: look here" in done.stdout
    assert "1 failed, 1 passed" in done.stdout.splitlines()[-1]


def test_a_skipped_browser_test_or_doctest_fails(tmp_path):
    done = run_pytest(
        tmp_path,
        "from odoo.tests import HttpCase, tagged\n"
        "@tagged('post_install')\n"
        "class TestSample(HttpCase):\n"
        "    def test_it(self):\n        self.skipTest('no browser')\n"
        "def f():\n    '''\n    >>> 1 + 1  # doctest: +SKIP\n    2\n    '''\n",
    )
    assert done.returncode == 1
    assert "2 failed" in done.stdout.splitlines()[-1]


def test_floors_only_rise(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text('{"doctest": 2, "http": 0}')
    test = "def f():\n    '''\n    >>> 1 + 1\n    2\n    '''\n"
    env = {"M2M_FULL_RUN": "1", "M2M_FLOORS": str(floors)}
    done = run_pytest(tmp_path, test, **env)
    assert done.returncode == 1
    assert "1 doctest tests passed, tests/floors.json wants 2" in done.stdout
    assert "1 passed, 1 error" in done.stdout.splitlines()[-1]
    floors.write_text('{"doctest": 0, "http": 0}')
    done = run_pytest(tmp_path, test, M2M_RAISE_FLOOR="1", **env)
    assert done.returncode == 0, done.stdout
    assert '"doctest": 1' in floors.read_text()


def test_the_share_of_lines_has_a_floor(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text('{"coverage": 99.9}')
    test = (
        "from odoo.addons.mines_to_markets.tools import codes\n"
        "def test_it():\n    assert codes.stem('A b')\n"
    )
    env = {"M2M_FULL_RUN": "1", "M2M_FLOORS": str(floors), "M2M_COVERAGE": "yes"}
    env["M2M_COVERAGE_FOLDER"] = str(tmp_path / "coverage")
    (tmp_path / "coverage").mkdir()
    done = run_pytest(tmp_path, test, test, processes=("", ""), **env)
    assert done.returncode == 1
    assert "2 passed, 1 error" in done.stdout.splitlines()[-1]
    assert "%, tests/floors.json wants 99.9" in done.stdout
    assert "lines reached by the tests: " in done.stdout
    floors.write_text('{"coverage": 0.1}')
    done = run_pytest(tmp_path, test, M2M_RAISE_FLOOR="1", **env)
    assert done.returncode == 0, done.stdout
    assert json.loads(floors.read_text())["coverage"] > 1


def test_several_processes_have_one_report(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text('{"doctest": 2, "http": 0}')
    bad = "import logging\ndef test_bad():\n    logging.warning('look %s')\n"
    doctest = "def f():\n    '''\n    >>> 1 + 1\n    2\n    '''\n"
    done = run_pytest(
        tmp_path,
        bad % "here" + doctest,
        bad % "there" + doctest,
        processes=("", ""),
        M2M_FULL_RUN="1",
        M2M_FLOORS=str(floors),
    )
    assert done.returncode == 1
    assert "WARNING root: look here" in done.stdout
    assert "WARNING root: look there" in done.stdout
    assert "2 failed, 2 passed" in done.stdout.splitlines()[-1], "floors are reached"
    floors.write_text('{"doctest": 3, "http": 0}')
    done = run_pytest(
        tmp_path,
        *[doctest] * 2,
        processes=("", ""),
        M2M_FULL_RUN="1",
        M2M_FLOORS=str(floors),
    )
    assert done.returncode == 1
    assert "2 doctest tests passed, tests/floors.json wants 3" in done.stdout


def test_a_process_of_its_own_for_an_addon_that_is_apart(tmp_path):
    test = "import os\ndef test_%s():\n    assert os.environ['M2M_ADDON'] == '%s'\n"
    for name, process in (("asm_bridge", "asm_bridge"), ("asm_common", "none")):
        (tmp_path / "addons" / name).mkdir(parents=True)
        file = tmp_path / "addons" / name / f"test_{name}.py"
        file.write_text(test % (name, process))
    done = run_pytest(tmp_path, processes=("", "asm_bridge"), M2M_APART="asm_bridge")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout.splitlines()[-1]
    done = run_pytest(tmp_path, processes=("", ""), M2M_APART="asm_bridge")
    assert done.returncode != 0, "a test that no process may run is not forgotten"


def test_what_an_installation_logged_fails_a_full_run(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text("{}")
    env = {"M2M_FULL_RUN": "1", "M2M_FLOORS": str(floors)}
    lines = '["WARNING odoo.fields: mtm.x: unknown parameter"]'
    done = run_pytest(
        tmp_path, "def test_it():\n    pass\n", M2M_COMPLAINTS=lines, **env
    )
    assert done.returncode == 1
    assert "mtm.x: unknown parameter" in done.stdout


def test_what_the_tests_tried_is_counted_by_the_run(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text("{}")
    document = tmp_path / "trust.md"
    document.write_text("# Trust\n\nWords that stay.\n")
    test = (
        "from odoo.addons.mines_to_markets.tests import tried\n"
        "def test_it():\n    tried.attack('Guessing', 'a limit', 3)\n"
        "def test_bad():\n    tried.fault('Kill', 'nothing')\n"
    )
    env = {"M2M_FULL_RUN": "1", "M2M_FLOORS": str(floors)}
    done = run_pytest(
        tmp_path, test, test, processes=("", ""), M2M_WRITE_TRUST="1", **env
    )
    assert done.returncode == 0, done.stdout
    assert "| Guessing | a limit | 6 |" in done.stdout
    text = document.read_text()
    assert text.startswith("# Trust\n\nWords that stay.\n")
    assert "| Kill | nothing | 2 |" in text
    done = run_pytest(tmp_path, test.replace("3)", "3); 1 / 0"), **env)
    assert done.returncode == 1
    (tmp_path / "test_sample1.py").unlink()
    done = run_pytest(tmp_path, test, **env)
    assert done.returncode == 1, "less was tried than the document says"
    assert "Kill (nothing): 1 cases held, docs/trust.md says 2" in done.stdout
    document.unlink()
    done = run_pytest(tmp_path, test, **env)
    assert done.returncode == 1, "there is no document"
    assert "docs/trust.md has no table: Attacks tried" in done.stdout


def test_the_mirror_is_that_of_the_machine(monkeypatch):
    rows = "u1\tnodistro\tmain\nu2\tbookworm\tcontrib\nu3\tbookworm\tmain\n"
    monkeypatch.setattr(source, "output", lambda command: rows)
    assert source.mirror() == "u3"
    monkeypatch.setattr(source, "output", lambda command: "")
    with pytest.raises(Stop, match="no Debian mirror"):
        source.mirror()
