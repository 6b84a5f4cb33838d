"""Finance sets the shares of a programme as a whole, from a day on."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import AsmCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20")
class TestAwardShareSet(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls._award("GR-1"), cls._award("GR-2")

    def _form(self, user=None):
        wizards = self.env["asm.award.share.set"].with_user(user or self.finance)
        return Form(wizards.with_context(default_program_id=self.program.id))

    def test_it_begins_with_what_holds_and_the_current_period(self):
        self._share({self.first: 100})
        form = self._form()
        self.assertEqual(str(form.date_from), "2025-04-01")
        wizard = form.save()
        self.assertRecordValues(
            wizard.line_ids, [{"award_id": self.first.id, "percentage": 100.0}]
        )

    def test_new_shares_take_the_place_of_the_earlier_ones(self):
        self._share({self.first: 100})
        form = self._form()
        with form.line_ids.edit(0) as line:
            line.percentage = 70
        with form.line_ids.new() as line:
            line.award_id = self.second
            line.percentage = 30
        self.assertEqual(form.total, 100)
        form.save().action_set()
        current = self.program.share_ids.filtered(lambda s: not s.superseded_on)
        self.assertEqual(
            {
                (share.award_id, share.percentage, str(share.date_from))
                for share in current
            },
            {
                (self.first, 100, "2025-01-01"),
                (self.first, 70, "2025-04-01"),
                (self.second, 30, "2025-04-01"),
            },
        )

    def test_shares_that_miss_100_are_refused(self):
        form = self._form()
        with form.line_ids.new() as line:
            line.award_id = self.first
            line.percentage = 80
        wizard = form.save()
        with self.assertRefuses(ValidationError, "add up to 80 %"):
            wizard.action_set()

    def test_shares_of_one_indicator(self):
        line = self._line()
        form = self._form()
        form.program_indicator_id = line
        with form.line_ids.new() as share:
            share.award_id = self.second
            share.percentage = 100
        form.save().action_set()
        self.assertRecordValues(
            self.program.share_ids,
            [{"award_id": self.second.id, "program_indicator_id": line.id}],
        )

    def test_only_finance_sets_shares(self):
        for user in (self.officer, self.manager, self.approver):
            with self.assertRaises(AccessError):
                self._form(user)
