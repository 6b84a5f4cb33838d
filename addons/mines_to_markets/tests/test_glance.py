import io

from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestGlance(MinesToMarketsCommon):
    """What the form of a stakeholder shows without a search, and its page in PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tagging.uom_id = cls.env.ref("uom.product_uom_kgm")
        cls.engagement = cls._create_engagement(date_end="2026-12-31")
        cls.delivery = cls._deliver(1)

    @classmethod
    def _deliver(cls, count, **values):
        deliveries = cls.env["mtm.service.delivery"].create(
            [
                {
                    "engagement_id": cls.engagement.id,
                    "service_id": cls.tagging.id,
                    "country_id": cls.rwanda.id,
                    "date": "2026-05-05",
                    "quantity": 2.5,
                }
                | values
                for _ in range(count)
            ]
        )
        deliveries.action_confirm()
        return deliveries

    @classmethod
    def _vet(cls, **values):
        return cls.env["mtm.vetting"].create(
            {
                "partner_id": cls.tin_council.id,
                "kind": "sanctions",
                "result": "passed",
                "date": "2026-01-01",
                "date_expiry": "2026-08-01",
                "requested_by": cls.officer.id,
                "decided_by": cls.manager.id,
            }
            | values
        )

    def _read(self, page="summary", partner=None, user=None):
        partner = (partner or self.tin_council).with_user(user or self.officer)
        glance = partner.read_glance(page)
        cards = {card["label"]: card for card in glance["cards"]}
        return cards, {section["name"]: section for section in glance["sections"]}

    def _cells(self, section):
        return [row["cells"] for row in section["rows"]]

    def test_deliveries_are_added_up_by_service(self):
        self._deliver(2)
        _cards, sections = self._read()
        self.assertEqual(
            self._cells(sections["deliveries"]),
            [["Tagging of bags", "3", "7.5 kg", "05/05/2026"]],
        )

    def test_cards_say_how_it_stands(self):
        agreement = self._create_agreement(
            "A1", signature_date="2026-01-01", end_date="2026-09-30"
        )
        self._vet()
        cards, _sections = self._read()
        self.assertEqual(cards["Type"]["value"], "Test association")
        self.assertEqual(cards["Works in"]["value"], "Rwanda")
        self.assertEqual(cards["Minerals"]["tone"], "muted")
        self.assertEqual(cards["Agreement in force"]["value"], agreement.name)
        self.assertEqual(cards["Agreement in force"]["hint"], "until 09/30/2026")
        self.assertEqual(cards["Open engagements"]["value"], "1")
        self.assertEqual(
            (cards["Vetting"]["value"], cards["Vetting"]["hint"]),
            ("Valid", "until 08/01/2026"),
        )
        self._vet(kind="financial", date_expiry="2026-03-01")
        cards, _sections = self._read()
        self.assertEqual(
            (cards["Vetting"]["value"], cards["Vetting"]["tone"]), ("Expired", "danger")
        )

    def test_what_comes_next_is_in_one_order(self):
        self.env["mtm.commitment"].create(
            {
                "name": "Send the list",
                "engagement_id": self.engagement.id,
                "date_due": "2026-06-01",
                "user_id": self.officer.id,
            }
        )
        self._create_agreement("A1", signature_date="2026-01-01", end_date="2026-09-30")
        self._vet()
        self.engagement.activity_schedule(
            date_deadline="2026-06-20", summary="Call", user_id=self.officer.id
        )
        self.env["calendar.event"].create(
            {
                "name": "Committee",
                "start": "2026-07-01 08:00:00",
                "stop": "2026-07-01 09:00:00",
                "partner_ids": [
                    Command.set((self.tin_council | self.officer.partner_id).ids)
                ],
            }
        )
        _cards, sections = self._read()
        rows = self._cells(sections["next"])
        self.assertEqual(
            [row[:2] for row in rows],
            [
                ["06/01/2026", "Commitment: Send the list"],
                ["06/20/2026", "Activity: Call"],
                ["07/01/2026", "Meeting: Committee"],
                ["08/01/2026", "Vetting expires: Sanctions lists, Test Tin Council"],
                ["09/30/2026", "Agreement ends: [A1] Agreement A1"],
                ["12/31/2026", "Engagement ends: Tagging in the hills"],
            ],
        )
        self.assertEqual(sections["next"]["rows"][0]["tone"], "danger")

    def test_people_relations_scores(self):
        self.env["res.partner"].create(
            {
                "name": "A. Person",
                "parent_id": self.tin_council.id,
                "function": "Secretary",
            }
        )
        self.env["res.partner.relation"].create(
            {
                "left_partner_id": self.miners.id,
                "type_id": self.env.ref(
                    "mines_to_markets.res_partner_relation_type_member"
                ).id,
                "right_partner_id": self.tin_council.id,
            }
        )
        self.env["mtm.stakeholder.score"].create(
            {"partner_id": self.tin_council.id, "influence": 4, "interest": 2}
        )
        _cards, sections = self._read("people")
        self.assertEqual(
            self._cells(sections["people"])[0][:2], ["A. Person", "Secretary"]
        )
        self.assertEqual(
            self._cells(sections["relations"])[0][:2],
            ["has as a member", "Miners of the Test Hill"],
        )
        self.assertEqual(
            self._cells(sections["scores"]), [["Everywhere", "4", "2", "06/15/2026"]]
        )

    def test_cooperative_and_government_have_pages_of_their_own(self):
        self.miners.stakeholder_type_id = self.env.ref(
            "mines_to_markets.mtm_stakeholder_type_coop_coop"
        )
        self.ministry.stakeholder_type_id = self.env.ref(
            "mines_to_markets.mtm_stakeholder_type_gov_min"
        )
        self.assertTrue(self.miners.is_cooperative)
        self.assertFalse(self.miners.is_government)
        self.assertTrue(self.ministry.is_government)
        self.assertFalse(self.tin_council.is_cooperative)
        self.env["mtm.membership"].create(
            {"partner_id": self.miners.id, "women": 0, "men": 12}
        )
        step = self.env["mtm.formalization.step"].search([], limit=2)[1]
        self.env["mtm.formalization"].create(
            {"partner_id": self.miners.id, "step_id": step.id}
        )
        _cards, sections = self._read("cooperative", self.miners)
        self.assertEqual(
            self._cells(sections["members"]), [["06/15/2026", "0", "12", "", "12"]]
        )
        self.assertIn("<svg", sections["members"]["chart"])
        self.assertEqual(
            [rung["state"] for rung in sections["formalization"]["ladder"]][:3],
            ["reached", "present", "ahead"],
        )
        cards, _sections = self._read("summary", self.miners)
        self.assertEqual(cards["Formalization"]["value"], step.name)
        _cards, sections = self._read("government", self.ministry)
        self.assertEqual(list(sections), ["focal_points", "letters"])

    def test_rights_of_the_reader_hold(self):
        other = self._create_engagement(
            name="In Tanzania", country_ids=self.tanzania.ids
        )
        self.tin_council.operating_country_ids |= self.tanzania
        _cards, sections = self._read()
        self.assertEqual(sections["engagements"]["total"], 2)
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": self.rwanda.ids}
        )
        _cards, sections = self._read()
        self.assertEqual(sections["engagements"]["total"], 1)
        self.assertNotIn(other.name, str(sections))
        employee = new_test_user(self.env, "mtm_other", "base.group_user")
        with self.assertRaises(AccessError):
            self.tin_council.with_user(employee).read_glance()

    def test_queries_do_not_grow_with_rows(self):
        partner = self.tin_council.with_user(self.officer)
        for number in range(8):
            self._create_engagement(name=f"One more {number}")

        def count(method):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            method()
            return self.env.cr.sql_log_count - before

        def load_form():
            view = partner.get_view(view_type="form")
            partner.web_read({name: {} for name in view["models"]["res.partner"]})

        for name, method in {
            "glance": partner.read_glance,
            "people": lambda: partner.read_glance("people"),
            "form": load_form,
        }.items():
            with self.subTest(name):
                self._deliver(4)
                count(method)
                few = count(method)
                self._deliver(195)
                for number in range(20):
                    self._create_engagement(name=f"Another {number}")
                self.assertEqual(count(method), few)

    def test_all_opens_the_list_with_the_same_rows(self):
        self._deliver(2)
        for name in ("engagements", "deliveries", "scores", "people", "documents"):
            partner = self.tin_council.with_user(self.officer)
            action = partner.action_view_glance(name)
            found = self.env[action["res_model"]].search(action["domain"])
            if name == "deliveries":
                self.assertEqual(len(found), 3)
            elif name == "engagements":
                self.assertEqual(found, self.engagement)

    def test_only_sections_are_opened_by_name(self):
        with self.assertRaises(UserError):
            self.tin_council.with_user(self.officer).action_view_glance("pages")

    def test_the_form_of_a_person_has_no_such_pages(self):
        person = self.env["res.partner"].create({"name": "A. Person"})
        with Form(person.with_user(self.officer)) as form:
            self.assertFalse(form.is_cooperative)

    def _print(self, partner, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.officer)
        pdf, _kind = report._render_qweb_pdf(
            "mines_to_markets.report_stakeholder", partner.ids
        )

        pages = PdfReader(io.BytesIO(pdf)).pages
        return len(pages), "\n".join(page.extract_text() for page in pages)

    def test_one_page_in_pdf(self):
        self._vet()
        count, text = self._print(self.tin_council)
        self.assertEqual(count, 1)
        for words in ("Test Tin Council", "Tagging of bags", "Passed"):
            self.assertIn(words, text)
        employee = new_test_user(self.env, "mtm_other", "base.group_user")
        with self.assertRaises(AccessError):
            self._print(self.tin_council, employee)

    def test_one_page_however_much_there_is(self):
        kind = self.env.ref("mines_to_markets.mtm_stakeholder_type_coop_coop")
        self.tagging.stakeholder_type_ids |= kind
        self.tin_council.stakeholder_type_id = kind
        tin_council = {"partner_id": self.tin_council.id}
        for number in range(12):
            day = f"2026-01-{number + 1:02}"
            self._create_agreement(f"A{number}")
            self._vet(date=day, kind="reputation")
            self.env["res.partner"].create(
                {"name": f"Person {number} " * 8, "parent_id": self.tin_council.id}
            )
            self.env["mtm.letter"].create(
                tin_council | {"name": "Word " * 40, "date": day}
            )
            self.env["mtm.licence"].create(tin_council | {"kind": "export"})
            self.env["mtm.membership"].create(tin_council | {"date": day, "men": 5})
            self.env["ir.attachment"].create(
                {
                    "name": f"Document {number}.txt",
                    "raw": b"x",
                    "res_model": "res.partner",
                    "res_id": self.tin_council.id,
                }
            )
        step = self.env["mtm.formalization.step"].search([], limit=1)
        self.env["mtm.formalization"].create(tin_council | {"step_id": step.id})
        count, text = self._print(self.tin_council)
        self.assertEqual(count, 1)
        self.assertRegex(text, r"and \d+ more")


@tagged("post_install", "-at_install")
class TestGlanceScreen(MinesToMarketsCommon, HttpCase):
    def test_officer_finds_all_on_one_screen(self):
        engagement = self._create_engagement()
        self._create_delivery(engagement, quantity=3).action_confirm()
        self.start_tour(
            f"/odoo/stakeholders/{self.tin_council.id}",
            "mtm_stakeholder_glance",
            login="mtm_officer",
        )
        score = self.env["mtm.stakeholder.score"].search(
            [("partner_id", "=", self.tin_council.id)]
        )
        self.assertEqual((score.influence, score.user_id), (5, self.officer))

    def test_manager_merges_from_one_line(self):
        self.env["res.partner"].create(
            {"name": "The Test Tin Council Ltd", "is_company": True}
        )
        self.start_tour(
            f"/odoo/stakeholders/{self.tin_council.id}",
            "mtm_stakeholder_matches",
            login="mtm_manager",
        )
