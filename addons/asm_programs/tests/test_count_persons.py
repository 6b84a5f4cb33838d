"""Persons counted once, from the lists of who came to trainings."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

from .common import Q1, Q2
from .test_count_rule import CountRuleCommon


@tagged("post_install", "-at_install")
class TestCountPersons(CountRuleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(
            "TST-PER",
            dimensions=cls.sex,
            unit="person",
            time_aggregation="unique",
            unique_scope="year",
        )
        cls.rule = cls._rule("persons", dimension_ids=[Command.set(cls.sex.ids)])

    def _training(self, day, *people, confirm=True):
        """Record a training as a delivery; people are ``(name, e-mail, sex)``."""
        event = self.env["event.event"].create(
            {
                "name": "Safety",
                "engagement_id": self.engagement.id,
                "address_id": False,
                "date_tz": "UTC",
                "date_begin": f"{day} 08:00:00",
                "date_end": f"{day} 16:00:00",
            }
        )
        event.registration_ids = [
            Command.create({"name": name, "email": email, "sex_id": sex and sex.id})
            for name, email, sex in people
        ]
        event.registration_ids.action_set_done()
        event.action_record_deliveries()
        if confirm:
            event.delivery_ids.action_confirm()
        return event.delivery_ids

    def test_each_once_in_the_year(self):
        ann = ("Ann", "ann@example.com", self.female)
        bob = ("Bob", "bob@example.com", self.male)
        eve = ("Eve", "eve@example.com", None)
        self._training("2025-02-10", ann, bob)
        self._training("2025-02-20", ann, eve)
        self.assertEqual(self._counted(), {None: 3, "female": 1, "male": 1})
        later = self._submission(Q2)
        self._training("2025-05-05", ann, ("Dan", "dan@example.com", self.male))
        self.assertEqual(self._counted(later), {None: 1, "male": 1})
        self.assertEqual(self.submission.uncounted_count, 0)

    def test_one_address_may_stand_for_several(self):
        self._training(
            "2025-02-10",
            ("Ann", "office@example.com", self.female),
            ("Bob", "office@example.com", self.male),
            ("ann ", "Office@example.com", self.female),
        )
        self.assertEqual(self._counted(), {None: 2, "female": 1, "male": 1})

    def test_who_cannot_be_told_from_others_is_not_counted(self):
        self._training(
            "2025-02-10",
            ("Ann", False, self.female),
            ("Bob", "bob@example.com", self.male),
        )
        self.assertEqual(self._counted(), {None: 1, "male": 1})

    def test_nobody_new_adds_nothing(self):
        ann = ("Ann", "ann@example.com", self.female)
        self._training("2025-02-10", ann)
        self._training("2025-02-20", ann)
        self.assertEqual(self._counted(), {None: 1, "female": 1})
        self.assertEqual(self._count(), "")
        self.assertEqual(self._counted(), {None: 1, "female": 1})

    def test_head_counts_are_told(self):
        self._training("2025-02-10", ("Ann", "ann@example.com", self.female))
        self._delivery(self.engagement, counts={self.female: 6})
        self.assertIn("lists of persons", self._count())
        self.assertEqual(self._counted(), {None: 1, "female": 1})

    def test_names_do_not_leave_the_list(self):
        self._training("2025-02-10", ("Ann", "ann@example.com", self.female))
        rows = self.submission.actual_ids
        for record in (*rows, *rows.delivery_line_ids, *rows.revision_ids):
            self.assertNotIn("Ann", str(record.read()))

    def test_a_correction_restates_persons(self):
        ann = ("Ann", "ann@example.com", self.female)
        first = self._training("2025-02-10", ann)
        numbers = self._approve(self.submission.actual_ids)
        first.with_user(self.officer).action_correct("Another quarter")
        first.with_user(self.officer).date = "2025-05-05"
        first.with_user(self.officer).action_confirm()
        corrections = self.submission.actual_ids - numbers
        self.assertEqual(corrections.mapped("value"), [-1, -1])
        self.assertEqual(self._counted(self._submission(Q2)), {None: 1, "female": 1})
        self.assertEqual(self._submission(Q1), self.submission)

    def test_who_is_erased_goes_on_to_count(self):
        """Results, and who was there before, are as they were; the name is gone."""
        person = self.env["res.partner"].create(
            {"name": "Ann Testimony", "email": "ann@example.com"}
        )
        ann = ("Ann Testimony", "ann@example.com", self.female)
        bob = ("Bob", "bob@example.com", self.male)
        first = self._training("2025-02-10", ann, bob)
        self._training("2025-02-20", ann)
        counted = {None: 2, "female": 1, "male": 1}
        self.assertEqual(self._counted(), counted)
        self._approve(self.submission.actual_ids)
        before = self.read_cells(self.line, Q1, by=("sex",))
        later = self._submission(Q2)
        self._training("2025-05-05", ann, ("Dan", "dan@example.com", self.male))
        person._privacy_anonymize()
        self.env.invalidate_all()
        self.assertEqual(self.read_cells(self.line, Q1, by=("sex",)), before)
        self.assertEqual(self._counted(later), {None: 1, "male": 1})
        self.assertNotIn("Ann", str(first.event_id.registration_ids.mapped("name")))
        tried.attack(
            "A person who was erased is looked for by name, address and telephone",
            "records and counts stay as they are",
        )

    def test_who_bears_a_code_is_counted_once(self):
        """Somebody whose name was taken away comes again: known, as before."""
        ann = ("Ann Testimony", "ann@example.com", self.female)
        bob = ("Bob", "bob@example.com", self.male)
        first = self._training("2025-02-10", ann, bob)
        self.assertEqual(self._counted(), {None: 2, "female": 1, "male": 1})
        first.event_id.registration_ids._privacy_put_codes()
        later = self._submission(Q2)
        dan = ("Dan", "dan@example.com", self.male)
        self._training("2025-05-05", ann, bob, dan)
        self.assertEqual(self._counted(later), {None: 1, "male": 1})
