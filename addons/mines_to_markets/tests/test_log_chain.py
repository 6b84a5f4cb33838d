from datetime import datetime

from odoo.tests import BaseCase, tagged

from ..tools import log_chain
from ..tools.log_chain import START, Check, Entry, Head

MOMENT = datetime(2026, 1, 31, 23, 59, 59, 7)
ENTRY = Entry(None, MOMENT, 2, "export", "res.partner", None, None, {}, "", "")
# Whoever changes how entries are written breaks the check of all that are there.
# The hashes are those that sha256sum gives of these bytes.
GOLDEN = [
    (
        ENTRY,
        b'[1,1,"2026-01-31T23:59:59.000007",2,"export","res.partner",0,"",{},"'
        + b"0" * 64
        + b'"]',
        "75c55b9f8bbbc8f701aef0e658754c95ff5dac67f64759751a7c4c4801f63572",
    ),
    (
        ENTRY._replace(
            res_id=5, res_name="Café", details={"b": "x", "a": [1, None, True]}
        ),
        (
            rb'[1,2,"2026-01-31T23:59:59.000007",2,"export","res.partner",5,"Caf\u00e9",'
            rb'{"a":[1,null,true],"b":"x"},'
            b'"75c55b9f8bbbc8f701aef0e658754c95ff5dac67f64759751a7c4c4801f63572"]'
        ),
        "3f6b8c03b4e086fcada26b7a8f56abaaa432b745c34c0226f818788b88cfa9d3",
    ),
]


@tagged("post_install", "-at_install")
class TestLogChain(BaseCase):
    """The chain by itself: how entries are written, and what breaks it."""

    def _chain(self, count=5):
        entries = [ENTRY._replace(details={"rows": one}) for one in range(count)]
        return log_chain.chain(Head(0, START), entries)

    def _problems(self, entries, **known):
        return [problem.kind for problem in Check(**known).follow(entries).end()]

    def test_golden(self):
        chained = log_chain.chain(Head(0, START), [entry for entry, *_ in GOLDEN])
        for entry, (_, written, expected) in zip(chained, GOLDEN, strict=True):
            self.assertEqual(log_chain.serialise(entry), written)
            self.assertEqual(entry.hash, expected)

    def test_one_way_of_writing(self):
        one = ENTRY._replace(sequence=1, details={"a": 1, "b": ["é", None, True]})
        other = ENTRY._replace(sequence=1, details={"b": ["é", None, True], "a": 1})
        self.assertEqual(log_chain.digest(one), log_chain.digest(other))

    def test_every_column_is_in_the_hash(self):
        changed = {
            "sequence": 2,
            "moment": datetime(2026, 2, 1),
            "user_id": 3,
            "kind": "freeze",
            "res_model": "res.users",
            "res_id": 1,
            "res_name": "x",
            "details": {"rows": 1},
            "previous_hash": "1" * 64,
        }
        self.assertEqual({*changed, "hash"}, set(log_chain.COLUMNS))
        [entry] = self._chain(1)
        for name, value in changed.items():
            other = entry._replace(**{name: value})
            self.assertNotEqual(log_chain.digest(other), entry.hash, name)

    def test_a_whole_chain(self):
        entries = self._chain()
        self.assertEqual(self._problems(entries), [])
        self.assertEqual(self._problems(entries, expected=entries[2].hash), [])
        self.assertEqual(self._problems([], expected=START), [])

    def test_what_breaks_it(self):
        whole = self._chain()
        first, second, third, fourth, last = whole
        changed = third._replace(details={"rows": 9})
        swapped = [
            third._replace(sequence=2),
            second._replace(sequence=3),
        ]
        self.assertEqual(
            self._problems([first, second, changed, fourth, last]), ["changed"]
        )
        self.assertEqual(self._problems([first, second, fourth, last]), ["missing"])
        self.assertIn("changed", self._problems([first, *swapped, fourth, last]))
        anew = log_chain.chain(Head(1, first.hash), [changed, fourth, last])
        self.assertEqual(self._problems([first, *anew]), [])
        for known in ({"expected": last.hash}, {"anchors": {5: last.hash}}):
            self.assertEqual(len(self._problems([first, *anew], **known)), 1)
            self.assertEqual(len(self._problems(whole[:-1], **known)), 1)

    def test_from_where_an_earlier_check_ended(self):
        _first, second, third, fourth, last = self._chain()
        known = {"anchors": {3: third.hash}, "after": 2}
        self.assertEqual(self._problems([third, fourth, last], **known), [])
        self.assertEqual(self._problems([third, last], **known), ["missing"])
        self.assertEqual(self._problems([fourth, last], **known), ["missing", "cut"])
        self.assertEqual(self._problems([], **known), ["cut"])
        changed = third._replace(details={"rows": 9})
        self.assertIn("changed", self._problems([changed, fourth], **known))
        anew = log_chain.chain(Head(2, second.hash), [changed, fourth])
        self.assertEqual(self._problems(anew, **known), ["anchor"])

    def test_entries_that_nobody_wrote(self):
        [entry] = self._chain(1)
        for name in ("moment", "details"):
            self.assertEqual(
                self._problems([entry._replace(**{name: 0.5})]), ["changed"]
            )
