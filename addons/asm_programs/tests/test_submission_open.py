"""The reports of a period are opened for those who are asked for a number."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import Q1, Q2, AsmCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20")
class TestSubmissionOpen(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()
        cls._assign(cls.partner)
        cls._assign(cls.other_partner, date_start="2025-07-01")

    @classmethod
    def _assign(cls, partner, **values):
        return cls.env["asm.assignment"].create(
            {
                "program_indicator_id": cls.line.id,
                "partner_id": partner.id,
                **values,
            }
        )

    def _form(self, user=None):
        wizards = self.env["asm.submission.open"].with_user(user or self.officer)
        return Form(wizards.with_context(default_program_id=self.program.id))

    def _open(self, date="2025-05-20", user=None):
        form = self._form(user)
        form.date = date
        return form.save().action_open()

    def test_those_who_are_asked_get_a_report(self):
        action = self._open()
        report = self.env["asm.submission"].browse(action["res_id"])
        self.assertRecordValues(
            report,
            [
                {
                    "program_id": self.program.id,
                    "partner_id": self.partner.id,
                    "period_id": self._submission(Q2).period_id.id,
                    "state": "open",
                }
            ],
        )

    def test_a_later_assignment_counts_in_its_own_periods(self):
        form = self._form()
        self.assertEqual(form.partner_ids[:], self.partner)
        form.date = "2025-08-01"
        self.assertEqual(form.period_name, "2025 Q3")
        self.assertEqual(form.partner_ids[:], self.partner | self.other_partner)

    def test_who_has_a_report_gets_no_second_one(self):
        self._submission(Q1)
        self.assertFalse(self._wizard("2025-02-01").partner_ids)
        with self.assertRefuses(UserError, r"Nobody is asked.*TST-1.*2025 Q1"):
            self._open("2025-02-01")

    def _wizard(self, date):
        form = self._form()
        form.date = date
        return form.save()

    def test_an_organisation_can_be_added_by_hand(self):
        form = self._form()
        form.partner_ids.add(self.donor)
        form.save().action_open()
        reports = self.env["asm.submission"].search(
            [("program_id", "=", self.program.id)]
        )
        self.assertEqual(reports.partner_id, self.partner | self.donor)

    def test_a_programme_of_another_country_stays_closed(self):
        user = new_test_user(
            self.env,
            login="asm_elsewhere",
            groups="mines_to_markets.group_mtm_user",
            email="t@example.com",
        )
        self.env["mtm.staff.scope"].create(
            {
                "user_id": user.id,
                "country_ids": [Command.set(self.env.ref("base.ml").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self._open(user=user)
