import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

MOST_FILES_IN_AN_HOUR = 300
# who works here adds a camera full of photos to a record
MOST_FILES_OF_STAFF = 1_000
_KEPT_DAYS = 7
# before the keys of files; those of forms are hexadecimal
_FILE = "file "


class MtmPortalSending(models.Model):
    """One sending of a form of the portal, so that sent twice it counts once.

    A form has a key of its own from the page. Whoever pressed twice, or lost the
    answer with the connection, is led where the first sending led. Files that come with
    a request, of the portal or of Odoo's own screens, are counted here, too, whatever
    becomes of them.
    """

    _name = "mtm.portal.sending"
    _description = "Sending of a Form"
    _order = "id desc"
    _rec_name = "location"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    sent_on = fields.Datetime(required=True, readonly=True)
    location = fields.Char(string="Led To", readonly=True)

    _key_unique = models.UniqueIndex("(user_id, key)", "This was received already.")

    @api.model
    def _claim(self, key):
        """Register a sending before it is carried out.

        Of two at once the second waits here, and is repeated by the server once the
        first is there.

        :return: the sending, without a location where it is new
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO mtm_portal_sending (
                       user_id, key, sent_on, create_uid, create_date, write_uid,
                       write_date)
                   VALUES (%(user)s, %(key)s, %(now)s, %(user)s, %(now)s, %(user)s,
                       %(now)s)
                   ON CONFLICT DO NOTHING""",
                user=self.env.uid,
                key=key,
                now=fields.Datetime.now(),
            ),
            log_exceptions=False,
        )
        return self.sudo().search(
            [("user_id", "=", self.env.uid), ("key", "=", key)], limit=1
        )

    @api.model
    def _count_files(self, count):
        """Count files that somebody sends, unless there were too many in an hour.

        They stay counted when the request fails: this has a transaction of its own.

        :return: whether they may be looked into
        """
        now = fields.Datetime.now()
        is_staff = self.env.user._is_internal()
        most = MOST_FILES_OF_STAFF if is_staff else MOST_FILES_IN_AN_HOUR
        with self.env.registry.cursor() as cr:
            Sending = self.with_env(self.env(cr=cr, su=True))
            sent = Sending.search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("key", "=like", f"{_FILE}%"),
                    ("sent_on", ">", now - timedelta(hours=1)),
                ]
            )
            if sent + count > most:
                return False
            Sending.create(
                [
                    {
                        "user_id": self.env.uid,
                        "key": f"{_FILE}{uuid.uuid4().hex}",
                        "sent_on": now,
                    }
                    for _number in range(count)
                ]
            )
        return True

    @api.autovacuum
    def _gc_old(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=_KEPT_DAYS)
        self.sudo().search([("sent_on", "<", before)], limit=10_000).unlink()
