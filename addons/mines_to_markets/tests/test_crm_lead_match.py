from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged, users

from odoo.addons.mail.tests.common import MailCommon

from .common import OFFICER, MinesToMarketsCommon

MAIL = """\
Return-Path: <jane@tincouncil.example>
From: Jane <jane@tincouncil.example>
To: {to}
Subject: Tags for our hills
Message-Id: <first-123@tincouncil.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset="utf-8"

Can you start in May?
--part
Content-Type: text/plain; charset="utf-8"; name="terms.txt"
Content-Disposition: attachment; filename="terms.txt"

Our terms
--part--
"""
REPLY = """\
Return-Path: <jane@tincouncil.example>
From: Jane <jane@tincouncil.example>
To: {to}
Subject: Re: Tags for our hills
Message-Id: <second-123@tincouncil.example>
In-Reply-To: <first-123@tincouncil.example>
References: <first-123@tincouncil.example>
Content-Type: text/plain; charset="utf-8"

June would do as well.
"""


class LeadCommon(MinesToMarketsCommon, MailCommon):
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
        cls.smelter = cls._create_partner(
            "Société Métallurgique de l'Épreuve S.A.R.L.",
            company_registry="CD/KNG/RCCM 14-B-1234",
            website="https://www.epreuve.example/about",
            iati_organisation_ref="CD-RCCM-1234",
        )

    @classmethod
    def _create_partner(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "stakeholder_type_id": cls.association.id,
                "operating_country_ids": [Command.set(cls.rwanda.ids)],
            }
            | values
        )

    def _create_lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Tags for the hills",
                "type": "opportunity",
                "team_id": self.team.id,
                "stage_id": self.new.id,
                "service_ids": self.tagging.ids,
                "operating_country_ids": self.rwanda.ids,
                "user_id": self.officer.id,
            }
            | values
        )

    def _win_wizard(self, lead, **context):
        action = lead._action_ask_stakeholder()
        return Form(self.env["mtm.lead.win"].with_context(**action["context"]))


