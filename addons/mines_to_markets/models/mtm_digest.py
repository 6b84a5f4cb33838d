from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..tools import digests

_TEMPLATE = "mines_to_markets.mail_template_digest"
_SENT_FROM_HOUR = 7
_BATCH = 100
_DAYS_BEFORE = 7
_DAYS_OF_NEWS = 7
MAY_ACT = ("editor", "officer")
KINDS = ("returned", "overdue", "due", "soon", "approved", "news")
# what is over once it was told
TOLD_ONCE = ("approved", "news")


class Item(NamedTuple):
    """Something to tell somebody.

    ``kind`` is one of ``KINDS``, ``since`` the moment (UTC) from which it has been
    so, ``day`` the day to show, ``path`` the page, which asks for a login.
    """

    kind: str
    title: str
    text: str
    path: str
    day: object
    since: datetime


class MtmDigest(models.Model):
    """One message to somebody outside: what is due, came back or was approved.

    A row and its e-mail are made in one transaction, and there is one row for a
    person and day: whatever is killed or runs twice, nobody gets two. It holds no
    number and no word of a reviewer, and its links carry no key.
    """

    _name = "mtm.digest"
    _description = "Portal Message"
    _order = "date desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(
        required=True, readonly=True, help="The day where the reader is."
    )
    sent_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    item_count = fields.Integer(string="Items", readonly=True)

    _user_day_unique = models.UniqueIndex(
        "(user_id, date)", "This person has had a message on this day."
    )
    _item_count_positive = models.Constraint(
        "CHECK (item_count > 0)", "A message tells something."
    )

    @api.model
    def _digest_items(self, users, today):
        """Return ``{user: [Item]}`` of what there is to tell.

        In the language of the context. Addons add what they know of.

        :param users: portal users who share that day
        :param today: their day
        """
        roles = self._roles_of(users, today)
        partner_ids = {id_ for partners in roles.values() for id_ in partners}
        promises = (
            self.env["mtm.commitment"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", list(partner_ids)),
                    ("state", "=", "open"),
                    ("is_ours", "=", False),
                    ("date_due", "<=", today + timedelta(days=_DAYS_BEFORE)),
                ]
            )
            .grouped("partner_id")
        )
        return {
            user: [
                item
                for partner, found in promises.items()
                if roles[user].get(partner.id) in MAY_ACT
                for item in found._digest_of(user, today)
            ]
            for user in users
        }

    @api.model
    def _roles_of(self, users, today):
        """Return ``{user: {partner id: role}}`` on a day."""
        accesses = (
            self.env["mtm.partner.access"]
            .sudo()
            .search([("user_id", "in", users.ids)])
            .grouped("user_id")
        )
        return {
            user: {
                access.partner_id.id: access._role_on(today)
                for access in accesses.get(user, ())
            }
            for user in users
        }

    @api.model
    def _midnight(self, day, user):
        """Return when a day begins where this user is, as UTC."""
        zone = pytz.timezone(user.tz or "UTC")
        begin = zone.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _cron_send(self):
        """Send what is to be sent this hour."""
        self.env["mtm.job"]._apart(
            self.env._("Telling partners what is due"),
            self._readers(),
            self._send,
            _BATCH,
        )

    @api.model
    def _readers(self):
        """Return who reads such messages and may still get one today."""
        return (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("share", "=", True)
                & Domain("email", "!=", False)
                & Domain("mtm_digest", "in", ("daily", "weekly"))
                & self._domain_of_readers(),
                order="id",
            )
        )

    @api.model
    def _domain_of_readers(self):
        """Return whom there may be something to tell: a domain of users."""
        return Domain("partner_access_ids", "!=", False)

    @api.model
    def _send(self, users):
        """Send each of these users one message, if there is news for them."""
        for (today, lang), readers in self._by_day(users).items():
            waiting = self.with_context(lang=lang)
            waiting._send_on(waiting._not_told(readers, today), today)

    @api.model
    def _by_day(self, users):
        """Return ``{(day, language): users}`` of those whose morning has come."""
        now = fields.Datetime.now()
        groups = {}
        for user in users:
            local = pytz.utc.localize(now).astimezone(pytz.timezone(user.tz or "UTC"))
            if local.hour >= _SENT_FROM_HOUR:
                key = local.date(), user.lang or "en_US"
                groups[key] = groups.get(key, users.browse()) | user
        return groups

    @api.model
    def _not_told(self, users, today):
        """Return those who had no message in the day or week of their choice."""
        recent = self.sudo().search(
            [
                ("user_id", "in", users.ids),
                ("date", ">=", digests.first_day("weekly", today)),
            ]
        )
        last = {}
        for row in recent:
            last[row.user_id] = max(row.date, last.get(row.user_id, row.date))
        return users.filtered(
            lambda user: (
                user not in last
                or last[user] < digests.first_day(user.mtm_digest, today)
            )
        )

    @api.model
    def _send_on(self, users, today):
        items = self._digest_items(users, today)
        last_told = self._last_told(users)
        for user in users:
            found = self._to_tell(items.get(user, []), last_told[user])
            if any(item.since > last_told[user] for item in found):
                self._tell(user, today, found)

    @api.model
    def _last_told(self, users):
        """Return ``{user: moment}`` of the last message, or of a week ago."""
        earliest = fields.Datetime.now() - timedelta(days=_DAYS_OF_NEWS)
        told = dict(
            self.sudo()._read_group(
                [("user_id", "in", users.ids)], ["user_id"], ["sent_on:max"]
            )
        )
        return {user: told.get(user) or earliest for user in users}

    @api.model
    def _to_tell(self, items, moment):
        """Return what waits, and of what is over what is new since a moment."""
        return sorted(
            (
                item
                for item in items
                if item.kind not in TOLD_ONCE or item.since > moment
            ),
            key=lambda item: (KINDS.index(item.kind), item.day or fields.Date.today()),
        )

    @api.model
    def _tell(self, user, today, items):
        """Keep that a user is told, and put the e-mail into the queue."""
        row = self.sudo().create(
            {"user_id": user.id, "date": today, "item_count": len(items)}
        )
        template = self.env.ref(_TEMPLATE).sudo()
        template.with_context(
            lang=self.env.lang, digest_groups=self._describe(items)
        ).send_mail(row.id)
        return row

    @api.model
    def _describe(self, items):
        """Return items as a page or a mail shows them, by kind."""
        labels = self._kind_labels()
        base = self.get_base_url()
        groups = []
        for kind in KINDS:
            entries = [
                {
                    "title": item.title,
                    "text": item.text,
                    "url": f"{base}{item.path}",
                    "path": item.path,
                    "day": item.day and tools.format_date(self.env, item.day),
                }
                for item in items
                if item.kind == kind
            ]
            if entries:
                groups.append({"kind": kind, "title": labels[kind], "entries": entries})
        return groups

    @api.model
    def _kind_labels(self):
        return {
            "returned": self.env._("Came back with comments"),
            "overdue": self.env._("Overdue"),
            "due": self.env._("Due today"),
            "soon": self.env._("Due soon"),
            "approved": self.env._("Approved"),
            "news": self.env._("New for you"),
        }

    @api.model
    def _portal_preview(self, user):
        """Return what a message to this user would hold now, whatever was told."""
        today = self.env["mtm.partner.access"]._day_of(user)
        items = self._digest_items(user, today)[user]
        moment = fields.Datetime.now() - timedelta(days=_DAYS_OF_NEWS)
        return self._describe(self._to_tell(items, moment))

    @api.autovacuum
    def _gc_old(self):
        """Forget what was told long ago; the last message of each stays."""
        limit = fields.Date.today() - timedelta(days=90)
        kept = self.sudo()._read_group([], ["user_id"], ["id:max"])
        self.sudo().search(
            Domain("date", "<", limit)
            & Domain("id", "not in", [last for _user, last in kept])
        ).unlink()
