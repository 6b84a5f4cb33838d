"""The ledger of targets and baselines: proposals, their ends, and what held when."""

import io
import random
from datetime import timedelta
from decimal import Decimal

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from ..tools import targets
from ..tools.calendars import Window
from .common import Q1, Q2, Q3, YEAR, AsmCommon


class LedgerCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def _propose(self, value=False, days=YEAR, line=None, user=None, **values):
        """Return a proposal of a target by the officer."""
        record = {
            "program_indicator_id": (line or self.line).id,
            "value": value,
            "date_from": days[0],
            "date_to": days[1],
        }
        versions = self.env["asm.target"].with_user(user or self.officer)
        return versions.create(record | self._prepare(values))


@tagged("post_install", "-at_install")
class TestProposal(LedgerCommon):
    def test_another_rejects_with_a_reason(self):
        proposal = self._propose(40)
        with self.assertRefuses(UserError, "Say why"):
            proposal.with_user(self.approver).action_reject(" ")
        proposal.with_user(self.approver).action_reject("Above the budget")
        self.assertRecordValues(
            proposal,
            [
                {
                    "state": "rejected",
                    "closed_by": self.approver.id,
                    "closed_reason": "Above the budget",
                    "approved_by": False,
                }
            ],
        )
        self.assertTrue(proposal.closed_on)

    def test_nobody_rejects_the_own_nor_without_the_duty(self):
        own = self._propose(40, user=self.approver)
        with self.assertRefuses(UserError, "proposed.*yourself"):
            own.with_user(self.approver).action_reject("No")
        with self.assertRefuses(AccessError, "Only those who approve"):
            own.with_user(self.manager).action_reject("No")
        with self.assertDatabaseRefuses("asm.target", "another rejects it"):
            own.sudo()._write(
                {
                    "closed_as": "rejected",
                    "closed_by": self.approver.id,
                    "closed_on": Datetime.now(),
                    "closed_reason": "No",
                }
            )

    def test_one_takes_the_own_back(self):
        proposal = self._propose(40)
        with self.assertRefuses(AccessError, "they or a manager"):
            proposal.with_user(self.finance).action_withdraw()
        proposal.action_withdraw()
        self.assertEqual(proposal.state, "withdrawn")
        other = self._propose(50)
        other.with_user(self.manager).action_withdraw()
        self.assertEqual(other.closed_by, self.manager)

    def test_what_is_closed_stays_in_the_trail(self):
        proposal = self._propose(40)
        proposal.with_user(self.approver).action_reject("No")
        for try_it in (
            lambda: proposal.write({"value": 41}),
            lambda: proposal.with_user(self.manager).unlink(),
            lambda: proposal.with_user(self.second_approver).action_approve(),
            lambda: proposal.action_withdraw(),
        ):
            with self.assertRefuses(UserError, "closed .Rejected."):
                try_it()

    def test_how_it_ended_is_not_written_by_hand(self):
        proposal = self._propose(40)
        proposal.write({"closed_as": "withdrawn", "state": "approved", "reason": "x"})
        self.assertRecordValues(proposal, [{"state": "proposed", "closed_as": False}])

    def test_one_open_proposal_a_cell(self):
        self._propose(40)
        self._propose(10, Q1)
        self._propose(20, categories=self.female)
        with self.assertDatabaseRefuses("asm.target", "open already"):
            self._propose(50)

    def test_a_decided_proposal_makes_room(self):
        self._propose(40).with_user(self.approver).action_reject("No")
        second = self._propose(30)
        second.with_user(self.approver).action_approve()
        third = self._propose(35, reason="More")
        self.assertEqual(
            third.history_ids.mapped("state"), ["proposed", "approved", "rejected"]
        )
        self.assertEqual(third.current_id, second)
        self.assertEqual(third.current_shown, "30")

    def test_many_are_approved_at_once(self):
        proposals = self._propose(40) + self._propose(10, Q1) + self._propose(11, Q2)
        waiting = self.env["asm.target"].with_user(self.approver)
        domain = [
            ("waits_for_me", "=", True),
            ("program_indicator_id", "=", self.line.id),
        ]
        self.assertEqual(waiting.search(domain), proposals)
        self.assertFalse(waiting.with_user(self.officer).search(domain))
        proposals.with_user(self.approver).action_approve()
        self.assertEqual(set(proposals.mapped("state")), {"approved"})
        self.assertFalse(waiting.search(domain))

    def test_the_database_keeps_what_is_approved(self):
        baseline = self._baseline(self.line, 3)
        for version in (self._target(self.line, 40), baseline):
            self.env.flush_all()
            with self.assertDatabaseRefuses(version._name, "stays as it is"):
                self.env.cr.execute(
                    f"UPDATE {version._table} SET value = 41 WHERE id = %s",
                    [version.id],
                )
            with self.assertDatabaseRefuses(version._name, "stays as it is"):
                self.env.cr.execute(
                    f"DELETE FROM {version._table} WHERE id = %s", [version.id]
                )

    def test_a_change_is_proposed_from_what_holds(self):
        first = self._target(
            self.line, 40, categories=self.female, site_id=self.north
        ).with_user(self.officer)
        action = first.action_propose_change()
        change = self.env["asm.target"].with_user(self.officer)
        with Form(
            change.with_context(**action["context"]), view=action["views"][0][0]
        ) as form:
            self.assertEqual(form.current_shown, "40")
            form.value = 50
            form.reason = "A team was added"
            form.donor_reference = "Letter 7"
        change = form.record
        self.assertEqual(change._cell_key(), first._cell_key())
        self.assertEqual(change.history_ids, first + change)
        self.assertEqual(first.action_propose_change()["res_id"], change.id)

    def test_the_form_of_a_rejection(self):
        proposals = self._propose(40) + self._propose(10, Q1)
        action = proposals.with_user(self.approver).action_ask_rejection()
        wizard = (
            self.env["asm.proposal.reject"]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({"reason": "No"})
        )
        wizard.action_reject()
        self.assertEqual(set(proposals.mapped("state")), {"rejected"})
        with self.assertRefuses(UserError, "Open the proposals again"):
            wizard.with_context(active_model="res.users").action_reject()
        with self.assertRaises(AccessError):
            proposals.action_ask_rejection()

    def test_one_approver_is_asked_once(self):
        self.manager.group_ids += self.env.ref("asm_programs.group_asm_approver")
        proposals = self._propose(40) + self._propose(10, Q1)
        [activity] = self.program.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("2 proposals", activity.summary)
        proposals[0].with_user(self.approver).action_approve()
        self.assertIn("1 proposals", activity.summary)
        # whoever proposed it is not asked to decide it
        proposals[1].with_user(self.manager).value = 11
        self.assertNotEqual(self.program.activity_ids.user_id, self.manager)
        proposals[1].with_user(self.manager).action_withdraw()
        self.assertFalse(self.program.activity_ids)

    def test_the_proposer_is_told_once(self):
        proposals = self._propose(40) + self._propose(10, Q1)
        proposals.with_user(self.approver).action_reject("Above the budget")
        told = self.line.message_ids.filtered(
            lambda message: self.officer.partner_id in message.notified_partner_ids
        ) or self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.officer.partner_id.ids)]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("Rejected: 2 proposals", told.subject)
        self.assertIn("Above the budget", told.body)