@tagged("post_install", "-at_install")
class TestLeadMatch(LeadCommon):
    """Which stakeholder a lead may be from."""

    def assertMatches(self, partners, **values):
        lead = self._create_lead(**values)
        self.assertEqual(lead.match_partner_ids, partners)
        return lead

    @users("mtm_officer")
    def test_by_name_but_for_accents_and_legal_form(self):
        self.assertMatches(
            self.smelter, partner_name="SOCIETE METALLURGIQUE DE L EPREUVE"
        )

    @users("mtm_officer")
    def test_by_name_with_a_typing_error(self):
        self.assertMatches(
            self.smelter, partner_name="Societé Metalurgique de l'Epreuve SARL"
        )

    @users("mtm_officer")
    def test_another_name_is_another_organisation(self):
        self.assertMatches(self.env["res.partner"], partner_name="Quite Another Mill")

    def test_another_figure_is_another_organisation(self):
        first = self._create_partner("Cooperative of the Valley 1")
        self._create_partner("Cooperative of the Valley 2")
        self.assertMatches(first, partner_name="Cooperative of the Valley 1")

    def test_another_distinguishing_word_is_another_organisation(self):
        river = self._create_partner("Cooperative of the River")
        self._create_partner("Cooperative of the Lakes")
        self._create_partner("Federation of the Miners of River")
        for name in (
            "Cooperative of the River",
            "Cooperative of River",
            "Cooperative of the Rivers",
            "Coperative of the Rvier",
            "The River Cooperative",
        ):
            with self.subTest(name):
                self.assertMatches(river, partner_name=name)

    @users("mtm_officer")
    def test_by_domain(self):
        self.assertMatches(self.smelter, website="epreuve.example/fr")
        self.assertMatches(self.smelter, email_from="Jane <Jane@Epreuve.example>")

    def test_by_the_domain_of_its_people(self):
        self.env["res.partner"].create(
            {
                "name": "Bob",
                "parent_id": self.tin_council.id,
                "email": "bob@tincouncil.example",
            }
        )
        self.assertMatches(self.tin_council, email_from="jane@tincouncil.example")

    def test_a_host_that_gives_mail_to_everybody_says_nothing(self):
        self.tin_council.email = "tin.council@gmail.com"
        self.smelter.website = "https://www.facebook.com/epreuve"
        self.assertMatches(
            self.env["res.partner"],
            email_from="jane@gmail.com",
            website="https://www.facebook.com/somebody",
        )

    @users("mtm_officer")
    def test_by_numbers_however_they_are_written(self):
        self.assertMatches(self.smelter, company_registry="cd-kng-rccm-14B1234")
        self.assertMatches(self.smelter, iati_organisation_ref="cd-rccm-1234")

    def test_by_tax_number(self):
        self.tin_council.vat = "TAX 77 88"
        self.assertMatches(self.tin_council, company_registry="TAX7788")

    def test_best_match_first(self):
        self._create_partner("Société Métallurgique de l'Oubli")
        lead = self._create_lead(
            partner_name="Société Métallurgique de l'Epreuve",
            company_registry="CD/KNG/RCCM 14-B-1234",
        )
        self.assertEqual(lead.match_partner_ids[0], self.smelter)

    def test_known_stakeholder_is_not_asked_about(self):
        self.assertMatches(
            self.env["res.partner"],
            partner_id=self.tin_council.id,
            website="epreuve.example",
        )

    def test_archived_and_own_organisations_are_left_out(self):
        self.smelter.active = False
        self.env.company.partner_id.website = "https://ours.example"
        self.assertMatches(
            self.env["res.partner"],
            website="ours.example",
            company_registry="CD/KNG/RCCM 14-B-1234",
        )

    def test_what_the_user_may_not_see_is_not_shown(self):
        restricted = new_test_user(self.env, "mtm_restricted", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.tanzania.ids}
        )
        lead = self._create_lead(
            partner_name=self.smelter.name, operating_country_ids=self.tanzania.ids
        )
        self.assertEqual(lead.match_partner_ids, self.smelter)
        self.assertFalse(lead.with_user(restricted).match_partner_ids)

    def test_one_statement_for_all_leads(self):
        leads = self.env["crm.lead"].union(
            *(self._create_lead(partner_name=f"Épreuve {i}") for i in range(5))
        )
        self.env.flush_all()
        for some in (leads[:1], leads):
            self.env.invalidate_all()
            some.mapped("partner_name")
            some.partner_id.mapped("commercial_partner_id")
            with self.assertQueryCount(1):
                some.mapped("match_partner_ids")

    @users("mtm_officer")
    def test_this_is_them(self):
        lead = self._create_lead(partner_name="Epreuve", website="epreuve.example")
        lead.match_partner_ids.with_context(lead_id=lead.id).action_choose_for_lead()
        self.assertEqual(lead.partner_id, self.smelter)
        self.assertFalse(lead.match_partner_ids)

    def test_this_is_them_takes_the_right_to_write_the_lead(self):
        lead = self._create_lead(website="epreuve.example")
        reader = new_test_user(self.env, "mtm_reader", "base.group_user")
        chosen = self.smelter.with_user(reader).with_context(lead_id=lead.id)
        with self.assertRaises(AccessError):
            chosen.action_choose_for_lead()

    def test_a_person_becomes_a_contact_of_the_stakeholder(self):
        person = self.env["res.partner"].create(
            {"name": "Jane", "email": "jane@epreuve.example"}
        )
        lead = self._create_lead(
            partner_id=person.id, email_from="jane@epreuve.example"
        )
        self.assertEqual(lead.match_partner_ids, self.smelter)
        lead._set_stakeholder(self.smelter)
        self.assertEqual(person.parent_id, self.smelter)
        lead.action_set_won()
        self.assertRecordValues(
            lead.engagement_ids,
            [{"partner_id": self.smelter.id, "contact_ids": person.ids}],
        )


