"""What ./m2m bench does: measure, print the table, write the file."""

import json
import subprocess
from pathlib import Path

from m2m import database, server
from m2m.common import ROOT, Stop, lock, say

NAMES = (
    "tracking_table",
    "actual_create",
    "award_page",
    "donor_export",
    "donor_pdf",
    "donor_report",
    "donor_workbook",
    "ipis_import",
    "ledger_import",
    "portal_list",
    "portal_pages",
    "portal_load",
    "load",
    "engagements",
    "overview",
    "register_import",
    "report_grid",
    "results",
    "sf425",
    "workbook",
)
DATABASE = "bench"
COPY = "bench-run"
HEADINGS = (
    "",
    "ours",
    "peer",
    "ratio",
    "spread",
    "bound",
    "",
    "cpu",
    "peak",
    "queries",
)


def main(place, names=(), file=None, large=False):
    """Measure, print the table, write the file.

    :param place: the set-up, ``m2m.workplace.Workplace``
    :param names: which measurements; none: all
    :param file: where to write the results as JSON
    :param large: whether to measure larger sizes as well
    :return: 0 when all bounds hold, else 1
    """
    unknown = set(names) - set(NAMES)
    if unknown:
        raise Stop(
            f"there is no measurement {', '.join(sorted(unknown))}; there are "
            f"{', '.join(NAMES)}"
        )
    results = []
    with lock("bench"):
        with lock(f"database-{DATABASE}"):
            database.ensure(place, DATABASE, demo=False)
        for name in names or NAMES:
            say(f"measuring {name}")
            results += measure(place, name, large)
    print(table(results))
    if file:
        Path(file).write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0 if all(result["holds"] for result in results) else 1


def measure(place, name, large=False):
    """Take one measurement on a copy of the database, so that each starts alike."""
    place.copy(DATABASE, COPY)
    command = [place.python, "-m", "bench.worker", name, COPY]
    try:
        done = subprocess.run(
            [*map(str, command), *(["--large"] if large else [])],
            cwd=ROOT,
            env=place.env
            | {"PYTHONPATH": str(ROOT / "scripts"), "M2M_ODOO": str(place.odoo.script)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            preexec_fn=server.die_with_parent,
        )
    finally:
        place.drop(COPY)
    if done.returncode:
        say(f"{name} failed")
        return [{"name": name, "holds": False, "error": "failed: see above"}]
    return json.loads(done.stdout)


def table(results):
    """Return the results as lines of aligned columns.

    >>> print(table([
    ...     {"name": "x", "ours": 0.5, "peer": 1.0, "ratio": 0.5, "bound": 1.0,
    ...      "unit": "s", "holds": True, "spread": {"ratio": [0.4, 0.6]}},
    ...     {"name": "y", "holds": False, "error": "failed"},
    ... ]))
       ours   peer  ratio  spread   bound         cpu  peak  queries
    x  500ms  1.0s  0.50   0.4-0.6  1.0    holds
    y  failed
    """
    rows = [HEADINGS, *map(row, results)]
    whole = [cells for cells in rows if len(cells) == len(HEADINGS)]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    widths[0] = max(len(cells[0]) for cells in rows)
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(cells, widths, strict=False)
        ).rstrip()
        for cells in rows
    )


def row(result):
    if result.get("error"):
        return result["name"], result["error"]
    return (
        result["name"],
        amount(result["ours"], result["unit"]),
        amount(result["peer"], result["unit"]),
        f"{result['ratio']:.2f}",
        "-".join(f"{end:.2g}" for end in (result["spread"] or {}).get("ratio", [])),
        f"{result['bound']:.2g}" if result["bound"] < 1 else f"{result['bound']:.1f}",
        "holds" if result["holds"] else "EXCEEDED",
        both(result.get("cpu"), "s"),
        both(result.get("peak_memory"), "B"),
        both(result.get("queries"), ""),
    )


def both(sides, unit):
    if not sides:
        return ""
    return f"{amount(sides['ours'], unit)}/{amount(sides['peer'], unit)}"


def amount(value, unit):
    """
    >>> amount(0.0123, "s"), amount(12.3, "s"), amount(25, "queries")
    ('12.3ms', '12s', '25')
    >>> amount(5_400_000, "B")
    '5.4MB'
    """
    if unit == "B":
        return f"{value / 1e6:.1f}MB"
    if unit != "s":
        return f"{value:g}"
    if value < 1:
        return f"{value * 1000:.3g}ms"
    return f"{value:.1f}s" if value < 10 else f"{value:.0f}s"
