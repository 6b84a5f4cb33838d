from odoo import Command
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import tagged, users

from odoo.addons.mail.tests.common import MailCommon

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestLeadWon(MinesToMarketsCommon, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create({"name": "Test partnerships"})
        cls.new, cls.won = cls.env["crm.stage"].create(
            [
                {"name": "Test new", "team_ids": cls.team.ids},
                {"name": "Test won", "team_ids": cls.team.ids, "is_won": True},
            ]
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Head of sourcing", "parent_id": cls.tin_council.id}
        )
        cls.tin = cls.env["mtm.mineral"].create({"code": "T-SN", "name": "Test tin"})

    def _create_lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Tags for the hills",
                "type": "opportunity",
                "team_id": self.team.id,
                "stage_id": self.new.id,
                "partner_id": self.contact.id,
                "service_ids": self.tagging.ids,
                "operating_country_ids": self.rwanda.ids,
                "mineral_ids": self.tin.ids,
                "user_id": self.officer.id,
            }
            | values
        )

    def _engagements(self, lead):
        return self.env["mtm.engagement"].search([("lead_id", "=", lead.id)])

    def assertOpened(self, lead):
        engagement = self._engagements(lead)
        self.assertRecordValues(
            engagement,
            [
                {
                    "name": "Tags for the hills",
                    "partner_id": self.tin_council.id,
                    "contact_ids": self.contact.ids,
                    "service_ids": self.tagging.ids,
                    "country_ids": self.rwanda.ids,
                    "mineral_ids": self.tin.ids,
                    "user_id": self.officer.id,
                }
            ],
        )
        return engagement

    @users("mtm_officer")
    def test_won_by_the_button(self):
        lead = self._create_lead()
        self.assertFalse(self._engagements(lead))
        lead.action_set_won()
        self.assertOpened(lead)

    @users("mtm_officer")
    def test_won_by_dragging_to_the_stage(self):
        lead = self._create_lead()
        lead.stage_id = self.won
        self.assertOpened(lead)

    @users("mtm_officer")
    def test_created_as_won(self):
        self.assertOpened(self._create_lead(stage_id=self.won.id))

    @users("mtm_officer")
    def test_won_by_import(self):
        result = self.env["crm.lead"].load(
            [
                "name",
                "type",
                "team_id/.id",
                "stage_id/.id",
                "partner_id/.id",
                "service_ids/.id",
                "operating_country_ids/.id",
                "mineral_ids/.id",
                "user_id/.id",
            ],
            [
                [
                    "Tags for the hills",
                    "opportunity",
                    *map(
                        str,
                        (
                            self.team.id,
                            self.won.id,
                            self.contact.id,
                            self.tagging.id,
                            self.rwanda.id,
                            self.tin.id,
                            self.officer.id,
                        ),
                    ),
                ]
            ],
        )
        self.assertFalse(result["messages"])
        self.assertOpened(self.env["crm.lead"].browse(result["ids"]))

    @users("mtm_officer")
    def test_several_won_at_once(self):
        leads = self._create_lead() + self._create_lead()
        leads.stage_id = self.won
        self.assertEqual(len(leads.engagement_ids), 2)

    @users("mtm_officer")
    def test_undone_and_won_again_is_one(self):
        lead = self._create_lead()
        lead.action_set_won()
        engagement = self._engagements(lead)
        lead.stage_id = self.new
        lead.action_set_won()
        self.assertEqual(self._engagements(lead), engagement)
        engagement.active = False
        lead.stage_id = self.new
        lead.stage_id = self.won
        self.assertEqual(
            lead.with_context(active_test=False).engagement_ids, engagement
        )

    @users("mtm_officer")
    def test_countries_and_minerals_of_the_stakeholder_stand_in(self):
        self.tin_council.mineral_ids = self.tin
        lead = self._create_lead(operating_country_ids=[], mineral_ids=[])
        lead.action_set_won()
        self.assertOpened(lead)

    @users("mtm_officer")
    def test_service_that_is_not_offered_stops_the_win(self):
        lead = self._create_lead(service_ids=self.survey.ids)
        with self.assertRaisesRegex(ValidationError, "Survey of miners"):
            lead.action_set_won()

    @users("mtm_officer")
    def test_company_name_makes_the_stakeholder(self):
        lead = self._create_lead(
            partner_id=False, partner_name="New Smelter", service_ids=[]
        )
        lead.action_set_won()
        self.assertRecordValues(
            self._engagements(lead).partner_id,
            [{"name": "New Smelter", "is_company": True}],
        )
        self.assertEqual(lead.partner_id.name, "New Smelter")

    @users("mtm_officer")
    def test_lead_of_nobody(self):
        lead = self._create_lead(partner_id=False, service_ids=[])
        with self.assertRaisesRegex(
            RedirectWarning, "Say which stakeholder “Tags for the hills” is from"
        ):
            lead.action_set_won()
        with self.assertRaisesRegex(UserError, "Say which stakeholder"):
            self._create_lead(partner_id=False, stage_id=self.won.id)

    @users("mtm_officer")
    def test_team_are_the_followers_from_inside(self):
        lead = self._create_lead()
        lead.message_subscribe((self.manager.partner_id + self.contact).ids)
        lead.action_set_won()
        team = self._engagements(lead).member_ids
        self.assertIn(self.manager, team)
        self.assertTrue(all(not member.share for member in team))

    @users("mtm_officer")
    def test_open_activities_move(self):
        lead = self._create_lead()
        call = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.officer.id
        )
        lead.action_set_won()
        engagement = self._engagements(lead)
        self.env.invalidate_all()
        self.assertEqual(engagement.activity_ids, call)
        self.assertFalse(lead.activity_ids)
        self.assertEqual(call.res_model, "mtm.engagement")

    @users("mtm_officer")
    def test_conversation_arrives_as_internal_notes(self):
        lead = self._create_lead()
        lead.message_subscribe(self.contact.ids)
        comment = lead.message_post(
            body="Can you start in May?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        lead.action_set_won()
        engagement = self._engagements(lead)
        self.assertIn(comment, engagement.message_ids)
        self.assertTrue(comment.is_internal)
        self.assertEqual(comment.subtype_id, self.env.ref("mail.mt_note"))
        self.assertNotIn(self.contact, engagement.message_partner_ids)

    @users("mtm_officer")
    def test_agreements_come_along(self):
        memorandum = self._create_agreement("LEAD")
        lead = self._create_lead(agreement_ids=memorandum.ids)
        lead.with_user(self.officer).action_set_won()
        self.assertEqual(self._engagements(lead).agreement_ids, memorandum)

    def test_merged_leads_keep_their_agreements(self):
        first, second = self._create_agreement("LEAD1"), self._create_agreement("LEAD2")
        leads = self._create_lead(agreement_ids=first.ids)
        leads += self._create_lead(agreement_ids=second.ids)
        merged = leads.with_user(self.officer).merge_opportunity()
        self.assertEqual(merged.agreement_ids, first + second)

    def test_an_agreement_of_another_does_not_come_along(self):
        foreign = self._create_agreement("LEAD", partner=self.miners)
        lead = self._create_lead(agreement_ids=foreign.ids)
        with self.assertRaisesRegex(ValidationError, "Miners of the Test Hill"):
            lead.with_user(self.officer).action_set_won()

    def test_files_come_along(self):
        lead = self._create_lead()
        file = self.env["ir.attachment"].create(
            {
                "name": "terms.txt",
                "raw": b"terms",
                "res_model": "crm.lead",
                "res_id": lead.id,
            }
        )
        lead.action_set_won()
        self.assertRecordValues(
            file,
            [{"res_model": "mtm.engagement", "res_id": self._engagements(lead).id}],
        )

    @users("mtm_officer")
    def test_what_is_said_while_it_is_undone_follows_when_it_is_won_again(self):
        lead = self._create_lead()
        lead.action_set_won()
        lead.stage_id = self.new
        comment = lead.message_post(body="On second thoughts", message_type="comment")
        lead.action_set_won()
        self.assertIn(comment, self._engagements(lead).message_ids)

    @users("mtm_manager")
    def test_merge_keeps_the_engagement(self):
        won, other = self._create_lead(), self._create_lead(name="The same again")
        won.action_set_won()
        engagement = self._engagements(won)
        merged = (won + other).merge_opportunity(auto_unlink=True)
        self.assertEqual(len((won + other).exists()), 1)
        self.assertTrue(engagement.exists())
        self.assertEqual(engagement.lead_id, merged)

    @users("mtm_manager")
    def test_merge_of_two_engagements_is_refused(self):
        leads = self._create_lead() + self._create_lead(name="The same again")
        leads.stage_id = self.won
        with self.assertRaisesRegex(UserError, "different engagements.*The same again"):
            leads.merge_opportunity()

    @users("mtm_manager")
    def test_merge_keeps_the_service_request(self):
        first, second = self._create_lead(), self._create_lead(name="The same again")
        requests = self.env["mtm.service.request"].create(
            [
                {
                    "partner_id": self.tin_council.id,
                    "service_ids": self.tagging.ids,
                    "lead_id": lead.id,
                }
                for lead in (first, second)
            ]
        )
        merged = (first + second).merge_opportunity()
        self.assertEqual(requests.lead_id, merged)

    @users("mtm_officer")
    def test_accepted_request_opens_an_opportunity(self):
        request = self.env["mtm.service.request"].create(
            {
                "partner_id": self.tin_council.id,
                "service_ids": [Command.set(self.tagging.ids)],
                "country_ids": [Command.set(self.rwanda.ids)],
                "description": "We need tags.\nSoon.",
            }
        )
        request.action_accept()
        self.assertRecordValues(
            request.lead_id,
            [
                {
                    "type": "opportunity",
                    "partner_id": self.tin_council.id,
                    "service_ids": self.tagging.ids,
                    "operating_country_ids": self.rwanda.ids,
                }
            ],
        )
        self.assertIn("We need tags.<br", request.lead_id.description)
        self.assertEqual(request.state, "accepted")
        with self.assertRaisesRegex(UserError, "is answered"):
            request.action_accept()
