from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon
from .portal import PortalCase


@tagged("post_install", "-at_install")
class TestDigest(MinesToMarketsCommon, PortalCase):
    """One message a day at most, in the reader's morning, language and choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Digest = cls.env["mtm.digest"]
        cls.reader = cls._create_portal_user("digest_tin", cls.tin_council)
        cls.reader.write({"email": "tin@example.com", "tz": "UTC"})
        cls.viewer = cls._create_portal_user("digest_view", cls.tin_council, "viewer")
        cls.viewer.email = "viewer@example.com"
        cls.stranger = cls._create_portal_user("digest_miner", cls.miners)
        cls.stranger.email = "miner@example.com"
        cls.users = cls.reader | cls.viewer | cls.stranger
        cls.promise = cls.env["mtm.commitment"].create(
            {
                "name": "Send the list of bags",
                "engagement_id": cls._create_engagement().id,
                "date_due": "2026-04-15",
            }
        )

    def _send(self, moment):
        """Return the e-mails of an hour, as ``{address: mail}``."""
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        with freeze_time(moment):
            self.Digest._send(self.users)
        return {mail.recipient_ids.email: mail for mail in Mail.search([]) - before}

    def test_told_when_it_is_soon_due_and_late_and_not_between(self):
        days = [day for day in range(5, 31) if self._send(f"2026-04-{day:02} 08:00:00")]
        self.assertEqual(days, [8, 15, 16, 23, 30])

    def test_only_who_can_do_something_is_told_and_with_a_plain_link(self):
        mails = self._send("2026-04-08 08:00:00")
        self.assertEqual(list(mails), ["tin@example.com"])
        body = mails["tin@example.com"].body_html
        self.assertIn("Send the list of bags", body)
        self.assertIn("/my/commitments", body)
        self.assertIn("/my/messages", body)
        self.assertNotIn("token", body)
        self.assertNotIn(self.viewer.name, body)

    def test_one_a_day_whatever_runs_twice(self):
        self.assertTrue(self._send("2026-04-15 08:00:00"))
        self.assertFalse(self._send("2026-04-15 09:00:00"))
        self.env["mtm.commitment"].create(
            {
                "name": "Another",
                "engagement_id": self.promise.engagement_id.id,
                "date_due": "2026-04-15",
            }
        )
        self.assertFalse(self._send("2026-04-15 10:00:00"))
        values = {"user_id": self.reader.id, "date": "2026-04-15", "item_count": 1}
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.Digest.create(values)

    def test_the_morning_and_the_day_are_theirs(self):
        self.reader.tz = "Pacific/Auckland"
        self.assertFalse(self._send("2026-04-07 18:30:00"))
        self.assertTrue(self._send("2026-04-07 19:30:00"))
        row = self.Digest.search([("user_id", "=", self.reader.id)])
        self.assertEqual(row.date, date(2026, 4, 8))
        self.reader.tz = "America/Lima"
        self.assertFalse(self._send("2026-04-15 11:30:00"))
        self.assertTrue(self._send("2026-04-15 12:30:00"))

    def test_weekly_on_the_first_morning_with_news(self):
        self.reader.mtm_digest = "weekly"
        days = [day for day in range(5, 31) if self._send(f"2026-04-{day:02} 08:00:00")]
        # from Monday the 20th on, for what is new since the week before
        self.assertEqual(days, [8, 15, 20, 27])

    def test_never_is_never(self):
        self.reader.mtm_digest = "never"
        self.assertNotIn(self.reader, self.Digest._readers())
        self.reader.mtm_digest = "single"
        self.assertNotIn(self.reader, self.Digest._readers())
        self.reader.mtm_digest = "daily"
        self.assertIn(self.reader, self.Digest._readers())

    def test_who_lost_access_hears_nothing(self):
        self.reader.sudo().partner_access_ids.unlink()
        self.assertNotIn(self.reader, self.Digest._readers())
        self.assertFalse(self._send("2026-04-08 08:00:00"))

    def test_a_substitute_is_told_what_an_officer_is(self):
        access = self.viewer.sudo().partner_access_ids
        access.write(
            {"substitute_from": "2026-04-08", "substitute_until": "2026-04-08"}
        )
        self.assertIn("viewer@example.com", self._send("2026-04-08 08:00:00"))

    def test_it_comes_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("mines_to_markets.mail_template_digest")
        template.with_context(lang="fr_FR").subject = "Bonjour"
        self.reader.lang = "fr_FR"
        mail = self._send("2026-04-08 08:00:00")["tin@example.com"]
        self.assertEqual(mail.subject, "Bonjour")
        self.assertIn("15/04/2026", mail.body_html)

    def test_the_choice_is_the_users_own(self):
        page = self._get(self.reader, "/my/messages")
        self.assertIn("One message a day at most", page)
        self._post(
            self.reader,
            "/my/messages",
            choice="weekly",
            user_id=str(self.stranger.id),
            mtm_digest="never",
        )
        self.assertEqual(self.reader.mtm_digest, "weekly")
        self.assertEqual(self.stranger.mtm_digest, "daily")
        self._post(self.reader, "/my/messages", 404, choice="hourly")

    def test_preview_reads_only_and_shows_ones_own(self):
        self.promise.date_due = "2026-01-01"
        with self._recorded_cursor_modes() as modes:
            self.assertIn(
                "Send the list of bags", self._get(self.reader, "/my/messages")
            )
            page = self._get(self.stranger, "/my/messages")
        self.assertNotIn("Send the list of bags", page)
        self.assertEqual(modes, [True, True])

    def test_many_readers_cost_what_few_do(self):
        few = self._queries(self.reader)
        partners = self.env["res.partner"].create(
            [{"name": f"Org {n}", "is_company": True} for n in range(20)]
        )
        many = self.reader
        for number, partner in enumerate(partners):
            many |= self._create_portal_user(f"digest_{number}", partner)
        self.assertLessEqual(self._queries(many), few + 2)

    def _queries(self, users):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.Digest._digest_items(users, date(2026, 4, 8))
        return self.cr.sql_log_count - before
