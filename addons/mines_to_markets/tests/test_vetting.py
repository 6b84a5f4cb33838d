from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon
from .log_common import LogCommon

SENSITIVE = "mines_to_markets.group_mtm_sensitive"


class VettingCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, "mtm_reader", SENSITIVE)

    @classmethod
    def _vet(cls, partner=None, result="passed", **values):
        return cls.env["mtm.vetting"].create(
            {
                "partner_id": (partner or cls.tin_council).id,
                "kind": "sanctions",
                "result": result,
                "date": "2026-01-10",
                "requested_by": cls.officer.id,
                "decided_by": result != "pending" and cls.manager.id,
            }
            | values
        )

    @classmethod
    def _require(cls, kind="sanctions", kind_of=None, **values):
        if kind_of is None:
            kind_of = cls.association
        return cls.env["mtm.vetting.requirement"].create(
            {
                "kind": kind,
                "stakeholder_type_id": kind_of.id,
            }
            | values
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestVettingState(VettingCommon):
    def assertState(self, state, expiry=False, partner=None):
        partner = (partner or self.tin_council).with_user(self.officer)
        partner.invalidate_recordset()
        self.assertEqual(partner.vetting_state, state)
        self.assertEqual(str(partner.vetting_expiry), str(expiry))
        for value, _label in partner._fields["vetting_state"].selection:
            found = partner.search(
                [("id", "=", partner.id), ("vetting_state", "=", value)]
            )
            self.assertEqual(bool(found), value == state, value)
            others = partner.search(
                [("id", "=", partner.id), ("vetting_state", "!=", value)]
            )
            self.assertEqual(bool(others), value != state, value)
        groups = partner._read_group(
            [("id", "=", partner.id)], ["vetting_state"], ["__count"]
        )
        self.assertEqual(groups, [(state, 1)])

    def test_nobody_asked(self):
        self.assertState("none")

    def test_asked_and_not_decided(self):
        self._vet(result="pending")
        self.assertState("pending")

    def test_valid_to_the_last_day(self):
        vetting = self._vet()
        self.assertState("valid")
        vetting.date_expiry = "2026-12-31"
        self.assertState("valid", "2026-12-31")
        vetting.date_expiry = "2026-04-09"
        self.assertState("expiring", "2026-04-09")
        vetting.date_expiry = "2026-03-10"
        self.assertState("expiring", "2026-03-10")
        vetting.date_expiry = "2026-03-09"
        self.assertState("expired", "2026-03-09")

    def test_days_before_it_counts_as_expiring_are_a_setting(self):
        self._vet(date_expiry="2026-04-09")
        self.env.company.mtm_vetting_reminder_days = 29
        self.assertState("valid", "2026-04-09")

    def test_latest_check_of_a_kind_counts(self):
        self._vet(result="failed")
        self.assertState("failed")
        self._vet(date="2026-01-11", date_expiry="2027-01-11")
        self.assertState("valid", "2027-01-11")
        self._vet(date="2026-02-01", result="pending")
        self.assertState("valid", "2027-01-11")

    def test_worst_kind_counts(self):
        self._vet(date_expiry="2027-01-11")
        self._vet(kind="reputation", date_expiry="2026-03-09")
        self.assertState("expired", "2026-03-09")
        self._vet(kind="financial", result="failed")
        self.assertState("failed", "2026-03-09")

    def test_required_kinds(self):
        self._require("sanctions", self.government)
        self.assertState("none")
        self._require("safeguarding")
        self.assertState("none")
        self._vet(date_expiry="2027-01-11")
        self.assertState("pending", "2027-01-11")
        self._vet(kind="safeguarding", date_expiry="2026-09-01")
        self.assertState("valid", "2026-09-01")

    def test_required_of_a_type_is_required_of_those_below(self):
        self._require("sanctions", self.government)
        self._vet(self.ministry, kind="reputation")
        self.assertState("pending", partner=self.ministry)
        self._vet(self.ministry)
        self.assertState("valid", partner=self.ministry)

    def test_required_of_every_type(self):
        self._require("sanctions", self.env["mtm.stakeholder.type"])
        self._vet(kind="reputation")
        self.assertState("pending")

    def test_expiry_is_found(self):
        self._vet(date_expiry="2026-06-01")
        self._vet(self.miners, date_expiry="2026-06-30")
        both = [("id", "in", (self.tin_council + self.miners + self.ministry).ids)]
        for condition, expected in (
            (("vetting_expiry", "<=", "+90d"), self.tin_council),
            (("vetting_expiry", ">", "2026-06-01"), self.miners),
            (("vetting_expiry", "=", "2026-06-01"), self.tin_council),
            (("vetting_expiry", "=", False), self.ministry),
            (("vetting_expiry", "!=", False), self.tin_council + self.miners),
        ):
            with self.subTest(condition=condition):
                found = self.env["res.partner"].search([*both, condition])
                self.assertEqual(found, expected.sorted())

    def test_one_query_for_all(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Vetted {number}", "is_company": True} for number in range(30)]
        )
        for partner in partners:
            self._vet(partner)
        self.env.flush_all()
        counts = []
        for some in (partners[:1], partners[1:3], partners[3:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(some.mapped("vetting_state")), {"valid"})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        self.assertLess(counts[1], 4)

    def test_state_is_for_those_who_work_with_stakeholders(self):
        employee = new_test_user(self.env, "mtm_employee", "base.group_user")
        partner = self.tin_council.with_user(employee)
        for name in ("vetting_state", "vetting_expiry", "vetting_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                partner.read([name])
            with self.subTest(field=name), self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            partner._read_group([], ["vetting_state"], ["__count"])

    def test_current_check_is_the_one_that_counts(self):
        earlier = self._vet(result="failed")
        later = self._vet(date="2026-01-11")
        pending = self._vet(date="2026-02-01", result="pending")
        self.assertEqual(
            (earlier + later + pending).mapped("is_current"), [False, True, False]
        )
        found = self.env["mtm.vetting"].search(
            [("partner_id", "=", self.tin_council.id), ("is_current", "=", False)]
        )
        self.assertEqual(found, pending + earlier)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestVettingBlocks(VettingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_vetted = cls.env["mtm.engagement.stage"].create(
            {"name": "Vetted", "sequence": -2, "requires_vetting": True}
        )
        cls.engagement = cls._create_engagement()

    def _check(self, purpose, **options):
        return self.tin_council.with_user(self.officer)._check_vetted(
            purpose, "It is refused.", **options
        )

    def test_message_names_stakeholder_check_date_and_what_to_do(self):
        self._vet(result="failed")
        with self.assertRaisesRegex(
            ValidationError,
            r"It is refused\. Test Tin Council: the check “Sanctions lists” of "
            r"2026-01-10 failed\. Ask for a new one",
        ):
            self._check("agreement")
        self._vet(date="2026-01-11", date_expiry="2026-03-09")
        with self.assertRaisesRegex(
            ValidationError,
            "“Sanctions lists” of 2026-01-11 expired on 2026-03-09.*renew it",
        ):
            self._check("agreement")
        self._vet(date="2026-01-12", date_expiry="2026-03-10")
        self.assertEqual(self._check("agreement"), {})

    def test_check_that_is_missing(self):
        with self.assertRaisesRegex(ValidationError, "has no due-diligence check"):
            self._check("agreement")
        self._vet(result="pending")
        with self.assertRaisesRegex(ValidationError, "has no due-diligence check"):
            self._check("agreement")
        self._require("reputation")
        self._vet()
        with self.assertRaisesRegex(
            ValidationError, "“Reputation” is required of this type"
        ):
            self._check("agreement")
        self._vet(kind="reputation")
        self.assertEqual(self._check("agreement"), {})

    def test_settings_say_what_it_does(self):
        self._vet(result="failed")
        company = self.env.company
        for purpose in ("agreement", "stage", "delivery"):
            company[f"mtm_vetting_{purpose}"] = "nothing"
            self.assertEqual(self._check(purpose), {})
            company[f"mtm_vetting_{purpose}"] = "warn"
            self.assertRegex(self._check(purpose)[self.tin_council], "failed")
            company[f"mtm_vetting_{purpose}"] = "block"
            with self.assertRaises(UserError):
                self._check(purpose)

    def test_each_company_has_its_settings(self):
        self._vet(result="failed")
        other = self.env["res.company"].create({"name": "Another branch"})
        other.mtm_vetting_agreement = "nothing"
        partner = self.tin_council
        self.assertEqual(partner.with_company(other)._check_vetted("agreement"), {})
        with self.assertRaises(UserError):
            partner._check_vetted("agreement")

    def test_person_of_an_organisation_that_failed(self):
        self._vet(result="failed")
        person = self.env["res.partner"].create(
            {"name": "Signatory", "parent_id": self.tin_council.id}
        )
        with self.assertRaisesRegex(ValidationError, "Test Tin Council: the check"):
            person._check_vetted("agreement")
        self._vet(date="2026-02-01")
        self.assertEqual(person._check_vetted("agreement"), {})
        self._vet(person, result="failed")
        with self.assertRaisesRegex(ValidationError, "Signatory: the check"):
            person._check_vetted("agreement")

    def test_warning_at_a_stage_is_noted(self):
        self.env.company.mtm_vetting_stage = "warn"
        engagement = self.engagement.with_user(self.officer)
        engagement.stage_id = self.stage_vetted
        self.assertIn("has no due-diligence check", str(engagement.message_ids[0].body))

    def test_delivery_to_somebody_who_failed(self):
        self._vet(result="failed")
        delivery = self._create_delivery(self.engagement).with_user(self.officer)
        delivery.action_confirm()
        self.assertIn("“Sanctions lists”", str(delivery.message_ids[0].body))
        delivery.action_reset_to_draft()
        self.env.company.mtm_vetting_delivery = "block"
        with self.assertRaisesRegex(
            ValidationError, "cannot be confirmed.*of 2026-01-10 failed"
        ):
            delivery.action_confirm()

    def test_delivery_to_somebody_whom_nobody_checked(self):
        self.env.company.mtm_vetting_delivery = "block"
        delivery = self._create_delivery(self.engagement).with_user(self.officer)
        delivery.action_confirm()
        self.assertEqual(delivery.state, "confirmed")

    def test_many_deliveries_are_looked_at_at_once(self):
        self._vet()
        deliveries = self.env["mtm.service.delivery"].concat(
            *(self._create_delivery(self.engagement) for _ in range(8))
        )
        self.env.flush_all()
        counts = []
        for some in (deliveries[:2], deliveries[2:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._check_partner_vetted()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestVettingDecision(VettingCommon):
    def _request(self, user=None, **values):
        return (
            self.env["mtm.vetting"]
            .with_user(user or self.officer)
            .create({"partner_id": self.tin_council.id, "kind": "sanctions"} | values)
        )

    def test_passed_check_holds_as_long_as_its_kind_does(self):
        self._require(months_valid=6)
        self._require(kind_of=self.env["mtm.stakeholder.type"], months_valid=24)
        vetting = self._request().with_user(self.manager)
        vetting.action_pass()
        self.assertEqual(str(vetting.date_expiry), "2026-09-10", "of the nearest type")
        other = self._request(partner_id=self.miners.id).with_user(self.manager)
        other.action_pass_with_conditions()
        self.assertEqual(str(other.date_expiry), "2028-03-10", "of every type")
        own = self._request(date_expiry="2026-04-01").with_user(self.manager)
        own.action_pass()
        self.assertEqual(str(own.date_expiry), "2026-04-01", "what the check says")
        failed = self._request().with_user(self.manager)
        failed.action_fail()
        self.assertFalse(failed.date_expiry)

    def test_renewal_is_a_new_check_that_is_asked_for_once(self):
        vetting = self._vet(date_expiry="2026-03-01")
        action = vetting.with_user(self.officer).action_renew()
        renewal = self.env["mtm.vetting"].browse(action["res_id"])
        self.assertRecordValues(
            renewal,
            [
                {
                    "partner_id": self.tin_council.id,
                    "kind": "sanctions",
                    "result": "pending",
                    "requested_by": self.officer.id,
                    "renews_id": vetting.id,
                    "note": False,
                }
            ],
        )
        again = vetting.with_user(self.manager).action_renew()
        self.assertEqual(again["res_id"], renewal.id)

    def test_conditions_are_for_everybody(self):
        vetting = self._request()
        vetting.with_user(self.manager).condition = "No cash"
        vetting.with_user(self.manager).action_pass_with_conditions()
        self.assertEqual(vetting.with_user(self.officer).condition, "No cash")
        with self.assertRaisesRegex(UserError, "somebody else changes"):
            asked = self._request(self.manager)
            asked.with_user(self.administrator).action_pass()
            asked.condition = "None at all"


@tagged("post_install", "-at_install")
class TestSensitiveFindings(VettingCommon):
    """What a check found is read by those with the privilege, by no other way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vetting = cls._vet(note="Named in a court file")
        cls.evidence = (
            cls.env["mtm.evidence"]
            .with_user(cls.reader)
            .create(
                {
                    "file": b"Y291cnQgZmlsZQ==",
                    "filename": "court.txt",
                    "vetting_ids": [Command.link(cls.vetting.id)],
                }
            )
        )

    def _others(self):
        return self.officer + self.manager + self.administrator

    def _as(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user)

    def test_it_is_no_rank_of_the_ladder(self):
        for user in self._others():
            self.assertFalse(user.has_group(SENSITIVE))

    def test_those_with_the_privilege_read_them(self):
        vetting = self._as(self.reader, self.vetting)
        self.assertEqual(vetting.note, "Named in a court file")
        self.assertEqual(vetting.evidence_ids, self.evidence)
        self.assertEqual(vetting.evidence_ids.attachment_id.raw, b"court file")

    def test_others_see_that_there_is_a_check_and_whether_it_blocks(self):
        for user in self._others():
            vetting = self._as(user, self.vetting)
            self.assertEqual(vetting.result, "passed")
            self.assertEqual(vetting.partner_id.vetting_state, "valid")
            self.assertFalse(vetting.evidence_ids)

    def test_no_way_of_asking_leads_to_the_findings(self):
        court = [("note", "ilike", "court")]
        self._others().group_ids += self.env.ref("base.group_allow_export")
        for user in self._others():
            vetting = self._as(user, self.vetting)
            partner = vetting.partner_id
            for ask in (
                lambda v=vetting: v.note,
                lambda v=vetting: v.read(["note"]),
                lambda v=vetting: v.web_read({"note": {}}),
                lambda v=vetting: v.search(court),
                lambda v=vetting: v.search_count(court),
                lambda v=vetting: v.search([], order="note"),
                lambda v=vetting: v._read_group([], ["note"], ["__count"]),
                lambda v=vetting: v._read_group([], [], ["note:array_agg"]),
                lambda v=vetting: v.formatted_read_group([], ["note"], ["__count"]),
                lambda v=vetting: v.export_data(["partner_id", "note"]),
                lambda v=vetting: v.filtered_domain(court),
                lambda v=vetting: v.mapped("note"),
                lambda p=partner: p.search([("vetting_ids.note", "ilike", "court")]),
                lambda p=partner: p.export_data(["name", "vetting_ids/note"]),
            ):
                with self.assertRaises(AccessError):
                    ask()
            self.assertNotIn("note", vetting.fields_get())
            self.assertNotIn("note", vetting.read()[0])
            self.assertNotIn("note", vetting.copy_data()[0])

    def test_others_do_not_write_them_either(self):
        vetting = self._as(self.manager, self._vet(self.miners, "pending"))
        with self.assertRaises(AccessError):
            vetting.note = "Nothing found"
        with self.assertRaises(AccessError):
            vetting.write({"note": "Nothing found", "result": "passed"})

    def test_chatter_tells_nothing(self):
        self.vetting.with_user(self.reader).sudo().note = "Named in two court files"
        self.vetting.message_subscribe(self.manager.partner_id.ids)
        messages = self._as(self.manager, self.vetting).message_ids
        tracked = messages.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertNotIn("note", tracked)
        self.assertNotIn("court", "".join(messages.mapped("body")))

    def test_evidence_and_its_file_are_closed(self):
        for user in self._others():
            evidence = self._as(user, self.evidence)
            self.assertFalse(evidence.search([("id", "=", evidence.id)]))
            self.assertFalse(evidence.search([("name", "ilike", "court")]))
            with self.assertRaises(AccessError):
                evidence.read(["name"])
            with self.assertRaises(AccessError):
                self._as(user, self.evidence.attachment_id).read(["raw"])

    def test_whoever_added_evidence_keeps_seeing_it(self):
        evidence = (
            self.env["mtm.evidence"]
            .with_user(self.officer)
            .create(
                {
                    "url": "https://example.com/list",
                    "vetting_ids": [Command.link(self.vetting.id)],
                }
            )
        )
        self.assertTrue(self._as(self.officer, evidence).name)
        with self.assertRaises(AccessError):
            self._as(self.manager, evidence).read(["name"])
        self.assertTrue(self._as(self.reader, evidence).name)

    @mute_logger("odoo.sql_db")
    def test_check_with_evidence_is_not_deleted(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.vetting.with_user(self.administrator).unlink()
        self.assertTrue(self.vetting.exists())

    def test_form_opens_for_each_role(self):
        for user in self._others() + self.reader:
            with Form(self._as(user, self.vetting)) as form:
                self.assertEqual("note" in form._view["fields"], user == self.reader)

    def test_refusal_does_not_say_what_was_found(self):
        self._vet(result="failed", date="2026-02-01", note="Bribes")
        with self.assertRaises(ValidationError) as caught:
            self.tin_council.with_user(self.officer)._check_vetted("agreement")
        self.assertNotIn("Bribes", str(caught.exception))

    def test_restricted_staff_with_the_privilege(self):
        restricted = new_test_user(self.env, "mtm_scoped", f"{OFFICER},{SENSITIVE}")
        scope = self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.rwanda.ids}
        )
        self.assertTrue(self._as(restricted, self.vetting).note)
        self.assertTrue(self._as(restricted, self.evidence).name)
        scope.country_ids = self.tanzania
        for record in (self.vetting, self.evidence):
            with self.assertRaises(AccessError):
                self._as(restricted, record).read(["display_name"])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestReminders(VettingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.mtm_vetting_reminder_days = 30

    def _run(self, model="mtm.vetting"):
        self.env[model]._remind(self.env.company)

    @users("mtm_manager")
    def test_reminded_once(self):
        vetting = self._vet(date_expiry="2026-04-09")
        self._vet(self.miners, date_expiry="2026-04-10")
        self._run()
        self._run()
        activity = vetting.activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.officer.id,
                    "date_deadline": vetting.date_expiry,
                    "automated": True,
                }
            ],
        )
        self.assertIn("Test Tin Council", activity.summary)
        self.assertFalse(self.miners.vetting_ids.activity_ids, "it is not time yet")
        activity.action_feedback()
        self._run()
        self.assertFalse(vetting.activity_ids, "what is done is done")

    def test_moved_with_the_end(self):
        vetting = self._vet(date_expiry="2026-04-09")
        self._run()
        vetting.with_user(self.manager).date_expiry = "2026-08-01"
        self.assertEqual(str(vetting.activity_ids.date_deadline), "2026-08-01")
        with freeze_time("2026-07-20"):
            self._run()
        self.assertEqual(len(vetting.activity_ids), 1)
        vetting.with_user(self.manager).date_expiry = False
        self.assertFalse(vetting.activity_ids)

    def test_new_end_is_reminded_of_again(self):
        vetting = self._vet(date_expiry="2026-04-09")
        self._run()
        vetting.activity_ids.action_feedback()
        vetting.with_user(self.manager).date_expiry = "2026-04-05"
        self._run()
        self.assertEqual(str(vetting.activity_ids.date_deadline), "2026-04-05")

    def test_renewal_ends_the_reminder(self):
        vetting = self._vet(date_expiry="2026-04-09")
        self._run()
        renewal = self._vet(result="pending", date="2026-03-10", decided_by=False)
        renewal.with_user(self.manager).action_pass()
        self.assertFalse(vetting.activity_ids)
        self._run()
        self.assertFalse(vetting.activity_ids)

    def test_failed_checks_are_not_renewed(self):
        vetting = self._vet(result="failed", date_expiry="2026-04-09")
        self._run()
        self.assertFalse(vetting.activity_ids)

    def test_administrator_is_reminded_for_who_left(self):
        vetting = self._vet(date_expiry="2026-04-09")
        self.officer.active = False
        self._run()
        self.assertTrue(
            vetting.activity_ids.user_id.has_group("mines_to_markets.group_mtm_admin")
        )

    def test_licence(self):
        licence = self.env["mtm.licence"].create(
            {
                "partner_id": self.miners.id,
                "kind": "small_mine",
                "date_expiry": "2026-05-01",
                "user_id": self.officer.id,
            }
        )
        self._run("mtm.licence")
        self.assertEqual(licence.activity_ids.user_id, self.officer)
        licence.state = "forfeited"
        licence.date_expiry = "2026-05-02"
        self.assertFalse(licence.activity_ids)

    def test_every_model_that_reminds_is_covered(self):
        cron = self.env.ref("mines_to_markets.ir_cron_mtm_reminder")
        licence = self.env["mtm.licence"].create(
            {
                "partner_id": self.miners.id,
                "kind": "small_mine",
                "date_expiry": "2026-05-01",
            }
        )
        vetting = self._vet(date_expiry="2026-04-09")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(licence.activity_ids)
        self.assertTrue(vetting.activity_ids)


@tagged("post_install", "-at_install")
class TestVettingLog(LogCommon, VettingCommon):
    def test_results_are_in_the_log(self):
        vetting = self._vet(result="pending").with_user(self.manager)
        with self.new_entries() as new:
            vetting.action_pass_with_conditions()
            vetting.action_fail()
            vetting.result = "failed"
            vetting.condition = "Not about the result"
            vetting.result = "pending"
        self.assertEqual(
            [(one.kind, one.user_id, one.res_id, one.details) for one in new],
            [
                (kind, self.manager, vetting.id, {"state": result})
                for kind, result in (
                    ("approval", "conditional"),
                    ("rejection", "failed"),
                    ("reopening", "pending"),
                )
            ],
        )
        self.assertFalse(any(one.res_name for one in new), "a person may be vetted")
