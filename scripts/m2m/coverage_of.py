"""Which lines of our addons the tests reach, of all processes together.

Measured in a full run, and with --coverage-html. Servers that tests start as processes
of their own are not part of it.
"""

import os
from pathlib import Path

from . import addons
from .common import STATE, remove_tree

FOLDER = Path(os.environ.get("M2M_COVERAGE_FOLDER") or STATE / "coverage")
# Lines that tests do not have to reach, or are tests.
OMITTED = ("*/tests/*", "*/migrations/*", "*/__manifest__.py", "*/demo/*")


def wanted():
    return os.environ.get("M2M_COVERAGE") or ""


def clear():
    """Forget what earlier runs measured."""
    remove_tree(FOLDER)
    FOLDER.mkdir(parents=True)


def start(source=addons.ADDONS):
    """Begin to measure this process, before it imports an addon; None: not wanted."""
    if not wanted():
        return None
    measured = make(source, suffix=True)
    measured.start()
    return measured


def make(source=addons.ADDONS, suffix=False):
    import coverage  # not there before the environment is made

    measured = coverage.Coverage(
        data_file=str(FOLDER / "data"),
        data_suffix=suffix,
        source=[str(source)],
        omit=OMITTED,
        config_file=False,
        messages=False,
    )
    # the process that sums up runs no test
    measured.set_option("run:disable_warnings", ["no-data-collected"])
    return measured


def stop(measured):
    if measured:
        measured.stop()
        measured.save()


def read(source=addons.ADDONS):
    """``{addon: (lines, lines reached)}`` of all processes that were measured."""
    measured = make(source)
    measured.combine(strict=False)
    measured.save()
    found = {}
    for file in measured.get_data().measured_files():
        lines, missed = count(measured, file)
        name = Path(file).relative_to(source).parts[0]
        before = found.get(name, (0, 0))
        found[name] = (before[0] + lines, before[1] + lines - missed)
    if "html" in wanted():
        measured.html_report(directory=str(FOLDER / "html"))
    return found


def count(measured, file):
    _name, lines, _excluded, missed, _text = measured.analysis2(file)
    return len(lines), len(missed)


def percent(lines, reached):
    """In tenths, rounded down, so that a floor made of it holds.

    >>> percent(3, 2), percent(0, 0), percent(1000, 999)
    (66.6, 100.0, 99.9)
    """
    return 1000 * reached // lines / 10 if lines else 100.0


def summary(found):
    """The share of all addons together, and a line that says that of each.

    >>> summary({"b": (10, 9), "a": (10, 10)})
    (95.0, 'lines reached by the tests: 95.0 % (a 100.0 %, b 90.0 %)')
    """
    lines, reached = (sum(numbers[i] for numbers in found.values()) for i in (0, 1))
    total = percent(lines, reached)
    each = ", ".join(f"{n} {percent(*found[n])} %" for n in sorted(found))
    return total, f"lines reached by the tests: {total} % ({each})"
