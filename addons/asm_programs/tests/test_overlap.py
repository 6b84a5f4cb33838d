"""People counted by more than one site, partner or programme: declared, approved, and
taken from the total on a line of its own."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import Q1, Q2, AsmCommon
from .test_count_rule import CountRuleCommon


@tagged("post_install", "-at_install")
class TestOverlap(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(
            dimensions=cls.sex,
            unit="person",
            time_aggregation="unique",
            unique_scope="year",
        )

    def _declare(self, value=3, programs=None, days=Q1, line=None, **values):
        line = line or self.line
        record = {
            "program_ids": [Command.set((programs or self.program).ids)],
            "indicator_id": line.indicator_id.id,
            "period_id": self._submission(days).period_id.id,
            "value": value,
        }
        for name in ("site_ids", "partner_ids", "evidence_ids", "category_ids"):
            if name in values:
                values[name] = [Command.set(values[name].ids)]
        return self.env["asm.overlap"].with_user(self.officer).create(record | values)

    def _approve_overlap(self, *arguments, **values):
        overlap = self._declare(*arguments, **values)
        overlap.with_user(self.approver).action_approve()
        return overlap

    def _of_sites(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q1, 5, site_id=self.south)
        return self.north | self.south

    def test_between_sites(self):
        overlap = self._approve_overlap(site_ids=self._of_sites())
        total, lost = self.read_cells(self.line, Q1)
        self.assertNumber(total["value"], 12)
        self.assertNumber(lost["value"], -3)
        self.assertEqual(overlap.reported_text, "North: 10; South: 5")
        # what one site reports stays as it is
        [north] = self.read_cells(self.line, Q1, site_ids=self.north.ids)
        self.assertNumber(north["value"], 10)

    def test_between_partners(self):
        for partner, number in ((self.partner, 10), (self.other_partner, 4)):
            self._number(self.line, Q1, number, partner=partner)
        partners = self.partner | self.other_partner
        overlap = self._approve_overlap(4, partner_ids=partners)
        self.assertNumber(self.read_cells(self.line, Q1)[0]["value"], 10)
        self.assertEqual(overlap.reported_text, "Association: 10; Cooperative: 4")

    def test_between_programmes(self):
        other = self._program("TST-2")
        line = self._use(self.line.indicator_id, other)
        self._number(self.line, Q1, 10)
        self._number(line, Q1, 6)
        overlap = self._approve_overlap(2, programs=self.program | other)
        self.assertIn("TST-2", overlap.reported_text)
        # within each nobody is counted twice; added up, two are
        self.assertNumber(self.read_value(self.line, Q1), 10)
        self.assertNumber(self.read_value(line, Q1), 6)
        rows = (
            self.env["asm.portfolio"]
            .with_user(self.manager)
            .read_totals(*Q1, indicator_ids=self.line.indicator_id.ids)
        )
        values = [row["value"] for row in rows]
        self.assertNumber(values[0], 14)
        self.assertNumber(values[1], -2)

    def test_of_a_category(self):
        sites = self._of_sites()
        for site in sites:
            self._number(self.line, Q1, 5, site_id=site, categories=self.female)
        with self.assertRefuses(UserError, "no more than 10"):
            self._approve_overlap(11, site_ids=sites, category_ids=self.female)
        self._approve_overlap(2, site_ids=sites, category_ids=self.female)
        cells = self.read_by(self.line, "sex", Q1)
        self.assertNumber(cells[None], 13)

    def test_no_more_than_the_places_report(self):
        sites = self._of_sites()
        overlap = self._declare(16, site_ids=sites)
        with self.assertRefuses(
            UserError, "16 were counted too often.*no more than 15 .North: 10; South: 5"
        ):
            overlap.with_user(self.approver).action_approve()
        overlap.value = 15
        overlap.with_user(self.approver).action_approve()

    def test_nothing_reported_yet(self):
        overlap = self._declare(1, site_ids=self.north | self.south, days=Q2)
        self.assertEqual(
            overlap.reported_text, "North: nothing yet; South: nothing yet"
        )
        with self.assertRefuses(UserError, "wait until their numbers are in"):
            overlap.with_user(self.approver).action_approve()

    def test_between_at_least_two_places(self):
        for places in (
            {},
            {"site_ids": self.north},
            {"partner_ids": self.partner, "site_ids": self.north},
        ):
            with self.assertRefuses(ValidationError, "at least two"):
                self._declare(**places)

    def test_of_people_only(self):
        tonnes = self._line("TST-TON")
        with self.assertRefuses(ValidationError, "counts no people"):
            self._declare(line=tonnes, site_ids=self.north | self.south)
        persons = self._line("TST-PPL", unit="person")
        self._declare(line=persons, site_ids=self.north | self.south)

    def test_in_programmes_that_count_them(self):
        other = self._program("TST-2")
        with self.assertRefuses(ValidationError, "TST-2.*does not use"):
            self._declare(programs=self.program | other)

    def test_no_fewer_than_none(self):
        with self.assertDatabaseRefuses("asm.overlap", "not fewer than none"):
            self._declare(-1, site_ids=self.north | self.south)

    def test_a_change_takes_the_place_of_what_was_declared(self):
        sites = self._of_sites()
        first = self._approve_overlap(3, site_ids=sites)
        with self.assertRefuses(UserError, "Say in Reason why"):
            self._approve_overlap(5, site_ids=sites)
        second = self._approve_overlap(5, site_ids=sites, reason="Compared again")
        self.assertEqual(first.history_ids, first | second)
        self.assertEqual(first.current_id, second)
        self.assertNumber(self.read_cells(self.line, Q1)[0]["value"], 10)
        [before, _lost] = self.read_cells(self.line, Q1, as_of=first.approved_on)
        self.assertNumber(before["value"], 12)
        self._approve_overlap(0, site_ids=sites, reason="The lists were of other days")
        self.assertNumber(self.read_cells(self.line, Q1)[0]["value"], 15)

    def test_one_open_proposal(self):
        sites = self.north | self.south
        proposal = self._declare(site_ids=sites)
        self._declare(site_ids=sites | self.abroad)
        with self.assertRefuses(ValidationError, "open already"):
            self._declare(site_ids=sites)
        proposal.with_user(self.approver).action_reject("No")
        self._declare(site_ids=sites)

    def test_a_change_is_proposed_from_what_holds(self):
        first = self._approve_overlap(3, site_ids=self._of_sites()).with_user(
            self.officer
        )
        action = first.action_propose_change()
        change = (
            self.env["asm.overlap"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"value": 2, "reason": "Compared again"})
        )
        self.assertEqual(change._cell_key(), first._cell_key())
        self.assertEqual(first.action_propose_change()["res_id"], change.id)

    def test_its_evidence_is_kept(self):
        evidence = self.env["mtm.evidence"].create({"url": "https://example.com/list"})
        self._declare(site_ids=self.north | self.south, evidence_ids=evidence)
        with self.assertRefuses(UserError, "Overlap in"):
            evidence.with_user(self.admin).unlink()

    def test_nor_is_it_taken_away_from_the_other_side(self):
        evidence = self.env["mtm.evidence"].create({"url": "https://example.com/list"})
        overlap = self._approve_overlap(
            site_ids=self._of_sites(), evidence_ids=evidence
        )
        evidence = evidence.with_user(self.officer)
        with self.assertRefuses(UserError, "stays as it is"):
            evidence.overlap_ids = False
        with self.assertRefuses(UserError, "stays as it is"):
            evidence.create(
                {
                    "url": "https://example.com/late",
                    "overlap_ids": [Command.link(overlap.id)],
                }
            )
        self.assertEqual(overlap.evidence_ids, evidence)


@tagged("post_install", "-at_install")
class TestOverlapOfLists(CountRuleCommon):
    """Two programmes that count persons from lists of trainings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(
            "TST-PER", unit="person", time_aggregation="unique", unique_scope="year"
        )
        cls.other = cls._program("TST-2")
        for program in (cls.program, cls.other):
            line = cls.line
            if program == cls.other:
                line = cls._use(cls.line.indicator_id, program)
            cls._rule("persons", line)

    def _training(self, program, *names):
        engagement = self._engagement(self.service, program=program)
        event = self.env["event.event"].create(
            {
                "name": "Safety",
                "engagement_id": engagement.id,
                "address_id": False,
                "date_tz": "UTC",
                "date_begin": "2025-02-10 08:00:00",
                "date_end": "2025-02-10 16:00:00",
            }
        )
        event.registration_ids = [
            Command.create({"name": name, "email": f"{name}@example.com"})
            for name in names
        ]
        event.registration_ids.action_set_done()
        event.action_record_deliveries()
        event.delivery_ids.action_confirm()
        self._count(self._submission(Q1, program=program))

    def _overlap(self):
        return (
            self.env["asm.overlap"]
            .with_user(self.officer)
            .create(
                {
                    "program_ids": [Command.set((self.program | self.other).ids)],
                    "indicator_id": self.line.indicator_id.id,
                    "period_id": self.submission.period_id.id,
                    "value": 0,
                }
            )
        )

    def test_who_stands_in_both(self):
        self._training(self.program, "ann", "bob", "eve")
        overlap = self._overlap()
        with self.assertRefuses(UserError, "fewer than two of the places"):
            overlap.action_compare_lists()
        self._training(self.other, "bob", "eve", "dan")
        overlap.action_compare_lists()
        self.assertEqual(overlap.value, 2)
        self.assertIn("6 entries are 4 persons", overlap.method)
        overlap.with_user(self.approver).action_approve()
        with self.assertRefuses(UserError, "stays as it is"):
            overlap.action_compare_lists()
