"""What looks for weaknesses finds them, and says so when it could not look."""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from m2m import answers, audit, lint, scanners
from m2m.common import ROOT

EXAMPLES = sorted((scanners.RULES / "examples").glob("*.txt"))
MARK = re.compile(r"(?:#|//|<!--) (finds|passes)\b")
RULE = re.compile(r"^  - id: (\S+)$", re.MULTILINE)


def lift_limit():
    """Odoo bounds the memory of its process; semgrep asks for more address space."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def run(command):
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=lift_limit,
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """``{name of a rule: lines that it finds in its example}``."""
    folder = tmp_path_factory.mktemp("examples") / "addons" / "sample"
    folder.mkdir(parents=True)
    for example in EXAMPLES:
        (folder / example.stem).write_text(example.read_text())
    command = scanners.semgrep([], words=("--json",))
    targets = [scanners.addons.ADDONS, ROOT / "scripts"]
    done = run([*(part for part in command if part not in targets), folder])
    printed = json.loads(done.stdout)
    assert printed["errors"] == []
    lines = {}
    for one in printed["results"]:
        if Path(one["path"]).stem == one["check_id"]:
            lines.setdefault(one["check_id"], set()).add(one["start"]["line"])
    return lines


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_rule_finds_what_it_must_and_nothing_else(example, found):
    wanted = {"finds": set(), "passes": set()}
    for number, line in enumerate(example.read_text().splitlines(), 1):
        if mark := MARK.search(line):
            wanted[mark[1]].add(number)
    assert wanted["finds"] and wanted["passes"]
    rule = example.name.split(".")[0]
    assert found.get(rule, set()) == wanted["finds"]


def test_every_rule_has_an_example():
    rules = [
        name
        for file in scanners.RULES.glob("*.yaml")
        for name in RULE.findall(file.read_text())
    ]
    assert sorted(rules) == [example.name.split(".")[0] for example in EXAMPLES]
    assert len(rules) > 20


# bandit


def test_bandit_finds_what_is_dangerous(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import tempfile\nname = tempfile.mktemp()\n")
    command = scanners.bandit([], ("addons",))[:-1]
    done = run([*command, bad])
    assert done.returncode == 1
    assert ":2: B306" in done.stdout
    bad.write_text("name = 1\n")
    assert run([*command, bad]).returncode == 0


def test_the_addons_are_held_to_more_than_the_tools():
    product, tools = scanners.bandit([], ("addons",)), scanners.bandit([], ("bench",))
    skipped = {where: c[c.index("--skip") + 1] for where, c in
               (("product", product), ("tools", tools))}  # fmt: skip
    assert skipped["product"] == "B704"
    assert scanners.bandit([ROOT / "bench/run.py"], ("addons",)) is None


# Exceptions of a line


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # nosec",
        "x = 1  # nosec B608",
        "x = 1  # nosec: it is fine",
        "x = 1  # nosec # it is fine",
        "x = 1  # nosemgrep",
        "# nosemgrep: shell",
        "# nosemgrep: all of them",
        "// nosem: html-from-script - escaped",
    ],
)
def test_an_exception_without_name_or_reason_fails(tmp_path, line):
    (tmp_path / "a.py").write_text(line)
    assert answers.main([tmp_path]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # nosec B608 # columns of a tuple above",
        "# nosemgrep: page-that-fetches - it has no address",
        "x = 'nosec'",
    ],
)
def test_an_exception_with_both_passes(tmp_path, line):
    (tmp_path / "a.py").write_text(line)
    assert answers.main([tmp_path]) == 0


# Published weaknesses

WEAK = {
    "dependencies": [
        {"name": "a", "version": "1", "vulns": []},
        {
            "name": "b",
            "version": "2",
            "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3"]}],
        },
        {"name": "c", "skip_reason": "not found"},
    ]
}


def fake(tmp_path, script):
    """A program in the place of pip-audit."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    pins = tmp_path / "pins.txt"
    pins.write_text("lxml==1\nb==2\n")
    return str(program), str(pins)


def test_a_published_weakness_fails(tmp_path, capsys):
    printed = tmp_path / "printed.json"
    printed.write_text(json.dumps(WEAK))
    assert audit.main(*fake(tmp_path, f"cat {printed}; exit 1")) == 1
    assert capsys.readouterr().out == "b 2: PYSEC-1 (mended in 3)\n"


def test_an_answered_weakness_passes(monkeypatch):
    monkeypatch.setattr(audit, "ANSWERED", {"CVE-1": "that part is not used"})
    ok, words = audit.verdict(json.dumps(WEAK), "")
    assert ok
    assert words.startswith("2 packages have no published weakness, 1 are not known")


def test_no_service_is_said_and_does_not_fail(tmp_path, capsys):
    program = fake(tmp_path, "echo 'ConnectionError: no route to host' >&2; exit 1")
    assert audit.main(*program) == 0
    said = capsys.readouterr().out
    assert said == "skipped: ConnectionError: no route to host\n"


def test_a_service_that_knows_nothing_is_asked_once(tmp_path, capsys):
    asked = tmp_path / "asked"
    answer = json.dumps({"dependencies": [{"name": "lxml", "skip_reason": "none"}]})
    program = fake(tmp_path, f"echo x >> {asked}; echo '{answer}'")
    assert audit.main(*program) == 0
    assert capsys.readouterr().out.startswith("skipped: the service knows none")
    assert asked.read_text() == "x\n"


def test_a_slow_service_is_given_up(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(audit, "PATIENCE", 0.1)
    assert audit.main(*fake(tmp_path, "exec sleep 20")) == 0
    assert "skipped: no answer within 0.1 s" in capsys.readouterr().out


def test_each_of_them_is_part_of_the_checks(monkeypatch):
    names = []
    monkeypatch.setattr(
        lint, "failures", lambda place, steps, many: names.extend(steps) or []
    )
    monkeypatch.setattr(lint.python, "ensure_scanners", lambda: Path(sys.executable))
    lint.check(None)
    wanted = {"bandit", "bandit of the tools", "semgrep", "published weaknesses"}
    assert wanted | {"reasons of exceptions"} <= set(names)
