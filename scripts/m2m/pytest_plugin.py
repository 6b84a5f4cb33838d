"""What ./m2m test adds to pytest (`-p m2m.pytest_plugin`).

- A WARNING or ERROR in Odoo's log fails the test that caused it. A test that expects
  one says so: `assertLogs`, or Odoo's `mute_logger`.
- An HttpCase or a doctest that is skipped has failed.
- A full run counts the HttpCase tests and the doctests that passed, and fails when
  there are fewer than tests/floors.json says. `--raise-floor` raises it.
- What the installation of the addons logged fails a full run.
- What the tests of trust tried is printed as tables. A full run fails when it tried
  less than docs/trust.md says; `--write-trust` writes the tables into it.
- A full run measures which lines of the addons the tests reach (coverage_of.py); that
  share has a floor as well.
- Several processes (pytest-xdist, see spread.py) have one report and one count.
"""

import json
import logging
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from _pytest.doctest import DoctestItem

from . import coverage_of, noise, spread, trust
from .common import ROOT

FLOORS = Path(os.environ.get("M2M_FLOORS") or ROOT / "tests" / "floors.json")
FULL = bool(os.environ.get("M2M_FULL_RUN"))


class Recorder(logging.Handler):
    """Keeps what counts of the log until somebody takes it."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if noise.ignored(record.name, message):
            return
        if record.exc_info:
            message = (
                f"{message}\n{logging.Formatter().formatException(record.exc_info)}"
            )
        self.lines.append(f"{record.levelname} {record.name}: {message}")

    def take(self):
        lines, self.lines = self.lines, []
        return lines


# Before any of our addons is imported.
measured = coverage_of.start()
recorder = Recorder()
passed = Counter()
durations = Counter()
tried = []
# Each process has its database from suite.py; pytest-odoo need not make one.
os.environ.pop("PYTEST_XDIST_WORKER", None)


def kind_of(item):
    """Which of the counted kinds a test is."""
    from odoo.tests import HttpCase

    if isinstance(item, DoctestItem):
        return "doctest"
    if isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, HttpCase):
        return "http"
    return "other"


def is_worker(config):
    """Whether this is one of several processes, which another one sums up."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if is_worker(config):
        items[:] = spread.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return spread.make_scheduler(config, log)


def pytest_sessionstart():
    logging.getLogger().addHandler(recorder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    lines = recorder.take()
    if lines and report.passed:
        report.outcome = "failed"
        report.longrepr = "Odoo logged:\n" + "\n".join(lines)
    kind = kind_of(item)
    if report.skipped and kind != "other" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which no {kind} test may be: {report.longrepr}"
    report.kind = kind
    report.tried = take_tried()
    return report


def take_tried():
    """What the tests of trust recorded in this process since the last call."""
    recorder = sys.modules.get("odoo.addons.mines_to_markets.tests.tried")
    return recorder.take() if recorder else []


def pytest_runtest_logreport(report):
    """Count; of several processes the one that sums up sees all the reports."""
    durations[spread.unit_of(report.nodeid)] += report.duration
    if report.passed:
        tried.extend(getattr(report, "tried", ()))
    # parts of a test are reported as well, and are no tests
    if report.when == "call" and report.passed and not hasattr(report, "context"):
        passed[report.kind] += 1


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """Before pytest sums up: add what is wrong with the run as a whole."""
    logging.getLogger().removeHandler(recorder)
    coverage_of.stop(measured)
    if session.config.option.collectonly or is_worker(session.config):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if ran_whole_files(session.config):
        spread.remember(durations)
    problems = check_installation(reporter)
    shares = {}
    if measured:
        shares["coverage"], words = coverage_of.summary(coverage_of.read())
        reporter.write_line(f"\n{words}")
    if FULL and session.exitstatus in (0, 1):
        problems += check_floors(reporter, shares)
    problems += check_tried(reporter, FULL and session.exitstatus in (0, 1))
    for name, text in problems:
        report = pytest.CollectReport(name, "failed", text, [])
        reporter.stats.setdefault("error", []).append(report)
    if problems and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def ran_whole_files(config):
    """Whether the durations are those of whole files of this checkout."""
    chosen = config.option.keyword or any("::" in path for path in config.args)
    return config.rootpath == ROOT and not chosen


def check_installation(reporter):
    lines = json.loads(os.environ.get("M2M_COMPLAINTS") or "[]")
    if not lines:
        return []
    text = "Odoo logged while the addons were installed:\n" + "\n".join(lines)
    if FULL:
        return [("installation of the addons", text)]
    reporter.write_line(f"\n{text}\n(a full run fails for that)")
    return []


def check_floors(reporter, shares):
    """Compare the counts with the floors, which only rise.

    :param shares: in percent, besides the counts of tests
    """
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    counts = {kind: passed[kind] for kind in ("http", "doctest")}
    said = {kind: f"{count} {kind} tests passed" for kind, count in counts.items()}
    said |= {kind: f"{kind} of {share} %" for kind, share in shares.items()}
    counts |= shares
    problems = [
        (f"floor of {kind}", f"{words}, tests/floors.json wants {floors[kind]}")
        for kind, words in said.items()
        if counts[kind] < floors.get(kind, 0)
    ]
    risen = floors | {kind: max(counts[kind], floors.get(kind, 0)) for kind in counts}
    if risen != floors and os.environ.get("M2M_RAISE_FLOOR") and not problems:
        FLOORS.write_text(json.dumps(risen, indent=4) + "\n")
        reporter.write_line(f"\ntests/floors.json raised to {risen}: commit it")
    elif risen != floors:
        reporter.write_line(
            f"\ntests/floors.json says {floors}, this run has {counts}: raise it with "
            "./m2m test --raise-floor"
        )
    return problems


def check_tried(reporter, full):
    """Print what was tried, and compare a full run with the document."""
    counted = trust.count(tried)
    text = trust.DOCUMENT.read_text() if trust.DOCUMENT.exists() else ""
    said = trust.read(text)
    names = {key[0] for key in counted}
    for name in [name for name in trust.TABLES if name in names]:
        reporter.write_line(f"\n{trust.table(name, counted)}")
    if not full:
        return []
    if os.environ.get("M2M_WRITE_TRUST"):
        trust.DOCUMENT.write_text(trust.write(text, counted))
        reporter.write_line("\ndocs/trust.md has the tables of this run: commit it")
        return []
    if said != counted:
        reporter.write_line("\nwrite these tables with ./m2m test --write-trust")
    lines = trust.missing(said, counted)
    return [("what docs/trust.md says", "\n".join(lines))] if lines else []
