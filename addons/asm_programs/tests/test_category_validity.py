"""Categories that are added or ended while a programme runs."""

from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

HALF = ("2025-07-01", "2025-12-31")


@tagged("post_install", "-at_install")
class TestCategoryValidity(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.band = cls.env["mtm.dimension"].create({"code": "tst", "name": "Band"})
        cls.young, cls.old = (cls._value(code) for code in ("young", "old"))
        cls.line = cls._line(dimensions=cls.band)

    @classmethod
    def _value(cls, code, **values):
        return cls.env["mtm.dimension.value"].create(
            {"dimension_id": cls.band.id, "code": code, "name": code.title(), **values}
        )

    def _read(self, days=YEAR):
        """Return what a reader sees: numbers, targets and states by category."""
        line = self.line.with_user(self.manager)
        return line.read_achievement(*days, by=("tst",))[line.id]

    def test_what_is_valid_when(self):
        late = self._value("late", date_from="2025-07-01")
        self.young.date_to = "2025-06-30"
        values = self.band.value_ids
        for days, expected in (
            (Q1, self.young | self.old),
            (Q3, self.old | late),
            (YEAR, self.young | self.old | late),
        ):
            days = [Date.to_date(day) for day in days]
            self.assertEqual(values._valid_on(*days), expected)
        self.assertEqual(values._valid_throughout(*days), self.old)
        self.assertEqual(self.young._valid_on(self.young.date_to), self.young)

    def _offered(self, record):
        """Return the categories that the form of a record lets one choose."""
        arch = etree.fromstring(record.get_view(view_type="form")["arch"])
        [field] = [
            node
            for node in arch.iterfind(".//field[@name='category_ids']")
            if node.get("domain")
        ]
        names = ("dimension_ids", "date_from", "date_start", "date_measured")
        known = {name: record[name] for name in names if name in record._fields}
        known["dimension_ids"] = record.dimension_ids.ids
        days = {name: day and str(day) for name, day in known.items() if "date" in name}
        domain = safe_eval(field.get("domain"), known | days)
        return self.env["mtm.dimension.value"].search(domain)

    def test_forms_offer_none_that_had_ended_before(self):
        self.young.date_to = "2025-06-30"
        cell = {"program_indicator_id": self.line.id, "value": 1}
        for early, late in (
            (self._row(self.line, Q2, 1), self._row(self.line, Q3, 1)),
            [
                self.env["asm.target"].create(
                    cell | {"date_from": start, "date_to": end}
                )
                for start, end in (YEAR, HALF)
            ],
            [
                self.env["asm.baseline"].create(
                    cell | {"date_measured": day, "site_id": site.id}
                )
                for day, site in (
                    ("2025-06-30", self.north),
                    ("2025-07-01", self.south),
                )
            ],
        ):
            with self.subTest(model=early._name):
                self.assertEqual(self._offered(early), self.young | self.old)
                self.assertEqual(self._offered(late), self.old)
        undated = self.env["asm.baseline"].create(cell)
        self.assertEqual(self._offered(undated), self.young | self.old)

    def test_it_ends_after_it_starts(self):
        with self.assertDatabaseRefuses("mtm.dimension.value", "cannot end before"):
            self._value("x", date_from="2025-07-01", date_to="2025-06-30")

    def test_one_added_in_mid_year_leaves_all_as_it_was(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q1, 4, categories=self.young)
        for value, number in ((self.young, 40), (self.old, 60)):
            self._target(self.line, number, categories=value)
            self._target(self.line, number / 4, Q1, categories=value)
        before = {days: self._read(days) for days in (YEAR, Q1)}
        self.assertEqual([cells[0]["target"] for cells in before.values()], [100, 25])
        late = self._value("late", date_from="2025-07-01")
        self.assertEqual({days: self._read(days) for days in before}, before)
        self._target(self.line, 5, HALF, categories=late)
        self.assertEqual(self._read()[0]["target"], 105)
        self.assertEqual(self._read(Q1), before[Q1])
        # without dates it belongs to every window, and the sum has a gap
        late.date_from = False
        self.assertIsNone(self._read(Q1)[0]["target"])

    def test_one_ended_in_mid_year_leaves_all_as_it_was(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q1, 4, categories=self.young)
        self._target(self.line, 25, Q1, categories=self.old)
        self._target(self.line, 5, Q1, categories=self.young)
        self._target(self.line, 7, Q3, categories=self.old)
        before = self._read(Q1)
        self.assertIsNone(self._read(Q3)[0]["target"])
        self.young.date_to = "2025-06-30"
        self.assertEqual(self._read(Q1), before)
        self.assertEqual(self._read(Q3)[0]["target"], 7)

    def test_numbers_are_of_categories_that_are_valid(self):
        self.young.date_to = "2025-05-15"
        self._row(self.line, Q2, 4, categories=self.young)
        with self.assertRefuses(ValidationError, "2025 Q3.*not split by Young"):
            self._row(self.line, Q3, 4, categories=self.young)
        late = self._value("late", date_from="2025-07-01")
        with self.assertRefuses(ValidationError, "not split by Late"):
            self._row(self.line, Q1, 4, categories=late)

    def test_it_does_not_end_before_its_numbers(self):
        self._number(self.line, Q4, 4, categories=self.young)
        with self.assertRefuses(ValidationError, "Young has numbers of 2025 Q4"):
            self.young.date_to = "2025-06-30"
        self.young.date_to = "2025-10-31"

    def test_one_with_numbers_is_not_deleted(self):
        self._row(self.line, Q1, 4, categories=self.young)
        with self.assertRefuses(UserError, "cannot be deleted"):
            self.young.with_user(self.admin).unlink()
        self.old.with_user(self.admin).unlink()