@tagged("post_install", "-at_install")
class TestWhatIsProposed(LedgerCommon):
    def test_days_are_those_of_periods(self):
        with self.assertRefuses(ValidationError, "cuts the period from 2025-01-01"):
            self._propose(40, ("2025-01-15", "2025-12-31"))
        with self.assertRefuses(ValidationError, "cuts the period from 2025-10-01"):
            self._propose(40, ("2025-01-01", "2025-11-30"))
        self._propose(40, (Q1[0], Q2[1]))
        self.program.date_end = "2026-02-15"
        self._propose(90, ("2025-01-01", "2026-02-15"))

    def test_or_lie_within_the_award(self):
        award = self._award(date_start="2025-02-10", date_end="2026-02-09")
        days = ("2025-02-10", "2026-02-09")
        self._propose(40, days, award_id=award)
        with self.assertRefuses(ValidationError, "cuts the period"):
            self._propose(40, ("2025-02-09", "2026-02-09"), award_id=award)
        with self.assertRefuses(ValidationError, "cuts the period"):
            self._propose(40, days)

    def test_sites_and_categories_fit(self):
        self.program.country_ids = self.congo
        with self.assertRefuses(ValidationError, "Abroad lies in Rwanda"):
            self._propose(40, site_id=self.abroad)
        tin = self.env.ref("mines_to_markets.mtm_dimension_mineral").value_ids[0]
        with self.assertRefuses(ValidationError, "not split by Mineral.*: Sex"):
            self._propose(40, categories=tin)
        ended = self.env["mtm.dimension.value"].create(
            {
                "dimension_id": self.sex.id,
                "code": "tst",
                "name": "Ended",
                "date_to": "2025-06-30",
            }
        )
        self._propose(40, Q2, categories=ended)
        with self.assertRefuses(ValidationError, "Ended is not valid in these days"):
            self._propose(40, Q3, categories=ended)

    def test_what_is_said_fits_what_is_measured(self):
        ratio = self._ratio()
        words = self._line("TST-TXT", measure="qualitative")
        step = [Command.create({"code": "a", "name": "Plan"})]
        steps, other = (
            self._line(code, measure="ordinal", scale_value_ids=step)
            for code in ("TST-ORD", "TST-OTH")
        )
        scale = [
            *steps.indicator_id.scale_value_ids,
            *other.indicator_id.scale_value_ids,
        ]
        self.assertEqual(self._propose(line=steps, option_id=scale[0]).shown, "Plan")
        self.assertEqual(self._propose(line=words, text="A law").shown, "A law")
        parts = self._propose(line=ratio, numerator=1, denominator=3)
        self.assertEqual(parts.shown, "33.33")
        for message, values in (
            ("words or steps", {"line": words, "value": 3, "days": Q1}),
            ("another scale", {"line": steps, "option_id": scale[1], "days": Q1}),
            ("has no scale", {"option_id": scale[0]}),
            ("no ratio", {"numerator": 1, "denominator": 2}),
            (
                "or the value alone",
                {
                    "line": ratio,
                    "value": 5,
                    "numerator": 1,
                    "denominator": 2,
                    "days": Q1,
                },
            ),
            (
                "numerator 3 is above the denominator 2",
                {"line": ratio, "numerator": 3, "denominator": 2, "days": Q1},
            ),
        ):
            with self.subTest(message), self.assertRefuses(ValidationError, message):
                self._propose(**values)
        with self.assertDatabaseRefuses("asm.target", "share of nothing"):
            self._propose(line=ratio, numerator=3, denominator=0, days=Q2)
        with self.assertDatabaseRefuses("asm.target", "come together"):
            self._propose(line=ratio, numerator=3, days=Q2)

    def test_parts_do_not_exceed_the_total(self):
        self._target(self.line, 10)
        self._propose(6, categories=self.female)
        with self.assertRefuses(
            ValidationError, "add up to 11, more than the total 10"
        ):
            self._propose(5, categories=self.male)
        # what a client says in the context changes nothing
        forged = self.env(user=self.officer, context={"asm_parts_checked": True})
        with self.assertRefuses(ValidationError, "more than the total 10"):
            forged["asm.target"].create(
                {
                    "program_indicator_id": self.line.id,
                    "value": 5,
                    "date_from": YEAR[0],
                    "date_to": YEAR[1],
                    **self._prepare({"categories": self.male}),
                }
            )
        # of another site, period or award they are parts of another total
        self._propose(5, categories=self.male, site_id=self.north)
        self._propose(12, reason="More")
        self._propose(5, categories=self.male)

    def test_a_total_is_approved_before_its_parts(self):
        self._target(self.line, 10)
        total, part = (
            self._propose(12, reason="More"),
            self._propose(11, categories=self.female),
        )
        with self.assertRefuses(ValidationError, "more than the total 10"):
            part.with_user(self.approver).action_approve()
        (total + part).with_user(self.approver).action_approve()


