from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestLocalUnit(ReportCommon):
    """Who counts in bags types bags; what is stored is in the unit reported in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tonnes = cls._line("TST-TON", unit="quintal", whole_units=False)
        cls._assign(cls.tonnes)
        cls.bag = cls._unit()

    @classmethod
    def _unit(cls, **values):
        return cls.env["asm.local.unit"].create(
            {"name": "bag", "aliases": "bags, Sac", "unit": "Quintal", "factor": 0.05}
            | values
        )

    def _type(self, text):
        name = self._input(self.tonnes)
        problems = self._save({name: text})
        self.env.flush_all()
        return problems.get(name)

    def _stored(self):
        return self.report.actual_ids.filtered(
            lambda row: row.program_indicator_id == self.tonnes
        )

    def _cell(self):
        blocks = self.report._portal_form()["blocks"]
        block = next(block for block in blocks if block["id"] == self.tonnes.id)
        return block["places"][0]["total"]

    def test_bags_are_stored_in_the_unit_reported_in_with_their_factor(self):
        self.assertFalse(self._type("12 bags"))
        self.assertEqual(self._stored().value, 0.6)
        kept = self._stored().local_ids
        self.assertEqual(
            (kept.quantity, kept.factor, kept.unit_id), (12, 0.05, self.bag)
        )
        self.assertEqual(self._cell()["v"], ["0.6"])
        self.assertEqual(self._cell()["local"], "12 bag of 0.05")

    def test_factor_is_kept_when_the_unit_changes(self):
        self._type("12 SAC")
        self.bag.factor = 0.06
        self.assertEqual(self._stored().value, 0.6)
        self.assertEqual(self._cell()["local"], "12 bag of 0.05")
        self._type("12 sac ")
        self.assertEqual(self._stored().value, 0.72)
        self.assertEqual(self._cell()["local"], "12 bag of 0.06")

    def test_note_goes_with_the_number(self):
        self._type("12 bags")
        self._type("0.7")
        self.assertNotIn("local", self._cell())

    def test_unknown_unit_is_refused_and_known_ones_are_named(self):
        problem = self._type("12 crates")
        self.assertIn("bag (0.05 Quintal)", problem)
        self.assertFalse(self._stored())

    def test_unit_of_a_programme_goes_before(self):
        self._unit(program_id=self.program.id, factor=0.1)
        self._type("12 bags")
        self.assertEqual(self._stored().value, 1.2)

    def test_unit_of_another_programme_does_not_count(self):
        self.bag.program_id = self._program("OTHER")
        self.assertTrue(self._type("12 bags"))

    def test_persons_are_not_counted_in_bags(self):
        name = self._input(self.people)
        self.assertIn(name, self._save({name: "12 bags"}))

    def test_grid_names_the_units(self):
        blocks = self.report._portal_form()["blocks"]
        units = {block["id"]: block["units"] for block in blocks}
        self.assertEqual(units[self.people.id], [])
        self.assertEqual(
            units[self.tonnes.id],
            [[["bag", "bags", "sac"], 0.05, "bag (0.05 Quintal)"]],
        )

    def test_a_large_factor_is_shown_with_all_its_digits(self):
        unit = self._unit(name="shipload", aliases=False, factor=1234567)
        self.assertEqual(unit.display_name, "shipload (1,234,567 Quintal)")

    def test_names_without_digits(self):
        with self.assertRaises(ValidationError):
            self._unit(name="bag50")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_and_a_factor_of_nothing(self):
        for values in ({"name": "BAG"}, {"name": "basin", "factor": 0}):
            with (
                self.subTest(**values),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._unit(**values)