@tagged("post_install", "-at_install")
class TestLeadWinWizard(LeadCommon):
    """The question that stands before the win of a lead from nobody we know."""

    @users("mtm_officer")
    def test_dragging_to_won_leads_to_the_question(self):
        lead = self._create_lead(partner_name="L'Épreuve", website="epreuve.example")
        with self.assertRaisesRegex(RedirectWarning, "Société Métallurgique") as asked:
            lead.stage_id = self.won
        _message, action, _button, _context = asked.exception.args
        self.assertEqual(action["res_model"], "mtm.lead.win")
        self.assertEqual(action["context"]["default_lead_id"], lead.id)
        self.assertEqual(action["context"]["default_stage_id"], self.won.id)

    @users("mtm_officer")
    def test_the_button_asks_at_once(self):
        lead = self._create_lead()
        self.assertEqual(lead.action_set_won_rainbowman()["res_model"], "mtm.lead.win")
        self.assertEqual(lead.won_status, "pending")

    @users("mtm_officer")
    def test_nothing_is_asked_of_a_known_stakeholder(self):
        lead = self._create_lead(partner_id=self.tin_council.id)
        lead.action_set_won_rainbowman()
        self.assertEqual(lead.engagement_ids.partner_id, self.tin_council)

    @users("mtm_officer")
    def test_chosen_among_matches(self):
        lead = self._create_lead(partner_name="Epreuve", website="epreuve.example")
        form = self._win_wizard(lead)
        self.assertEqual(form.choice, "match")
        self.assertEqual(form.match_partner_id, self.smelter)
        form.save().action_win()
        self.assertEqual(lead.engagement_ids.partner_id, self.smelter)
        self.assertEqual(lead.won_status, "won")

    @users("mtm_officer")
    def test_another_one_that_is_known(self):
        lead = self._create_lead(partner_name="Epreuve", website="epreuve.example")
        form = self._win_wizard(lead)
        form.choice = "other"
        form.partner_id = self.tin_council
        form.save().action_win()
        self.assertEqual(lead.engagement_ids.partner_id, self.tin_council)

    @users("mtm_officer")
    def test_a_new_one(self):
        lead = self._create_lead(
            email_from="office@new.example",
            company_registry="N-1",
            iati_organisation_ref="XX-N-1",
        )
        form = self._win_wizard(lead)
        self.assertEqual(form.choice, "new")
        form.name = "New Association"
        form.stakeholder_type_id = self.association
        form.country_id = self.rwanda
        form.save().action_win()
        self.assertRecordValues(
            lead.engagement_ids.partner_id,
            [
                {
                    "name": "New Association",
                    "is_company": True,
                    "stakeholder_type_id": self.association.id,
                    "country_id": self.rwanda.id,
                    "email": "office@new.example",
                    "company_registry": "N-1",
                    "iati_organisation_ref": "XX-N-1",
                    "operating_country_ids": self.rwanda.ids,
                }
            ],
        )

    @users("mtm_officer")
    def test_the_person_of_a_new_one_is_its_contact(self):
        person = self.env["res.partner"].create({"name": "Jane"})
        lead = self._create_lead(partner_id=person.id)
        form = self._win_wizard(lead)
        form.name = "New Association"
        form.stakeholder_type_id = self.association
        form.save().action_win()
        self.assertEqual(person.parent_id, lead.engagement_ids.partner_id)
        self.assertEqual(lead.engagement_ids.contact_ids, person)

    @users("mtm_officer")
    def test_wins_in_the_stage_it_was_dragged_to(self):
        last = self.env["crm.stage"].sudo().create({"name": "Last", "is_won": True})
        lead = self._create_lead(partner_name="Epreuve", website="epreuve.example")
        self._create_wizard(lead, stage_id=last.id).action_win()
        self.assertEqual(lead.stage_id, last)
        self.assertEqual(lead.engagement_ids.partner_id, self.smelter)

    def _create_wizard(self, lead, **values):
        return self.env["mtm.lead.win"].create({"lead_id": lead.id} | values)

    @users("mtm_officer")
    def test_choice_without_a_stakeholder(self):
        wizard = self._create_wizard(self._create_lead(), choice="other")
        with self.assertRaisesRegex(UserError, "Choose a stakeholder"):
            wizard.action_win()
        wizard.write({"choice": "new", "name": "New Association"})
        with self.assertRaisesRegex(UserError, "a name and a type"):
            wizard.action_win()

    def test_takes_the_right_to_write_the_lead(self):
        wizard = self._create_wizard(self._create_lead(website="epreuve.example"))
        reader = new_test_user(self.env, "mtm_reader", "base.group_user")
        with self.assertRaises(AccessError):
            wizard.with_user(reader).action_win()


