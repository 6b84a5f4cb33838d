"""The run of the tests: what runs where, what counts as wrong, and what only rises."""

import json
import os
import subprocess
import sys

import pytest
from m2m import addons, database, suite

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
