from datetime import timedelta
from itertools import product

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER
from .test_vetting import VettingCommon


@freeze_time("2026-03-10")
class AgreementCommon(VettingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vetting = cls._vet(date_expiry="2027-01-01")
        cls.env.company.mtm_agreement_reminder_days = 60

    @classmethod
    def _create_signed(cls, code="S1", **values):
        return cls._create_agreement(
            code,
            **{
                "signature_date": "2026-01-01",
                "start_date": "2026-01-01",
                "end_date": "2026-12-31",
                "user_id": cls.officer.id,
            }
            | values,
        )

    @classmethod
    def _create_file(cls, name="signed.pdf", **values):
        return cls.env["ir.attachment"].create(
            {"name": name, "raw": name.encode(), "res_model": "agreement"} | values
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestAgreementState(AgreementCommon):
    def test_screen_search_and_groups_say_the_same(self):
        """Every combination of dates around today, in Python and in SQL."""
        today = Date.to_date("2026-03-10")
        days = [False] + [today + timedelta(days=n) for n in (-9, -1, 0, 1, 60, 61)]
        agreements = self.env["agreement"].create(
            [
                {
                    "code": f"G{number}",
                    "name": "Grid",
                    "partner_id": self.tin_council.id,
                    "signature_date": signed,
                    "start_date": start,
                    "end_date": end,
                    "date_terminated": ended,
                }
                for number, (signed, start, end, ended) in enumerate(
                    product((False, days[1], days[4]), days, days, (False, *days[2:5]))
                )
                if not (start and end and end < start)
                and not (ended and (not signed or ended < signed))
            ]
        )
        these = [("id", "in", agreements.ids)]
        states = agreements.grouped("state")
        self.assertEqual(len(states), 6, "every state occurs")
        for state, found in states.items():
            self.assertEqual(
                agreements.search([*these, ("state", "=", state)], order="id"), found
            )
            self.assertEqual(
                agreements.search([*these, ("state", "!=", state)], order="id"),
                agreements - found,
            )
        groups = agreements._read_group(these, ["state"], ["__count"])
        self.assertEqual(dict(groups), {key: len(row) for key, row in states.items()})
        in_force = agreements.search([*these, ("is_in_force", "=", True)], order="id")
        self.assertEqual(in_force, agreements.filtered("is_in_force"))
        self.assertEqual(in_force, agreements._filtered_valid_on(today))

    def test_expiring_by_the_setting(self):
        agreement = self._create_signed(end_date="2026-05-09")
        self.assertEqual(agreement.state, "expiring")
        self.env.company.mtm_agreement_reminder_days = 59
        agreement.invalidate_recordset()
        self.assertEqual(agreement.state, "in_force")

    @mute_logger("odoo.sql_db")
    def test_end_before_start(self):
        with self.assertRaises(IntegrityError):
            self._create_agreement("X", start_date="2026-03-10", end_date="2026-03-09")

    def test_copy_is_not_signed(self):
        copy = self._create_signed().copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.version_ids)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestSignature(AgreementCommon):
    @users("mtm_officer")
    def test_officer_signs_with_a_vetted_partner(self):
        agreement = self._create_agreement("A").with_env(self.env)
        self.assertFalse(agreement.vetting_warning)
        agreement.action_sign()
        self.assertEqual(agreement.state, "in_force")
        self.assertRecordValues(
            agreement.version_ids,
            [{"number": 1, "date_signed": Date.to_date("2026-03-10")}],
        )

    @users("mtm_officer")
    def test_partner_whom_nobody_vetted(self):
        agreement = self._create_agreement("A", self.miners).with_env(self.env)
        self.assertIn("no due-diligence check", agreement.vetting_warning)
        with self.assertRaisesRegex(
            ValidationError,
            r"\[A\] Agreement A cannot be signed\. Miners of the Test Hill has no",
        ):
            agreement.action_sign()
        # a refused request leaves nothing behind; in one transaction the cache does
        self.env.invalidate_all(flush=False)
        with self.assertRaises(ValidationError):
            agreement.signature_date = "2026-03-01"

    @users("mtm_officer")
    def test_partner_who_failed_or_whose_check_expired(self):
        self._vet(date="2026-02-01", date_expiry="2026-03-09")
        agreement = self._create_agreement("A").with_env(self.env)
        with self.assertRaisesRegex(ValidationError, "expired on 2026-03-09"):
            agreement.action_sign()
        self.env.invalidate_all(flush=False)
        self._vet(date="2026-02-02", result="failed")
        with self.assertRaisesRegex(ValidationError, "of 2026-02-02 failed"):
            agreement.action_sign()
        with self.assertRaisesRegex(ValidationError, "of 2026-02-02 failed"):
            self._create_signed("B")

    @users("mtm_officer")
    def test_settings_may_only_warn(self):
        self._vet(date="2026-02-01", result="failed")
        self.env.company.sudo().mtm_vetting_agreement = "warn"
        agreement = self._create_agreement("A").with_env(self.env)
        agreement.action_sign()
        notes = "".join(agreement.message_ids.mapped("body"))
        self.assertIn("of 2026-02-01 failed", notes)
        self.env.company.sudo().mtm_vetting_agreement = "nothing"
        other = self._create_agreement("B").with_env(self.env)
        other.action_sign()
        self.assertNotIn("failed", "".join(other.message_ids.mapped("body")))

    def test_paper_that_arrives_signed_is_recorded_with_a_warning(self):
        agreement = self._create_signed("A", partner_id=self.miners.id)
        self.assertEqual(agreement.state, "in_force")
        notes = "".join(agreement.message_ids.mapped("body"))
        self.assertIn("no due-diligence check", notes)

    def test_signed_terms_stay(self):
        agreement = self._create_signed(terms="<p>We agree.</p>")
        for user in (self.officer, self.manager, self.administrator, self.env.user):
            for values in (
                {"end_date": "2027-12-31"},
                {"start_date": False},
                {"signature_date": False},
                {"signature_date": "2026-01-02"},
                {"partner_id": self.miners.id},
                {"terms": "<p>We do not.</p>"},
                {"date_terminated": "2026-03-10"},
                {"is_template": True},
            ):
                with (
                    self.subTest(values=values),
                    self.assertRaisesRegex(UserError, "changes by an amendment"),
                ):
                    agreement.with_user(user).write(values)
        agreement.write({"name": "Another name", "end_date": "2026-12-31"})
        self.assertEqual(agreement.name, "Another name")

    def test_signed_files_stay_and_late_ones_join(self):
        file = self._create_file()
        agreement = self._create_signed(attachment_ids=file.ids)
        version = agreement.version_ids
        self.assertEqual(version.attachment_ids.mapped("raw"), [b"signed.pdf"])
        self.assertNotEqual(version.attachment_ids, file)
        with self.assertRaisesRegex(UserError, "its files stay"):
            agreement.attachment_ids = False
        scan = self._create_file("scan.pdf")
        agreement.attachment_ids += scan
        self.assertEqual(
            set(version.attachment_ids.mapped("raw")), {b"signed.pdf", b"scan.pdf"}
        )
        letter = self.env["mtm.letter"].create(
            {"name": "Cover", "partner_id": self.tin_council.id}
        )
        annex = self._create_file("annex.pdf", res_model=letter._name, res_id=letter.id)
        agreement.attachment_ids += annex
        self.assertEqual(annex.res_id, letter.id, "it stays where it was")
        self.assertIn(b"annex.pdf", version.attachment_ids.mapped("raw"))
        file.with_user(self.officer).unlink()
        self.assertIn(b"signed.pdf", version.attachment_ids.mapped("raw"))

    def test_signed_is_not_deleted(self):
        draft, signed = self._create_agreement("A"), self._create_signed()
        with self.assertRaisesRegex(UserError, "is signed, so it is kept"):
            signed.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            draft.with_user(self.officer).unlink()
        draft.with_user(self.manager).unlink()
        self.assertFalse(draft.exists())

    def test_termination(self):
        agreement = self._create_signed()
        self.env["agreement"]._remind(self.env.company)
        wizard = self.env["mtm.agreement.terminate"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.officer).create(
                {"agreement_id": agreement.id, "reason": "No"}
            )
        wizard.with_user(self.manager).create(
            {"agreement_id": agreement.id, "reason": "They withdrew"}
        ).action_terminate()
        self.assertEqual(agreement.state, "terminated")
        self.assertFalse(agreement.is_in_force)
        self.assertRegex(agreement._describe_validity(), "terminated on 2026-03-10")
        with self.assertRaisesRegex(UserError, "nothing to terminate"):
            agreement._terminate("2026-03-10", "Again")
        with self.assertRaisesRegex(UserError, "nothing to terminate"):
            self._create_agreement("D")._terminate("2026-03-10", "Draft")
        with self.assertRaisesRegex(UserError, "Write a new agreement"):
            self.env["mtm.agreement.amendment"].create(
                {"agreement_id": agreement.id, "name": "Late"}
            )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestAmendment(AgreementCommon):
    def _amend(self, agreement, **values):
        return (
            self.env["mtm.agreement.amendment"]
            .with_user(self.officer)
            .create({"agreement_id": agreement.id, "name": "Longer"} | values)
        )

    def test_earlier_version_stays_readable(self):
        agreement = self._create_signed(
            terms="<p>First</p>", attachment_ids=self._create_file().ids
        )
        amendment = self._amend(agreement, date_end="2027-12-31", terms="<p>Second</p>")
        self.assertEqual(str(agreement.end_date), "2026-12-31", "not signed yet")
        amendment.action_sign()
        self.assertRecordValues(
            agreement,
            [{"end_date": Date.to_date("2027-12-31"), "terms": "<p>Second</p>"}],
        )
        versions = agreement.with_user(self.officer).version_ids
        self.assertRecordValues(
            versions,
            [
                {
                    "number": 1,
                    "name": "As first signed",
                    "date_signed": Date.to_date("2026-01-01"),
                    "end_date": Date.to_date("2026-12-31"),
                    "terms": "<p>First</p>",
                },
                {
                    "number": 2,
                    "name": "Longer",
                    "date_signed": Date.to_date("2026-03-10"),
                    "end_date": Date.to_date("2027-12-31"),
                    "terms": "<p>Second</p>",
                },
            ],
        )
        self.assertEqual(versions[0].attachment_ids.raw, b"signed.pdf")
        self.assertEqual(amendment.number, 1)
        self.assertEqual(self._amend(agreement).number, 2)

    def test_versions_are_read_only_for_everybody(self):
        version = self._create_signed().version_ids
        for user in (self.officer, self.manager, self.administrator):
            version = version.with_user(user)
            self.assertTrue(version.name)
            for change in (
                lambda v=version: v.write({"end_date": False}),
                lambda v=version: v.unlink(),
                lambda v=version: v.copy(),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_what_is_blank_stays(self):
        agreement = self._create_signed(terms="<p>First</p>")
        self._amend(agreement, terms="<p><br></p>").action_sign()
        self.assertRecordValues(
            agreement,
            [{"end_date": Date.to_date("2026-12-31"), "terms": "<p>First</p>"}],
        )
        self.assertEqual(len(agreement.version_ids), 2)

    def test_signed_amendment_stays(self):
        agreement = self._create_signed()
        amendment = self._amend(agreement, date_end="2027-12-31")
        amendment.date_signed = "2026-03-01"
        for values in ({"name": "No"}, {"date_end": False}, {"date_signed": False}):
            with self.assertRaisesRegex(UserError, "Write another amendment"):
                amendment.write(values)
        with self.assertRaisesRegex(UserError, "Write another amendment"):
            amendment.with_user(self.manager).unlink()
        self._amend(agreement).with_user(self.manager).unlink()

    def test_draft_is_changed_instead(self):
        with self.assertRaisesRegex(UserError, "change it instead of amending"):
            self._amend(self._create_agreement("D"))

    def test_dates(self):
        agreement = self._create_signed()
        with self.assertRaisesRegex(ValidationError, "was signed on 2026-01-01"):
            self._amend(agreement, date_signed="2025-12-31")
        with self.assertRaisesRegex(ValidationError, "not before"):
            self._amend(agreement, date_signed="2026-03-11")
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._amend(agreement, date_end="2025-12-31")

    def test_amendment_needs_vetting_too(self):
        amendment = self._amend(self._create_signed())
        self._vet(result="failed", date="2026-02-01")
        with self.assertRaisesRegex(ValidationError, "failed"):
            amendment.action_sign()

    def test_reminder_moves_with_the_new_end(self):
        agreement = self._create_signed(end_date="2026-04-30")
        self.env["agreement"]._remind(self.env.company)
        self.env["agreement"]._remind(self.env.company)
        self.assertRecordValues(
            agreement.activity_ids,
            [{"user_id": self.officer.id, "date_deadline": agreement.end_date}],
        )
        self._amend(agreement, date_end="2027-04-30").action_sign()
        self.assertEqual(str(agreement.activity_ids.date_deadline), "2027-04-30")
        agreement._terminate(Date.to_date("2026-03-10"), "Over")
        self.assertFalse(agreement.activity_ids)

    def test_drafts_are_not_reminded_of(self):
        draft = self._create_agreement("D", end_date="2026-03-20")
        self.env["agreement"]._remind(self.env.company)
        self.assertFalse(draft.activity_ids)

    @users("mtm_officer")
    def test_form(self):
        agreement = self._create_signed().with_env(self.env)
        action = agreement.action_amend()
        with Form(
            self.env["mtm.agreement.amendment"].with_context(**action["context"])
        ) as form:
            form.name = "Longer"
            form.date_end = "2027-12-31"
        self.assertEqual(agreement.amendment_ids.date_end, Date.to_date("2027-12-31"))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestDataSharing(AgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls._create_signed(
            sharing_ids=[
                Command.create({"what": "Production by site", "purpose": "Reports"}),
                Command.create(
                    {
                        "what": "Lists of miners",
                        "partner_id": cls.ministry.id,
                        "is_personal": True,
                        "date_end": "2026-06-30",
                    }
                ),
            ]
        )
        cls.production, cls.miners_list = cls.agreement.sharing_ids.sorted("id")

    def _ask(self, *args, **options):
        sharing = self.env["mtm.data.sharing"].with_user(self.officer)
        return sharing._find_permissions(*args, **options)

    def test_may_they_see_it_today(self):
        self.assertEqual(self.production.partner_id, self.tin_council)
        self.assertEqual(self._ask(self.tin_council, "production"), self.production)
        self.assertEqual(self._ask(self.ministry, "miners list"), self.miners_list)
        self.assertFalse(self._ask(self.ministry, "production"))
        self.assertFalse(self._ask(self.miners, "production"))

    def test_personal_data_needs_a_line_that_says_so(self):
        self.assertFalse(self._ask(self.tin_council, "production", personal=True))
        self.assertTrue(self._ask(self.ministry, "miners", personal=True))

    def test_person_of_the_organisation(self):
        person = self.env["res.partner"].create(
            {"name": "Analyst", "parent_id": self.tin_council.id}
        )
        self.assertEqual(self._ask(person, "production"), self.production)

    def test_not_before_nor_after(self):
        for day, allowed in (
            ("2025-12-31", False),
            ("2026-01-01", True),
            ("2026-06-30", True),
            ("2026-07-01", False),
        ):
            found = self._ask(self.ministry, "miners", day=Date.to_date(day))
            self.assertEqual(bool(found), allowed, day)

    def test_agreement_in_force_is_what_allows(self):
        draft = self._create_agreement(
            "D", sharing_ids=[Command.create({"what": "Incidents"})]
        )
        self.assertFalse(draft.sharing_ids.is_allowed)
        self.assertFalse(self._ask(self.tin_council, "incidents"))
        self.agreement._terminate(Date.to_date("2026-03-10"), "Over")
        self.assertFalse(self._ask(self.tin_council, "production"))

    def test_field_and_search_agree(self):
        lines = self.agreement.sharing_ids
        with freeze_time("2026-09-01"):
            lines.invalidate_recordset()
            self.assertEqual(lines.filtered("is_allowed"), self.production)
            found = lines.search([("id", "in", lines.ids), ("is_allowed", "=", True)])
            self.assertEqual(found, self.production)

    def test_signed_lines_change_by_an_amendment(self):
        line = self.production.with_user(self.manager)
        for change in (
            lambda: line.write({"what": "Everything"}),
            lambda: line.write({"date_end": "2026-12-01", "is_personal": True}),
            lambda: line.unlink(),
            lambda: line.copy(),
        ):
            with self.assertRaisesRegex(UserError, "changes by an amendment"):
                change()
        line.date_end = "2026-05-01"
        with self.assertRaisesRegex(UserError, "Only an earlier end"):
            line.date_end = "2026-05-02"
        with self.assertRaisesRegex(UserError, "Only an earlier end"):
            line.date_end = False

    def test_amendment_allows_more(self):
        amendment = self.env["mtm.agreement.amendment"].create(
            {
                "agreement_id": self.agreement.id,
                "name": "Incidents too",
                "sharing_ids": [
                    Command.create(
                        {"agreement_id": self.agreement.id, "what": "Incidents"}
                    )
                ],
            }
        )
        self.assertFalse(self._ask(self.tin_council, "incidents"))
        amendment.action_sign()
        self.assertTrue(self._ask(self.tin_council, "incidents"))
        with self.assertRaisesRegex(UserError, "changes by an amendment"):
            amendment.sharing_ids.what = "All incidents"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestAgreementOnEngagement(AgreementCommon):
    def test_agreement_of_another_partner(self):
        agreement = self._create_agreement("A", self.miners)
        engagement = self._create_engagement()
        message = (
            r"\[A\] Agreement A is with Miners of the Test Hill, and Tagging in the "
            "hills is with Test Tin Council"
        )
        with self.assertRaisesRegex(ValidationError, message):
            engagement.with_user(self.officer).agreement_ids = agreement
        with self.assertRaisesRegex(ValidationError, message):
            agreement.with_user(self.officer).engagement_ids = engagement
        self.env.invalidate_all(flush=False)
        engagement.party_ids = [Command.create({"partner_id": self.miners.id})]
        engagement.agreement_ids = agreement
        self.assertEqual(agreement.engagement_ids, engagement)
        with self.assertRaisesRegex(ValidationError, "is with Ministry of Test Mines"):
            agreement.partner_id = self.ministry
        self.env.invalidate_all(flush=False)
        with self.assertRaisesRegex(
            ValidationError, r"Miners of the Test Hill stays a party.*\[A\] Agreement A"
        ):
            engagement.party_ids.with_user(self.officer).unlink()
        self.env.invalidate_all(flush=False)
        engagement.agreement_ids = False
        engagement.party_ids.with_user(self.officer).unlink()
        self.assertFalse(engagement.party_ids)

    def test_new_engagement_with_the_agreement_of_another(self):
        agreement = self._create_agreement("A", self.miners)
        with self.assertRaisesRegex(ValidationError, "Miners of the Test Hill"):
            self._create_engagement(agreement_ids=agreement.ids)

    def test_agreement_with_a_person_of_the_stakeholder(self):
        person = self.env["res.partner"].create(
            {"name": "Director", "parent_id": self.tin_council.id}
        )
        agreement = self._create_agreement("A", person)
        engagement = self._create_engagement(agreement_ids=agreement.ids)
        self.assertEqual(engagement.agreement_ids, agreement)

    def test_partner_of_the_engagement_changes(self):
        engagement = self._create_engagement(
            agreement_ids=self._create_agreement("A").ids
        )
        other = self.tin_council.copy({"name": "Another council"})
        with self.assertRaisesRegex(ValidationError, "is with Another council"):
            engagement.partner_id = other

    @users("mtm_officer")
    def test_obligations(self):
        agreement = self._create_signed().with_env(self.env)
        engagement = self._create_engagement(agreement_ids=agreement.ids)
        other = self._create_engagement(name="Another")
        commitments = self.env["mtm.commitment"].with_context(
            default_agreement_id=agreement.id
        )
        late, soon = commitments.create(
            [
                {"name": "Report", "date_due": "2026-03-09"},
                {"name": "Audit", "date_due": "2026-03-11"},
            ]
        )
        self.assertEqual(late.engagement_id, engagement)
        self.assertRecordValues(
            agreement, [{"commitment_count": 2, "commitment_overdue_count": 1}]
        )
        found = self.env["mtm.commitment"].search(
            agreement.action_view_commitments()["domain"]
        )
        self.assertEqual(found, late + soon)
        with self.assertRaisesRegex(ValidationError, "is not an agreement of Another"):
            late.engagement_id = other
        self.env.invalidate_all(flush=False)
        late.action_done(note="Sent")
        agreement.invalidate_recordset()
        self.assertEqual(agreement.commitment_overdue_count, 0)

    def test_counts_do_not_grow_with_rows(self):
        engagement = self._create_engagement()
        agreements = self.env["agreement"].concat(
            *(self._create_signed(f"N{number}") for number in range(12))
        )
        engagement.agreement_ids = agreements
        self.env["mtm.commitment"].create(
            [
                {
                    "name": "Report",
                    "engagement_id": engagement.id,
                    "agreement_id": agreement.id,
                    "date_due": "2026-03-01",
                }
                for agreement in agreements
            ]
        )
        names = [
            "state",
            "is_in_force",
            "commitment_count",
            "commitment_overdue_count",
            "vetting_warning",
        ]
        counts = []
        for some in (agreements[:1], agreements[1:3], agreements[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestAgreementAccess(AgreementCommon):
    """OCA's install lets every employee write and delete; ours does not."""

    def test_employee_with_the_groups_of_oca(self):
        agreement = self._create_signed()
        for group in ("readonly", "user", "manager"):
            employee = new_test_user(
                self.env,
                f"mtm_oca_{group}",
                f"base.group_user,agreement.group_agreement_{group}",
            )
            mine = agreement.with_user(employee)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(group=group, operation=operation):
                    self.assertFalse(mine.has_access(operation))
            with self.assertRaises(AccessError):
                mine.search([])

    def test_roles(self):
        agreement = self._create_agreement("A")
        for user, allowed in (
            (self.officer, {"read", "write", "create"}),
            (self.manager, {"read", "write", "create", "unlink"}),
        ):
            for operation in ("read", "write", "create", "unlink"):
                self.assertEqual(
                    agreement.with_user(user).has_access(operation),
                    operation in allowed,
                    operation,
                )

    def test_employee_opens_a_contact(self):
        employee = new_test_user(self.env, "mtm_plain", "base.group_user")
        partner = self.tin_council.with_user(employee)
        view = partner.get_view(view_type="form")
        self.assertNotIn("agreements_count", view["arch"])
        self.assertNotIn("action_open_agreement", view["arch"])
        with self.assertRaises(AccessError):
            partner.read(["agreement_ids"])
        officer_view = self.tin_council.with_user(self.officer).get_view(
            view_type="form"
        )
        self.assertIn("action_open_agreement", officer_view["arch"])

    def test_restricted_officer(self):
        restricted = new_test_user(self.env, "mtm_restricted_officer", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.tanzania.ids}
        )
        agreement = self._create_signed(sharing_ids=[Command.create({"what": "All"})])
        for record in (agreement, agreement.version_ids, agreement.sharing_ids):
            with self.assertRaises(AccessError):
                record.with_user(restricted).read(["display_name"])

    def test_what_hangs_on_an_engagement_behind_a_wall(self):
        """Papers of it are for its team, and for whoever answers for them."""
        agreement = self._create_signed(
            user_id=self.administrator.id,
            sharing_ids=[Command.create({"what": "All"})],
        )
        engagement = self._create_engagement(
            user_id=self.manager.id, agreement_ids=agreement.ids
        )
        letter = self.env["mtm.letter"].create(
            {
                "name": "Complaint",
                "partner_id": self.tin_council.id,
                "engagement_id": engagement.id,
            }
        )
        papers = (agreement, agreement.version_ids, agreement.sharing_ids, letter)
        for paper in papers:
            self.assertTrue(paper.with_user(self.officer).has_access("read"))
        engagement.is_walled = True
        self.env.flush_all()
        self.env.invalidate_all()
        for paper in papers:
            self.assertFalse(paper.with_user(self.officer).has_access("read"))
            self.assertTrue(paper.with_user(self.manager).has_access("read"))
        agreement.user_id = self.officer
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(agreement.with_user(self.officer).has_access("read"))

    @users("mtm_officer")
    def test_form_opens_in_every_state(self):
        draft = self._create_agreement("A").with_env(self.env)
        Form(draft).save()
        signed = self._create_signed().with_env(self.env)
        with Form(signed) as form:
            form.name = "Renamed"
        self.assertEqual(signed.name, "Renamed")
