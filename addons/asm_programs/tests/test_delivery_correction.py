"""Deliveries counted by themselves, and corrected after their number was approved."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import Q1, Q2
from .test_count_rule import CountRuleCommon


@tagged("post_install", "-at_install")
class TestCountedByItself(CountRuleCommon):
    def test_a_confirmed_delivery_counts_in_the_open_report(self):
        self._rule("quantity")
        delivery = self._delivery(self.engagement, quantity=4)
        self.assertEqual(self._counted(), {None: 4})
        self.assertEqual(
            self.submission.actual_ids.delivery_line_ids.delivery_id, delivery
        )
        self._delivery(self.engagement, quantity=3)
        self.assertEqual(self._counted(), {None: 7})
        self.assertEqual(self.submission.uncounted_count, 0)

    def test_a_report_opened_later_counts_what_was_confirmed(self):
        self._rule()
        self._delivery(self.engagement, "2025-05-05")
        self.assertEqual(self._counted(), {})
        self.assertEqual(self._counted(self._submission(Q2)), {None: 1})

    def test_the_officer_who_confirms_has_typed_it(self):
        self._rule()
        delivery = self._delivery(self.engagement)
        delivery.with_user(self.officer).action_correct("Draft again")
        delivery.with_user(self.officer).action_confirm()
        self.assertEqual(self.submission.actual_ids.typed_by, self.officer)

    def test_what_does_not_fit_waits_and_is_shown(self):
        self._rule()
        self._row(self.line, Q1, 12)
        delivery = self._delivery(self.engagement)
        report = self.submission.with_user(self.officer)
        self.assertEqual(report.uncounted_count, 1)
        self.assertEqual(report.action_view_uncounted()["res_id"], delivery.id)
        self.assertIn("was typed", self._count())
        found = self.env["mtm.service.delivery"].search(
            [
                ("actual_line_ids", "=", False),
                ("service_id.count_rule_ids", "!=", False),
            ]
        )
        self.assertEqual(found & delivery, delivery)

    def test_a_locked_report_is_left(self):
        self._rule()
        self._delivery(self.engagement)
        self._approve(self.submission.actual_ids)
        late = self._delivery(self.engagement)
        self.assertEqual(self.submission.state, "approved")
        self.assertEqual(self._counted(), {None: 1})
        self.assertEqual(self.submission._uncounted_deliveries(), late)

    def test_late_ones_are_counted_in_a_correction(self):
        self._rule()
        self._delivery(self.engagement)
        number = self._approve(self.submission.actual_ids)
        late = self._delivery(self.engagement)
        self.assertEqual(self._count(), "")
        correction = self.submission.actual_ids - number
        self.assertRecordValues(
            correction,
            [{"value": 1, "state": "draft", "correction_of_id": number.id}],
        )
        self.assertEqual(correction.delivery_line_ids.delivery_id, late)
        self.assertEqual(self.read_value(self.line), 1)
        self._approve(correction)
        self.assertEqual(self.read_value(self.line), 2)
        self.assertEqual(self.submission.uncounted_count, 0)

    def test_another_unit_is_converted(self):
        self.service.uom_id = self.env.ref("uom.product_uom_ton")
        self._rule("quantity")
        kilogram = self.env.ref("uom.product_uom_kgm")
        self._delivery(self.engagement, quantity=500, uom_id=kilogram.id)
        self.assertEqual(self._counted(), {None: 0.5})
        hour = self.env.ref("uom.product_uom_hour")
        self._delivery(self.engagement, quantity=7, uom_id=hour.id)
        self.assertEqual(self._counted(), {None: 0.5})


@tagged("post_install", "-at_install")
class TestCorrection(CountRuleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("participants", dimension_ids=[Command.set(cls.sex.ids)])
        cls.delivery = cls._delivery(
            cls.engagement, counts={cls.female: 6, cls.male: 4}
        )
        cls.other = cls._delivery(cls.engagement, counts={cls.female: 1})

    def _correct(self, counts=None, **values):
        """Correct the delivery as an officer and confirm it again."""
        delivery = self.delivery.with_user(self.officer)
        delivery.action_correct("Two names were listed twice")
        if counts:
            delivery.count_ids.unlink()
            values["count_ids"] = [
                Command.create(
                    {
                        "category_ids": [Command.set(categories.ids)],
                        "quantity": quantity,
                    }
                )
                for categories, quantity in counts.items()
            ]
        delivery.write(values)
        delivery.action_confirm()

    def _corrections(self):
        """Return ``{category: value}`` of corrections in the report."""
        rows = self.submission.actual_ids.filtered("correction_of_id")
        return {row.category_ids.code or None: row.value for row in rows}

    def test_before_approval_it_is_counted_again(self):
        self._correct({self.female: 5, self.male: 4})
        self.assertEqual(self._counted(), {None: 10, "female": 6, "male": 4})
        self.assertFalse(self._corrections())
        self.assertFalse(self.delivery.correction_reason)

    def test_while_it_is_open_a_draft_counts_the_others(self):
        self.delivery.with_user(self.officer).action_correct("Wrong day")
        self.assertEqual(self._counted(), {None: 1, "female": 1, "male": False})

    def test_after_approval_the_number_stays_and_is_restated(self):
        numbers = self._approve(self.submission.actual_ids)
        self._correct({self.female: 5, self.male: 3})
        self.assertEqual(
            {row.category_ids.code or None: row.value for row in numbers},
            {None: 11, "female": 7, "male": 4},
        )
        self.assertEqual(set(numbers.mapped("state")), {"approved"})
        self.assertEqual(self._corrections(), {None: -2, "female": -1, "male": -1})
        corrections = self.submission.actual_ids - numbers
        self.assertEqual(set(corrections.mapped("state")), {"draft"})
        self.assertEqual(corrections.correction_of_id, numbers)
        self.assertIn("Two names were listed twice", corrections[0].comment)
        self.assertEqual(corrections.typed_by, self.officer)
        self.assertIn("to be restated", self.submission.message_ids[0].body)
        # nothing changes for readers until somebody else approves it
        self.assertEqual(self.read_value(self.line), 11)
        self._approve(corrections)
        self.assertEqual(
            self.read_by(self.line, "sex"),
            {None: 9, "female": 6, "male": 3},
        )

    def test_a_restatement_names_no_delivery_behind_a_wall(self):
        numbers = self._approve(self.submission.actual_ids)
        self.delivery.engagement_id.member_ids += self.officer
        self.delivery.engagement_id.is_walled = True
        self._correct({self.female: 5, self.male: 3})
        comments = " ".join((self.submission.actual_ids - numbers).mapped("comment"))
        self.assertNotIn(self.delivery.partner_id.name, comments)
        self.assertNotIn("Two names were listed twice", comments)
        self.assertIn("only its team sees", comments)

    def test_the_officer_does_not_approve_the_restatement(self):
        self._approve(self.submission.actual_ids)
        self.delivery.with_user(self.approver).action_correct("Wrong")
        self.delivery.with_user(self.approver).count_ids[0].quantity = 5
        self.delivery.with_user(self.approver).action_confirm()
        rows = self.submission.actual_ids.filtered("correction_of_id")
        rows.with_user(self.officer).action_submit()
        with self.assertRefuses(UserError, "yourself"):
            rows.with_user(self.approver).action_approve()

    def test_unchanged_raises_nothing(self):
        self._approve(self.submission.actual_ids)
        self._correct()
        self.assertFalse(self._corrections())
        self.assertEqual(self.submission.state, "approved")

    def test_corrected_twice_before_the_restatement_is_approved(self):
        self._approve(self.submission.actual_ids)
        self._correct({self.female: 5, self.male: 4})
        self._correct({self.female: 6, self.male: 4})
        self.assertEqual(self._corrections(), {None: 0, "female": 0})

    def test_corrected_again_after_the_restatement_was_approved(self):
        self._approve(self.submission.actual_ids)
        self._correct({self.female: 5, self.male: 4})
        self._approve(self.submission.actual_ids.filtered("correction_of_id"))
        with self.assertRefuses(UserError, "partner's next report"):
            self._correct({self.female: 4, self.male: 4})
        later = self._submission(Q2)
        self._correct({self.female: 4, self.male: 4})
        rows = later.actual_ids.filtered("correction_of_id")
        self.assertEqual(rows.mapped("value"), [-1, -1])
        self._approve(rows)
        self.assertEqual(self.read_value(self.line, Q1), 9)

    def test_moved_to_another_period(self):
        self._approve(self.submission.actual_ids)
        later = self._submission(Q2)
        self._correct(date="2025-05-05")
        self.assertEqual(self._corrections(), {None: -10, "female": -6, "male": -4})
        self.assertEqual(self._counted(later), {None: 10, "female": 6, "male": 4})

    def test_a_category_that_was_not_counted_before(self):
        self._approve(self.submission.actual_ids)
        other = self.env.ref("mines_to_markets.mtm_dimension_value_sex_other")
        self._correct({self.female: 6, self.male: 3, other: 1})
        self.assertEqual(self._corrections(), {"male": -1})
        row = self.submission.actual_ids.filtered(lambda r: r.category_ids == other)
        self.assertRecordValues(
            row, [{"value": 1, "state": "draft", "correction_of_id": False}]
        )

    def test_under_review_it_is_returned_first(self):
        self.submission.with_user(self.officer).action_submit()
        with self.assertRefuses(UserError, "is under review. Have it returned"):
            self._correct()

    def test_it_needs_a_reason(self):
        for reason in ("", "  ", None):
            with self.assertRefuses(UserError, "Say why"):
                self.delivery.with_user(self.officer).action_correct(reason)

    def test_nobody_gives_the_reason_another_way(self):
        self._approve(self.submission.actual_ids)
        delivery = self.delivery.with_user(self.officer)
        delivery.write({"correction_reason": "I say so", "state": "confirmed"})
        self.assertFalse(delivery.correction_reason)
        with self.assertRefuses(UserError, "rests on it"):
            delivery.action_reset_to_draft()

    def test_without_access(self):
        viewer = self.env["res.users"].create(
            {"name": "Employee", "login": "t_employee", "email": "e@example.com"}
        )
        with self.assertRaises(AccessError):
            self.delivery.with_user(viewer).action_correct("No")

    def test_the_database_keeps_it_from_counting_twice(self):
        numbers = self._approve(self.submission.actual_ids)
        self._correct({self.female: 5, self.male: 4})
        correction = self.submission.actual_ids.filtered(
            lambda row: row.correction_of_id and not row.category_ids
        )
        total = numbers.filtered(lambda row: not row.category_ids)
        line = total.delivery_line_ids.filtered(
            lambda line: line.delivery_id == self.delivery
        )
        for corrected in (False, line.id):
            with self.assertDatabaseRefuses("asm.actual.delivery", "already"):
                correction.delivery_line_ids = [
                    Command.create(
                        {
                            "delivery_id": self.delivery.id,
                            "quantity": 1,
                            "correction_of_id": corrected,
                        }
                    )
                ]

    def test_partners_once_after_a_correction(self):
        line = self._line("TST-PAR")
        self._rule("partners", line)
        self._count()
        number = self.submission.actual_ids.filtered(
            lambda row: row.program_indicator_id == line
        )
        self.assertEqual(number.value, 1)
        self._approve(self.submission.actual_ids)
        self._correct(partner_id=self.other_partner.id)
        self.assertEqual(number.value, 1)
        rows = self.submission.actual_ids.filtered(
            lambda row: row.program_indicator_id == line
        )
        self.assertEqual(rows, number, "one organisation for another")
        # the first partner still received the other delivery
        self.assertEqual(self.submission._uncounted_deliveries(), self.other)
        self._count()
        self.assertEqual(
            sum(
                self.submission.actual_ids.filtered(
                    lambda row: row.program_indicator_id == line
                ).mapped("value")
            ),
            2,
        )

    def test_in_the_wizard(self):
        action = self.delivery.with_user(self.officer).action_open_correction()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "Wrong day"})
        )
        wizard.action_correct()
        self.assertEqual(self.delivery.state, "draft")
        self.assertEqual(self.delivery.correction_reason, "Wrong day")
