from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users

from .common import AsmCommon


@tagged("post_install", "-at_install")
class TestLeadOfFunder(AsmCommon):
    """An opportunity with a funder opens an award, on the terms it names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create({"name": "Test funding"})
        cls.new, cls.won = cls.env["crm.stage"].create(
            [
                {"name": "Test new", "team_ids": cls.team.ids},
                {"name": "Test won", "team_ids": cls.team.ids, "is_won": True},
            ]
        )
        funder = cls.env.ref("mines_to_markets.mtm_stakeholder_type_fund")
        cls.bilateral = cls.env["mtm.stakeholder.type"].create(
            {"code": "T-BIL", "name": "Test bilateral", "parent_id": funder.id}
        )
        cls.donor.stakeholder_type_id = cls.bilateral

    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Mercury plan",
                "type": "opportunity",
                "team_id": self.team.id,
                "stage_id": self.new.id,
                "partner_id": self.donor.id,
                "user_id": self.officer.id,
                "award_reference": "TST-9",
                "award_amount": 80000,
                "award_currency_id": self.env.ref("base.EUR").id,
                "award_date_start": "2026-01-01",
                "award_date_end": "2027-12-31",
                "term_ids": [
                    Command.create({"kind": kind, "name": f"A {kind}"})
                    for kind in ("condition", "prior_approval", "deliverable")
                ],
            }
            | values
        )

    @users("asm_officer")
    def test_funders_open_awards_and_others_engagements(self):
        self.assertEqual(self._lead().opens, "award")
        self.assertEqual(self._lead(partner_id=self.partner.id).opens, "engagement")
        lead = self._lead(opens="engagement")
        self.assertEqual(lead.opens, "engagement")
        lead.action_set_won()
        self.assertEqual(lead.engagement_ids.partner_id, self.donor)
        self.assertFalse(lead.award_ids)

    @users("asm_officer")
    def test_an_officer_wins_and_the_award_has_what_the_lead_says(self):
        """Officers do not enter awards; the one that is made holds nothing else."""
        with self.assertRaises(AccessError):
            self.env["asm.award"].create(
                {
                    "reference": "TST-8",
                    "kind": "own",
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                }
            )
        lead = self._lead()
        lead.action_set_won_rainbowman()
        self.assertRecordValues(
            lead.award_ids,
            [
                {
                    "reference": "TST-9",
                    "name": "Mercury plan",
                    "kind": "grant",
                    "donor_id": self.donor.id,
                    "amount": 80000,
                    "currency_id": self.env.ref("base.EUR").id,
                    "date_start": lead.award_date_start,
                    "date_end": lead.award_date_end,
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertFalse(lead.engagement_ids)
        self.assertEqual(
            lead.award_ids.term_ids.mapped("kind"),
            ["condition", "prior_approval", "deliverable"],
        )
        with self.assertRaises(AccessError):
            lead.award_ids.amount = 1

    def test_who_may_not_write_the_lead_opens_nothing(self):
        lead = self._lead()
        with self.assertRaises(AccessError):
            lead.with_user(self.env.ref("base.public_user")).action_set_won()
        self.assertFalse(lead.award_ids)

    @users("asm_officer")
    def test_dragging_without_dates_leads_to_the_question(self):
        lead = self._lead(award_reference=False, award_date_end=False)
        with self.assertRaisesRegex(
            RedirectWarning, "Award Reference, Award End"
        ) as asked:
            lead.stage_id = self.won
        self.assertEqual(asked.exception.args[1]["res_model"], "mtm.lead.win")

    @users("asm_officer")
    def test_the_wizard_asks_for_the_award(self):
        lead = self._lead(award_reference=False)
        action = lead.action_set_won_rainbowman()
        form = Form(self.env["mtm.lead.win"].with_context(**action["context"]))
        self.assertEqual(form.opens, "award")
        self.assertEqual(form.award_amount, 80000)
        form.award_reference = "TST-10"
        form.save().action_win()
        self.assertEqual(lead.award_ids.reference, "TST-10")

    @users("asm_officer")
    def test_a_new_funder_is_asked_for_the_award_too(self):
        lead = self._lead(partner_id=False, award_reference=False, opens="engagement")
        action = lead.action_set_won_rainbowman()
        form = Form(self.env["mtm.lead.win"].with_context(**action["context"]))
        form.name = "Fund of the Tests"
        form.stakeholder_type_id = self.bilateral
        self.assertEqual(form.opens, "award")
        form.award_reference = "TST-11"
        form.save().action_win()
        self.assertEqual(lead.award_ids.donor_id.name, "Fund of the Tests")

    def test_undone_and_won_again_is_one(self):
        lead = self._lead()
        lead.action_set_won()
        award = lead.award_ids
        lead.stage_id = self.new
        lead.term_ids.create({"lead_id": lead.id, "name": "Later"})
        lead.action_set_won()
        self.assertEqual(lead.award_ids, award)
        self.assertEqual(len(award.term_ids), 4)

    def test_what_was_opened_stays(self):
        lead = self._lead()
        lead.action_set_won()
        with (
            self.assertRaisesRegex(ValidationError, "has opened TST-9"),
            self.env.cr.savepoint(),
        ):
            lead.opens = "engagement"
        self.donor.stakeholder_type_id = self.kind
        self.assertEqual(lead.opens, "award")

    def test_conversation_and_files_come_along(self):
        lead = self._lead()
        said = lead.message_post(body="Agreed", message_type="comment")
        file = self.env["ir.attachment"].create(
            {"name": "call.txt", "res_model": "crm.lead", "res_id": lead.id}
        )
        call = lead.activity_schedule("mail.mail_activity_data_call")
        lead.action_set_won()
        award = lead.award_ids
        self.assertIn(said, award.message_ids)
        self.assertTrue(said.is_internal)
        self.assertEqual((file.res_model, file.res_id), ("asm.award", award.id))
        self.env.invalidate_all()
        self.assertEqual(award.activity_ids, call)

    def test_merged_leads_keep_the_award_and_the_terms(self):
        first, second = self._lead(), self._lead(award_reference="TST-12")
        second.action_set_won()
        award = second.award_ids
        merged = (first + second).merge_opportunity()
        self.assertEqual(merged.award_ids, award)
        self.assertEqual(len(merged.term_ids), 6)

    def test_leads_with_two_awards_are_not_merged(self):
        leads = self._lead() + self._lead(award_reference="TST-12")
        leads.action_set_won()
        with self.assertRaisesRegex(UserError, "different awards.*TST-"):
            leads.merge_opportunity()

    @users("asm_officer")
    def test_terms_are_finances_once_they_are_an_awards(self):
        lead = self._lead()
        term = lead.term_ids[0]
        term.note = "Ask the ministry"
        lead.action_set_won()
        with self.assertRaises(AccessError):
            term.note = "No matter"
        with self.assertRaises(AccessError):
            term.unlink()
        with self.assertRaises(AccessError):
            self.env["asm.award.term"].create(
                {"award_id": lead.award_ids.id, "name": "Mine"}
            )
        term.with_user(self.finance).note = "Asked"

    def test_salespeople_without_a_role_of_ours_open_leads(self):
        """All that the form shows them can be read, whatever came of the lead."""
        lead = self._lead()
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        lead.with_user(self.officer).action_set_won()
        lead = lead.with_user(seller)
        fields = lead.get_views([(False, "form")])["models"]["crm.lead"]["fields"]
        [values] = lead.web_read({name: {} for name in fields})
        self.assertEqual(values["award_count"], 0)

    @freeze_time("2026-05-01")
    @users("asm_officer")
    def test_whoever_does_the_work_says_that_a_term_is_met(self):
        lead = self._lead()
        lead.action_set_won()
        term = lead.term_ids[0]
        term.action_meet()
        self.assertRecordValues(term, [{"state": "met", "date_met": term.date_met}])
        self.assertEqual(str(term.date_met), "2026-05-01")
        said = lead.award_ids.message_ids[0]
        self.assertIn(term.name, said.body)
        self.assertEqual(said.author_id, self.officer.partner_id)

    @freeze_time("2026-05-01")
    def test_overdue_terms(self):
        lead = self._lead()
        late, due, met = lead.term_ids
        late.date_due = met.date_due = "2026-04-30"
        due.date_due = "2026-05-01"
        met.write({"state": "met", "date_met": "2026-04-30"})
        self.assertTrue(late.is_overdue)
        domain = [("lead_id", "=", lead.id), ("is_overdue", "=", True)]
        search = self.env["asm.award.term"].search
        self.assertEqual(search(domain), late)
        self.assertEqual(
            search([("lead_id", "=", lead.id), ("is_overdue", "=", False)]), due + met
        )
