from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


class PapersCommon(MinesToMarketsCommon):
    @classmethod
    def _create_letter(cls, **values):
        return cls.env["mtm.letter"].create(
            {"name": "Request for a survey", "partner_id": cls.ministry.id} | values
        )

    @classmethod
    def _create_licence(cls, **values):
        return cls.env["mtm.licence"].create(
            {"kind": "small_mine", "partner_id": cls.miners.id} | values
        )

    @classmethod
    def _create_file(cls, user=None, **values):
        env = cls.env(user=user) if user else cls.env
        return env["ir.attachment"].create(
            {"name": "scan.txt", "raw": b"Test", "res_model": "mtm.letter"} | values
        )


@tagged("post_install", "-at_install")
class TestLetter(PapersCommon):
    @users("mtm_officer")
    def test_letter_is_found_by_reference(self):
        letter = self._create_letter(reference="MIN/12").with_env(self.env)
        self.assertEqual(letter.display_name, "[MIN/12] Request for a survey")
        self.assertEqual(self.env["mtm.letter"].name_search("MIN/12")[0][0], letter.id)
        self.assertEqual(letter.partner_id.letter_ids, letter)

    @users("mtm_officer")
    def test_its_file_is_open_to_whoever_may_read_the_letter(self):
        file = self._create_file(self.officer)
        stranger = new_test_user(self.env(su=True), "mtm_paperless", "base.group_user")
        letter = self.env["mtm.letter"].create(
            {
                "name": "Request",
                "partner_id": self.ministry.id,
                "attachment_ids": [Command.link(file.id)],
            }
        )
        self.assertEqual((file.res_model, file.res_id), ("mtm.letter", letter.id))
        self.assertTrue(file.with_user(self.manager).read(["raw"]))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            file.with_user(stranger).read(["raw"])

    @users("mtm_officer")
    def test_file_of_another_record_is_copied(self):
        first = self._create_letter().with_env(self.env)
        file = self._create_file(self.officer, res_id=first.id)
        second = self._create_letter(attachment_ids=file.ids).with_env(self.env)
        self.assertEqual(file.res_id, first.id)
        self.assertNotEqual(second.attachment_ids, file)
        self.assertEqual(second.attachment_ids.res_id, second.id)
        self.assertEqual(second.attachment_ids.raw, b"Test")

    @users("mtm_officer")
    def test_file_that_the_user_may_not_read_is_refused(self):
        hidden = self._create_file(res_model="mtm.job", res_id=0)
        with self.assertRaises(AccessError):
            self.env["mtm.letter"].create(
                {
                    "name": "Request",
                    "partner_id": self.ministry.id,
                    "attachment_ids": [Command.link(hidden.id)],
                }
            )

    @users("mtm_manager")
    def test_stakeholder_with_a_letter_is_kept(self):
        letter = self._create_letter()
        with self.assertRaisesRegex(UserError, "Request for a survey"):
            self.ministry.with_env(self.env).unlink()
        letter.with_env(self.env).unlink()
        self.assertFalse(letter.exists())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestLicence(PapersCommon):
    def assertInForce(self, expected, **values):
        licence = self._create_licence(**values)
        self.assertEqual(licence.is_in_force, expected)
        found = self.env["mtm.licence"].search(
            [("id", "=", licence.id), ("is_in_force", "=", expected)]
        )
        self.assertEqual(found, licence)

    def test_in_force_to_the_last_day(self):
        self.assertInForce(True)
        self.assertInForce(True, date_issued="2026-03-10", date_expiry="2026-03-10")
        self.assertInForce(False, date_expiry="2026-03-09")
        self.assertInForce(False, date_issued="2026-03-11")

    def test_renewal_that_is_pending_keeps_it_in_force(self):
        self.assertInForce(True, date_expiry="2026-03-09", state="renewal")

    def test_not_in_force_before_it_is_granted_or_when_lost(self):
        for state in ("applied", "suspended", "forfeited", "renounced", "expired"):
            with self.subTest(state=state):
                self.assertInForce(False, state=state)

    @mute_logger("odoo.sql_db")
    def test_same_licence_twice_is_refused(self):
        self._create_licence(number="PE 1")
        self._create_licence(number="PE 1", kind="quarry")
        with self.assertRaises(IntegrityError):
            self._create_licence(number="PE 1")

    @mute_logger("odoo.sql_db")
    def test_end_before_issue_is_refused(self):
        with self.assertRaises(IntegrityError):
            self._create_licence(date_issued="2026-03-10", date_expiry="2026-03-09")

    @users("mtm_officer")
    def test_officer_writes_and_does_not_delete(self):
        licence = self._create_licence().with_env(self.env)
        licence.state = "suspended"
        with self.assertRaises(AccessError):
            licence.unlink()
        licence.with_user(self.manager).unlink()