@tagged("post_install", "-at_install")
class TestLedger(LedgerCommon):
    def _approve_on(self, day, value, **values):
        with freeze_time(f"{day} 10:00:00"):
            return self._target(self.line, value, **values)

    def _row(self, as_of=None, user=None, **cell):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["asm.ledger"].with_user(user or self.officer)
        return rows.with_context(asm_as_of=as_of).search(
            [
                ("program_indicator_id", "=", self.line.id),
                *[(name, "=", value) for name, value in cell.items()],
            ]
        )

    def test_original_current_and_what_is_proposed(self):
        self._approve_on("2025-01-10", 40)
        self._approve_on("2025-05-10", 50, reason="A district more")
        self._approve_on("2025-06-10", 45, reason="Rain", donor_reference="Letter 7")
        self._propose(60, reason="A team more")
        self.assertRecordValues(
            self._row(),
            [
                {
                    "kind": "target",
                    "original": "40",
                    "current": "45",
                    "difference": 5,
                    "revision_count": 2,
                    "reason": "Rain",
                    "donor_reference": "Letter 7",
                    "proposal": "60",
                    "proposal_count": 1,
                    "known": False,
                }
            ],
        )
        for as_of, known in (
            ("2025-01-09 00:00:00", False),
            ("2025-01-10 10:00:00", "40"),
            ("2025-05-31 00:00:00", "50"),
            ("2025-06-30 00:00:00", "45"),
        ):
            with self.subTest(as_of):
                self.assertEqual(self._row(as_of).known, known)

    def test_baselines_and_blanks(self):
        baseline = self._baseline(self.line, 0)
        self._approve_on("2025-01-10", 40)
        self._approve_on("2025-02-10", False, reason="Taken back")
        row = self._row(kind="baseline")
        self.assertIsNot(row.original_number, False)
        self.assertEqual(row.current, "0")
        self.assertEqual(row.action_open_version()["res_id"], baseline.id)
        row = self._row(kind="target")
        self.assertIs(row.current_number, False)
        self.assertFalse(row.current)
        self.assertEqual(row.revision_count, 1)

    def test_ratios_are_divided(self):
        self.line = self._ratio()
        self._approve_on("2025-01-10", False, numerator=1, denominator=3)
        row = self._row()
        self.assertAlmostEqual(row.current_number, 100 / 3, places=9)
        self.assertEqual(row.current, "33.33")

    def test_the_same_as_the_calculation(self):
        """On random versions, now and at random moments."""
        random.seed(7)
        start = Datetime.to_datetime("2025-01-01 08:00:00")
        cells = [(days, site) for days in (Q1, Q2) for site in (None, self.north)]
        for number in range(24):
            days, site = random.choice(cells)
            with freeze_time(start + timedelta(days=number)):
                self._target(
                    self.line,
                    random.choice([False, 0, 5, 7.5]),
                    days,
                    reason="Why",
                    **({"site_id": site} if site else {}),
                )
        versions = [version._as_version() for version in self.line.target_ids]
        for as_of in (None, *(start + timedelta(days=d, hours=3) for d in (3, 9, 17))):
            for row in self._row(as_of and Datetime.to_string(as_of)):
                found = targets.target_for(
                    versions,
                    Window(row.date_from, row.date_to),
                    self.line._definition(),
                    site_id=row.site_id.id or None,
                    as_of=as_of,
                )
                number = row.known_number if as_of else row.current_number
                known = None if number is False else Decimal(str(number))
                self.assertEqual(known, found.value)

    def test_queries_do_not_grow_with_the_rows(self):
        for index, days in enumerate((Q1, Q2, Q3)):
            self._target(self.line, index, days)
        counts = []
        for limit in (1, 1, 3):
            rows = self._row("2030-01-01 00:00:00")[:limit]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.read(["known", "current", "original", "proposal"])
            counts.append(self.env.cr.sql_log_count - before)
        # the first one warms up what is kept between requests
        self.assertEqual(*counts[1:])

    def test_a_restricted_colleague_sees_none(self):
        self._approve_on("2025-01-10", 40)
        self.env["mtm.staff.scope"].create(
            {
                "user_id": self.finance.id,
                "country_ids": [Command.set(self.env.ref("base.ug").ids)],
            }
        )
        self.assertTrue(self._row())
        self.assertFalse(self._row(user=self.finance))

    def test_the_workbook_says_its_moment(self):
        self._approve_on("2025-01-10", 40)
        self._approve_on("2025-05-10", 50, reason="=A district more")
        rows = self._row("2025-02-01 00:00:00")
        report = self.env["ir.actions.report"].with_user(self.officer)
        action = (
            rows.browse()
            .with_context(active_domain=[("program_indicator_id", "=", self.line.id)])
            .action_workbook()
        )
        self.assertEqual(action["context"]["active_ids"], rows.ids)
        content, kind = report._render_xlsx(
            "asm_programs.asm_ledger_report",
            None,
            action["data"] | {"context": action["context"]},
        )
        self.assertEqual(kind, "xlsx")
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        self.assertIn("2025-02-01 00:00:00 UTC", cells[2][0])
        heading, values = cells[-2:]
        row = dict(zip(heading, values, strict=True))
        self.assertEqual(
            (row["Original"], row["Current"], row["Known then"]), (40, 50, 40)
        )
        self.assertEqual(row["Reason of the last change"], "=A district more")

    def test_the_pages_say_their_moment(self):
        self._approve_on("2025-01-10", 40)
        self._approve_on("2025-05-10", 50, reason="A district more")
        rows = self._row("2025-02-01 00:00:00")
        report = self.env["ir.actions.report"].with_user(self.officer)
        action = rows.action_pages()
        self.assertEqual(action["context"]["active_ids"], rows.ids)
        content, _kind = report._render_qweb_html(
            "asm_programs.asm_ledger_report_pages",
            None,
            data=action["data"] | {"context": action["context"]},
        )
        html = content.decode()
        for text in ("2025-02-01 00:00:00", "A district more", ">40<", ">50<"):
            self.assertIn(text, html)

    def test_the_moment_is_chosen(self):
        moment = (
            self.env["asm.ledger.moment"]
            .with_user(self.officer)
            .create({"as_of": "2025-02-01 00:00:00"})
        )
        action = moment.action_open()
        self.assertEqual(action["context"]["asm_as_of"], "2025-02-01 00:00:00")
        self.assertIn("as of", action["name"])
