"""Deliveries counted in numbers: which, how, and never twice."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import Q1, Q2, AsmCommon


class CountRuleCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._service()
        cls.engagement = cls._engagement(cls.service)
        cls.line = cls._line(dimensions=cls.sex, unit="site")
        cls.submission = cls._submission(Q1)

    @classmethod
    def _rule(cls, measure="deliveries", line=None, **values):
        return cls.env["asm.count.rule"].create(
            {
                "program_indicator_id": (line or cls.line).id,
                "service_id": cls.service.id,
                "measure": measure,
                **values,
            }
        )

    def _count(self, submission=None):
        """Count as an officer, and return what is told."""
        submission = submission or self.submission
        told = submission.with_user(self.officer).action_count_deliveries()
        return "" if told is True else told["params"]["message"]

    def _counted(self, submission=None):
        """Return ``{category, None for the total: value}``."""
        return {
            row.category_ids.code or None: row.value
            for row in (submission or self.submission).actual_ids
        }


@tagged("post_install", "-at_install")
class TestCountRule(CountRuleCommon):
    def test_deliveries(self):
        deliveries = self._delivery(self.engagement)
        deliveries |= self._delivery(self.engagement, "2025-03-31", quantity=7)
        self._rule()
        self.assertEqual(self._count(), "")
        [row] = self.submission.actual_ids
        self.assertRecordValues(
            row, [{"value": 2, "state": "draft", "typed_by": self.officer.id}]
        )
        self.assertEqual(row.delivery_line_ids.delivery_id, deliveries)
        self.assertEqual(row.delivery_line_ids.mapped("quantity"), [1, 1])
        self.assertEqual(row.with_user(self.officer).delivery_count, 2)

    def test_quantity(self):
        self._rule("quantity")
        for quantity in (0.1, 0.2, 3):
            self._delivery(self.engagement, quantity=quantity)
        self._count()
        self.assertEqual(self._counted(), {None: 3.3})

    def test_partners_each_once(self):
        self._rule("partners")
        self._delivery(self.engagement, "2025-02-10")
        self._delivery(self.engagement, "2025-02-11")
        self._delivery(self.engagement, "2025-02-12", partner_id=self.other_partner.id)
        self._count()
        self.assertEqual(self._counted(), {None: 2})
        self._delivery(self.engagement, "2025-01-02")
        self._count()
        self.assertEqual(self._counted(), {None: 2})

    def test_participants_by_sex(self):
        self._rule("participants", dimension_ids=[Command.set(self.sex.ids)])
        self._delivery(self.engagement, counts={self.female: 6, self.male: 4})
        self._delivery(
            self.engagement, counts={self.female.browse(): 20, self.female: 5}
        )
        self._count()
        self.assertEqual(self._counted(), {None: 30, "female": 11, "male": 4})
        self._approve(self.submission.actual_ids)
        self.assertEqual(
            self.read_by(self.line, "sex"),
            {None: 30, "female": 11, "male": 4, "_nd": 15},
        )

    def test_participants_without_categories(self):
        self._rule("participants")
        self._delivery(self.engagement, counts={self.female: 6, self.male: 4})
        self._count()
        self.assertEqual(self._counted(), {None: 10})

    def test_participants_by_sex_and_age(self):
        age = self.env.ref("mines_to_markets.mtm_dimension_age_band")
        young, old = age.value_ids[:2]
        self._rule("participants", dimension_ids=[Command.set(self.sex.ids)])
        self._delivery(
            self.engagement,
            counts={
                self.female | young: 2,
                self.female | old: 3,
                self.male | young: 4,
            },
        )
        self._count()
        self.assertEqual(self._counted(), {None: 9, "female": 5, "male": 4})

    def test_a_delivery_without_counts_has_no_participants(self):
        self._rule("participants")
        self._delivery(self.engagement)
        self._count()
        self.assertEqual(self._counted(), {})

    def test_persons_are_not_counted_from_heads(self):
        self._rule("persons")
        self._delivery(self.engagement, counts={self.female: 6})
        self.assertIn("lists of persons", self._count())
        self.assertEqual(self._counted(), {})

    def test_people_counted_once_are_not_fed_by_head_counts(self):
        line = self._line(
            "TST-UNI", unit="person", time_aggregation="unique", unique_scope="year"
        )
        with self.assertRefuses(ValidationError, "head count"):
            self._rule("participants", line)
        rule = self._rule("deliveries", line)
        with self.assertRefuses(ValidationError, "head count"):
            rule.measure = "participants"

    def test_what_does_not_count(self):
        draft = self._delivery(self.engagement)
        draft.action_reset_to_draft()
        self._rule()
        other_service = self._service("TST-SRV2")
        other_program = self._program("TST-2")
        elsewhere = self._engagement(self.service, self.other_partner)
        self._delivery(self.engagement, "2024-12-31")
        self._delivery(self.engagement, "2025-04-01")
        self._delivery(self.engagement, program_id=other_program.id)
        self._delivery(self._engagement(other_service))
        self._delivery(elsewhere)
        self._count()
        self.assertEqual(self._counted(), {})
        received = self._delivery(elsewhere, partner_id=self.partner.id)
        self._count()
        self.assertEqual(
            self.submission.actual_ids.delivery_line_ids.delivery_id, received
        )

    def test_counting_again_changes_nothing(self):
        self._rule("participants", dimension_ids=[Command.set(self.sex.ids)])
        self._delivery(self.engagement, counts={self.female: 6})
        self._count()
        rows = self.submission.actual_ids
        trail = rows.revision_ids
        self.assertEqual(self._count(), "")
        self.assertEqual(self.submission.actual_ids, rows)
        self.assertEqual(rows.revision_ids, trail)
        self.assertEqual(self._counted(), {None: 6, "female": 6})

    def test_what_was_confirmed_since_is_added(self):
        self._rule()
        self._delivery(self.engagement)
        self._count()
        self._delivery(self.engagement)
        self._count()
        self.assertEqual(self._counted(), {None: 2})

    def test_another_report_does_not_count_it_again(self):
        self._rule()
        self._delivery(self.engagement, partner_id=self.other_partner.id)
        theirs = self._submission(Q1, self.other_partner)
        self._count()
        self._count(theirs)
        self.assertEqual(self._counted(), {None: 1})
        self.assertEqual(self._counted(theirs), {})

    def test_another_indicator_may_count_it(self):
        other = self._line("TST-OTH")
        self._rule()
        self._rule(line=other)
        self._delivery(self.engagement)
        self._count()
        self.assertEqual(self.submission.actual_ids.mapped("value"), [1, 1])

    def test_the_database_counts_a_delivery_once(self):
        self._rule()
        delivery = self._delivery(self.engagement)
        self._count()
        row = self._row(self.line, Q2, 1)
        with self.assertDatabaseRefuses("asm.actual.delivery", "counted in this"):
            row.delivery_line_ids = [
                Command.create({"delivery_id": delivery.id, "quantity": 1})
            ]

    def test_what_somebody_typed_is_left_and_told(self):
        self._rule()
        row = self._row(self.line, Q1, 12)
        self._delivery(self.engagement)
        self.assertIn("was typed or is under review", self._count())
        self.assertEqual(row.value, 12)
        self.assertFalse(row.delivery_line_ids)

    def test_a_counted_number_that_was_changed_is_left(self):
        self._rule()
        self._delivery(self.engagement)
        self._count()
        self.submission.actual_ids.with_user(self.officer).value = 5
        self._delivery(self.engagement)
        self.assertIn("was typed", self._count())
        self.assertEqual(self._counted(), {None: 5})

    def test_what_is_missing_with_a_reason_is_left(self):
        self._rule()
        self._row(self.line, Q1, missing_reason="not_collected")
        self._delivery(self.engagement)
        self.assertIn("was typed", self._count())

    def test_what_is_under_review_is_left(self):
        self._rule()
        self._delivery(self.engagement)
        self._count()
        self.submission.with_user(self.officer).action_submit()
        self._delivery(self.engagement)
        self.assertIn("under review", self._count())
        self.assertEqual(self._counted(), {None: 1})

    def test_who_counted_does_not_approve(self):
        self._delivery(self.engagement)
        self._rule()
        self.submission.with_user(self.approver).action_count_deliveries()
        self.submission.with_user(self.officer).action_submit()
        with self.assertRefuses(UserError, "yourself"):
            self.submission.with_user(self.approver).action_approve()

    def test_one_rule_for_a_service(self):
        self._rule()
        with self.assertDatabaseRefuses("asm.count.rule", "counts in this indicator"):
            self._rule("quantity")


@tagged("post_install", "-at_install")
class TestHops(CountRuleCommon):
    """No hop between a number and what was done vanishes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.delivery = cls._delivery(cls.engagement)
        cls.submission.with_user(cls.officer).action_count_deliveries()
        cls.row = cls.submission.actual_ids

    def test_a_counted_delivery_is_not_reset(self):
        with self.assertRefuses(UserError, "(?s)rests on it.*TST-SRV"):
            self.delivery.with_user(self.officer).action_reset_to_draft()
        self.assertEqual(self.delivery.state, "confirmed")

    def test_a_counted_delivery_is_not_changed(self):
        for values in (
            {"program_id": False},
            {"date": "2025-05-05"},
            {"quantity": 3},
            {"partner_id": self.other_partner.id},
        ):
            with self.assertRefuses(UserError, "is confirmed"):
                self.delivery.with_user(self.officer).write(values)

    def test_a_counted_delivery_is_not_deleted(self):
        with self.assertRefuses(UserError, "Delivery Counted in an Actual"):
            self.delivery.with_user(self.manager).unlink()

    def test_its_engagement_is_not_deleted(self):
        with self.assertRefuses(UserError, "(?s)Service Delivery.*TST-SRV"):
            self.engagement.with_user(self.manager).unlink()

    def test_its_partner_is_not_deleted(self):
        with self.assertRefuses(UserError, "(?s)engagements with them.*Traceability"):
            self.partner.with_user(self.manager).unlink()

    def test_the_database_keeps_them_too(self):
        for record in (self.delivery, self.engagement, self.partner):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"DELETE FROM {record._table} WHERE id = %s", [record.id]
                )

    def test_an_approved_number_is_not_deleted(self):
        self._approve(self.row)
        with self.assertRefuses(UserError, "has a history"):
            self.row.with_user(self.admin).unlink()

    def test_a_draft_sets_its_deliveries_free(self):
        self.row.with_user(self.officer).delivery_line_ids.unlink()
        self.delivery.with_user(self.officer).action_reset_to_draft()
        self.assertEqual(self.delivery.state, "draft")

    def test_deliveries_of_an_approved_number_stay(self):
        self._approve(self.row)
        hop = self.row.delivery_line_ids.with_user(self.officer)
        other = self._delivery(self.engagement)
        with self.assertRefuses(UserError, "locked"):
            hop.quantity = 2
        with self.assertRefuses(UserError, "locked"):
            hop.unlink()
        with self.assertRefuses(UserError, "locked"):
            hop.create(
                {"actual_id": self.row.id, "delivery_id": other.id, "quantity": 1}
            )
        with self.assertRefuses(UserError, "locked"):
            self.row.with_user(self.officer).delivery_line_ids = [Command.clear()]

    def test_deliveries_move_to_no_locked_number(self):
        locked = self._number(self._line("TST-OTH"), Q1, 3)
        with self.assertRefuses(UserError, "locked"):
            self.row.delivery_line_ids.with_user(self.officer).actual_id = locked

    def test_a_draft_delivery_is_counted_in_nothing(self):
        draft = self._delivery(self.engagement)
        draft.action_correct("Not delivered after all")
        with self.assertRefuses(UserError, "not confirmed"):
            self.row.delivery_line_ids = [
                Command.create({"delivery_id": draft.id, "quantity": 1})
            ]

    def test_from_the_delivery_to_its_numbers(self):
        delivery = self.delivery.with_user(self.officer)
        self.assertEqual(delivery.actual_count, 1)
        self.assertEqual(delivery.action_view_actuals()["res_id"], self.row.id)
        hop = self.row.with_user(self.officer)
        self.assertEqual(hop.action_view_deliveries()["res_id"], delivery.id)
        self.assertEqual(
            delivery.action_view_engagement()["res_id"], self.engagement.id
        )
