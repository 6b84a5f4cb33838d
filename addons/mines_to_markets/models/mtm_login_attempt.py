from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ..tools import throttle

_RETRIES = 5
_HOUR = timedelta(hours=1)
# how long an address counts as one from which somebody logs in
KNOWN_FOR = timedelta(days=90)
_KEPT = timedelta(days=30)


class MtmLoginAttempt(models.Model):
    """Who failed to log in from where, and how often, for all processes together.

    What is typed is kept nowhere. A login is kept as a keyed hash, since people type
    their password in its place; whose it is, only where there is such a user.
    """

    _name = "mtm.login.attempt"
    _description = "Failed Attempts to Log In"
    _order = "last_failure desc, id desc"
    _rec_name = "user_id"

    kind = fields.Selection(
        [
            ("login", "Password"),
            ("check", "Password, asked for again"),
            ("second", "Second factor"),
            ("code", "Code of a letter"),
            ("reset", "New password asked for"),
        ],
        required=True,
        readonly=True,
    )
    login_hash = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Blank: there is no such login.",
    )
    address = fields.Char(
        required=True,
        readonly=True,
        help="Or a browser that logged in before, wherever it comes from.",
    )
    failures = fields.Integer(
        readonly=True, help="In a row, since the last time that it went well."
    )
    refused = fields.Integer(
        readonly=True, help="How often nobody looked at what was typed: too many."
    )
    last_failure = fields.Datetime(readonly=True)
    last_success = fields.Datetime(readonly=True)
    told_on = fields.Datetime(
        readonly=True, help="When its user was told by mail that somebody guesses."
    )

    _pair_unique = models.UniqueIndex(
        "(login_hash, address, kind)", "This is counted already."
    )
    _address_index = models.Index("(address, last_failure)")

    @api.model
    def _begin(self, kind, login):
        """Count an attempt before anybody looks whether it is right.

        Attempts made at the same time wait for each other, and none is forgotten when
        the request fails: this has a transaction of its own.

        :return: what :meth:`_succeed` wants to know
        :raises AccessDenied: when it is one too many
        """
        pair = self._pair(kind, login)
        user_id = self._user_of(login)
        for _number in range(_RETRIES):
            try:
                with self.env.registry.cursor() as cr:
                    Attempt = self.with_env(self.env(cr=cr, su=True))
                    # nobody is logged in yet, and Odoo wants to know who flushes
                    Attempt.env.transaction.default_env = Attempt.env
                    may_try = Attempt._count(pair, user_id)
                break
            except psycopg2.errors.SerializationFailure:
                continue
        else:
            may_try = False
        if not may_try:
            self._refuse()
        return pair

    @api.model
    def _check_pause(self, kind, login):
        """Refuse what is not looked at anyway, and count nothing.

        :raises AccessDenied: while there are too many failures
        """
        pair = self._pair(kind, login)
        found = self.env.execute_query(
            SQL(
                """
                SELECT failures, last_failure, last_success
                  FROM mtm_login_attempt
                 WHERE kind = %s AND login_hash = %s AND address = %s
                """,
                *pair,
            )
        )
        counts = found[0] if found else (0, None, None)
        may_try, _failures = self._may_try(pair, *counts)
        if not may_try:
            self._refuse()

    def _pair(self, kind, login):
        place = self._known_browser(login) or throttle.asks_from()
        return kind, self._hash(kind, login), place

    def _hash(self, kind, login):
        return hmac(self.env(su=True), "mtm.login.attempt", f"{kind}:{login}")

    def _refuse(self):
        raise AccessDenied(
            self.env._(
                "There were too many attempts. Wait some minutes, then try again."
            )
        )

    def _count(self, pair, user_id):
        """Return whether an attempt is allowed, and count it either way."""
        now = fields.Datetime.now()
        kind, hashed, address = pair
        ((id_, failures, last, success),) = self.env.execute_query(
            SQL(
                """
                INSERT INTO mtm_login_attempt
                       (kind, login_hash, address, user_id, failures, refused)
                VALUES (%s, %s, %s, %s, 0, 0)
                    ON CONFLICT (login_hash, address, kind)
                    DO UPDATE SET user_id = EXCLUDED.user_id
             RETURNING id, failures, last_failure, last_success
                """,
                kind,
                hashed,
                address,
                user_id,
            )
        )
        may_try, failures = self._may_try(pair, failures, last, success)
        self.env.execute_query(
            SQL(
                """
                UPDATE mtm_login_attempt
                   SET failures = %s, last_failure = %s, refused = refused + %s
                 WHERE id = %s
             RETURNING id
                """,
                failures + 1 if may_try else failures,
                now if may_try else last,
                0 if may_try else 1,
                id_,
            )
        )
        return may_try

    def _may_try(self, pair, failures, last, success):
        """Return whether an attempt is allowed, and the failures that still count."""
        now = fields.Datetime.now()
        failures = throttle.counted(failures, last, now)
        free, first = self._limits()
        is_known = self._is_browser(pair) or success and now - success < KNOWN_FOR
        waits = failures and now - last < throttle.pause(failures, free, first)
        may_try = not waits and (is_known or self._is_quiet(pair, free, now))
        return may_try or not free, failures

    def _is_quiet(self, pair, free, now):
        """Say whether neither the login nor the address has too many failures.

        Asked only where somebody has not logged in from that address before: who has
        is not kept out by what others do.
        """
        kind, hashed, address = pair
        ((of_login, of_address),) = self.env.execute_query(
            SQL(
                """
                SELECT SUM(failures) FILTER (WHERE login_hash = %(hashed)s),
                       SUM(failures) FILTER (WHERE address = %(address)s)
                  FROM mtm_login_attempt
                 WHERE kind = %(kind)s AND last_failure > %(since)s
                   AND (login_hash = %(hashed)s OR address = %(address)s)
                """,
                kind=kind,
                hashed=hashed,
                address=address,
                since=now - _HOUR,
            )
        )
        return (of_login or 0) < throttle.MOST_PER_LOGIN * free and (
            of_address or 0
        ) < throttle.MOST_PER_ADDRESS * free

    @api.model
    def _succeed(self, pair):
        """Forget the failures of a login from an address: it went well."""
        kind, hashed, address = pair
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    UPDATE mtm_login_attempt SET failures = 0, last_success = %s
                     WHERE kind = %s AND login_hash = %s AND address = %s
                    """,
                    fields.Datetime.now(),
                    kind,
                    hashed,
                    address,
                )
            )

    def _limits(self):
        """Return how many failures are free, and the first pause: Odoo's settings."""
        # whoever asks, and be it to confirm a password of their own
        get = self.env["ir.config_parameter"].sudo().get_param
        free = int(get("base.login_cooldown_after", 5))
        return free, timedelta(seconds=int(get("base.login_cooldown_duration", 60)))

    def _user_of(self, login):
        Users = self.env["res.users"].sudo()
        return Users.search(Users._get_login_domain(login), limit=1).id or None

    @api.autovacuum
    def _gc_attempts(self):
        now = fields.Datetime.now()
        self.sudo().search(
            [
                "|",
                ("last_failure", "=", False),
                ("last_failure", "<", now - _KEPT),
                "|",
                ("last_success", "=", False),
                ("last_success", "<", now - KNOWN_FOR),
            ]
        ).unlink()
