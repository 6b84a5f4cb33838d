"""Which of several pytest processes runs what, the longest first.

The unit is a class, since its tests share what `setUpClass` made, or a file's
functions. Each process asks for the next unit as soon as it is nearly done with its
own, so all end at about the same time, unless a long one comes last: hence the order.
Units of an addon that only some process has installed wait for that process.
"""

import json
import os
import re
from collections import Counter

from .common import STATE, write_whole

# How long each unit took when it last ran here.
DURATIONS = STATE / "durations.json"


def unit_of(nodeid):
    """
    >>> unit_of("tests/test_x.py::TestX::test_it")
    'tests/test_x.py::TestX'
    >>> unit_of("tests/test_x.py::test_it[a::b]")
    'tests/test_x.py'
    """
    return nodeid.partition("[")[0].rpartition("::")[0]


def longest_first(items):
    """The tests by unit, in the same order in every process."""
    known = remembered()
    units = {}
    for item in items:
        units.setdefault(unit_of(item.nodeid), []).append(item)
    guesses = Counter()
    for unit, tests in units.items():
        guesses[unit] = known.get(unit) or sum(map(guess, tests))
    return [item for unit, _ in guesses.most_common() for item in units[unit]]


def guess(item):
    """Seconds that a test may take, when nobody knows better."""
    # Not imported before pytest-odoo has set Odoo up.
    from odoo.tests import BaseCase, HttpCase

    if told := item.get_closest_marker("seconds"):
        return told.args[0]
    case = getattr(item, "cls", None)
    if not (isinstance(case, type) and issubclass(case, BaseCase)):
        return 0.1
    return 3 if issubclass(case, HttpCase) else 0.5


def remembered():
    try:
        return json.loads(DURATIONS.read_text())
    except (OSError, ValueError):
        return {}


def remember(durations):
    """Keep how long the units took, for the next run here."""
    new = {unit: round(seconds, 2) for unit, seconds in durations.items()}
    write_whole(DURATIONS, json.dumps(remembered() | new, indent=0, sort_keys=True))


def addon_of(unit):
    """The addon that only the process of that name has installed; else "none".

    >>> addon_of("tests/test_x.py::TestX")
    'none'
    """
    apart = filter(None, os.environ.get("M2M_APART", "").split(","))
    lies_in = re.match(r"addons/(\w+)/", unit)
    return lies_in[1] if lies_in and lies_in[1] in apart else "none"


def make_scheduler(config, log):
    """What gives the units to the processes, for pytest-xdist."""
    # Only there, and only needed, when there are several processes.
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return unit_of(nodeid)

        def schedule(self):
            if self.collection is None:
                if not self._check_nodes_have_same_collection():
                    return
                self.collection = next(iter(self.registered_collections.values()))
                for nodeid in self.collection:
                    unit = self.workqueue.setdefault(unit_of(nodeid), {})
                    unit[nodeid] = False
                # A process runs a test when it knows the one after.
                for node in self.nodes:
                    self._reschedule(node)
            for node in self.nodes:
                self._reschedule(node)

        def _reschedule(self, node):
            if node.shutting_down:
                return
            addon = node.gateway.spec.env["M2M_ADDON"]
            unit = next((u for u in self.workqueue if addon_of(u) == addon), None)
            if unit is None:
                node.shutdown()
            elif self._pending_of(self.assigned_work[node]) <= 2:
                self.workqueue.move_to_end(unit, last=False)
                self._assign_work_unit(node)

    return Scheduling(config, log)
