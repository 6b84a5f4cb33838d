"""What the tests of trust tried, kept for the tables of ``docs/trust.md``.

A test calls one of these after its assertion held, so that only what held is counted.
The run of the tests adds them up (``scripts/m2m/trust.py``).
"""

RECORDS = []


def attack(kind, stopped_by, cases=1):
    """Count attacks that failed.

    :param kind: what was attacked, the same words for all of its cases
    :param stopped_by: what stopped them
    :param cases: how many were tried
    """
    RECORDS.append(("attack", kind, stopped_by, cases))


def fault(kind, left, cases=1):
    """Count faults that were injected, and say what was left afterwards."""
    RECORDS.append(("fault", kind, left, cases))


def bad_file(kind, said, cases=1):
    """Count files that were refused, and say what their sender is told."""
    RECORDS.append(("file", kind, said, cases))


def take():
    """Return what was recorded since the last call."""
    taken, RECORDS[:] = list(RECORDS), []
    return taken