@tagged("post_install", "-at_install")
class TestLeadMail(LeadCommon):
    """Interest that arrives by e-mail."""

    def _receive(self, mail, **values):
        alias = self.team.alias_id
        to = f"{alias.alias_name}@{alias.alias_domain_id.name}"
        self.env["mail.thread"].message_process(False, mail.format(to=to, **values))

    def test_mail_and_its_file_arrive_at_the_engagement_as_internal(self):
        self.team.write({"use_opportunities": True, "alias_name": "partnerships.test"})
        self.env["res.partner"].create(
            {
                "name": "Bob",
                "parent_id": self.tin_council.id,
                "email": "bob@tincouncil.example",
            }
        )
        self._receive(MAIL)
        self._receive(REPLY)
        lead = self.env["crm.lead"].search([("team_id", "=", self.team.id)])
        self.assertRecordValues(
            lead,
            [{"name": "Tags for our hills", "partner_name": False}],
        )
        self.assertEqual(lead.match_partner_ids, self.tin_council)
        lead = lead.with_user(self.officer)
        action = lead.action_set_won_rainbowman()
        self.env["mtm.lead.win"].with_user(self.officer).with_context(
            **action["context"]
        ).create({}).action_win()
        engagement = lead.engagement_ids
        self.assertEqual(engagement.partner_id, self.tin_council)
        mails = engagement.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(len(mails), 2)
        self.assertTrue(all(mails.mapped("is_internal")))
        file = mails.attachment_ids
        self.assertEqual(file.name, "terms.txt")
        self.assertEqual(
            (file.res_model, file.res_id), ("mtm.engagement", engagement.id)
        )


@tagged("post_install", "-at_install")
class TestLeadLost(LeadCommon):
    @users("mtm_officer")
    def test_lost_ones_keep_their_reason(self):
        reason = self.env["crm.lost.reason"].sudo().create({"name": "No budget"})
        lead = self._create_lead(partner_id=self.tin_council.id)
        self.env["crm.lead.lost"].create(
            {"lead_ids": lead.ids, "lost_reason_id": reason.id}
        ).action_lost_reason_apply()
        self.assertEqual(lead.lost_reason_id, reason)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.crm_lead_action_lost"
        )
        Lead = self.env["crm.lead"].with_context(active_test=False)
        lost = [("won_status", "=", "lost"), ("id", "=", lead.id)]
        self.assertIn("lost", action["domain"])
        self.assertEqual(
            Lead._read_group(lost, ["lost_reason_id"], ["__count"]), [(reason, 1)]
        )
        self.assertEqual(
            Lead.search([*lost, ("lost_reason_id", "ilike", "budget")]), lead
        )


@tagged("post_install", "-at_install")
class TestMergedLeads(LeadCommon):
    @users("mtm_officer")
    def test_merged_leads_keep_what_each_asked_for(self):
        first = self._create_lead(partner_id=self.tin_council.id)
        second = self._create_lead(
            partner_id=self.tin_council.id,
            service_ids=self.spot_check.ids,
            operating_country_ids=self.tanzania.ids,
            company_registry="N-1",
        )
        merged = (first + second).merge_opportunity()
        self.assertRecordValues(
            merged,
            [
                {
                    "service_ids": (self.tagging + self.spot_check).ids,
                    "operating_country_ids": (self.rwanda + self.tanzania).ids,
                    "company_registry": "N-1",
                }
            ],
        )
