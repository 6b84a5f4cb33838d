from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.tools import SQL

from ..tools import codes

_MOST_GUESSES = 10
_SHORTEST_PASSWORD = 8
_HOURS_OF_TOKEN = 1


class MtmLoginCode(models.Model):
    """A code on a letter, with which somebody without e-mail sets an own password.

    Only its hash is kept. It ends with its day, with the first own password, with a
    newer letter, and after some wrong guesses, from wherever they come.
    """

    _name = "mtm.login.code"
    _description = "Code for a First Login"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    code_hash = fields.Char(
        required=True, readonly=True, groups=fields.NO_ACCESS, copy=False
    )
    date_expiry = fields.Date(string="Valid Until", required=True, readonly=True)
    guesses = fields.Integer(
        readonly=True, help="How often a code was tried for this login."
    )
    is_blocked = fields.Boolean(compute="_compute_is_blocked")

    _user_unique = models.UniqueIndex(
        "(user_id)", "There is a letter with a code for this login already."
    )
    _guesses_limited = models.Constraint(
        f"CHECK (guesses BETWEEN 0 AND {_MOST_GUESSES})",
        "Too many codes were tried for this login.",
    )

    @api.depends("guesses")
    def _compute_is_blocked(self):
        for code in self:
            code.is_blocked = code.guesses >= _MOST_GUESSES

    @api.model
    def _issue(self, access, days):
        """Make a code for somebody, in place of an earlier one.

        :param access: the person's access to an organisation
        :param days: how long the letter is valid
        :return: ``(record, code)``; the code is kept nowhere
        """
        code = codes.make()
        hashed = self.env["res.users"]._crypt_context().hash(codes.plain(code))
        values = {
            "user_id": access.user_id.id,
            "partner_id": access.partner_id.id,
            "code_hash": hashed,
            "date_expiry": fields.Date.context_today(self) + timedelta(days=days),
            "guesses": 0,
        }
        # hashes are hidden from everybody; who may give access was checked
        Code = self.sudo()
        record = Code.search([("user_id", "=", access.user_id.id)])
        if record:
            record.write(values)
        else:
            record = Code.create(values)
        access._note("code_issued")
        return record, code

    @api.model
    def _redeem(self, login, code, password, again):
        """Set the first own password of somebody who has a letter.

        :param login, code: as on the letter
        :param password, again: what they chose, twice
        :return: what is wrong with the password in words, or None when it is set
        :raises AccessDenied: when login and code do not go together
        """
        problem = self._password_problem(code, password, again)
        if problem:
            return problem
        found = self.sudo()._guess(login, code)
        if not found:
            raise AccessDenied(
                self.env._(
                    "This login and code do not go together, or the letter is not "
                    "valid any more. Look at the letter again. After %(count)s wrong "
                    "codes you need a new letter.",
                    count=_MOST_GUESSES,
                )
            )
        partner = found.user_id.partner_id
        partner.signup_prepare(signup_type="reset")
        token = partner._generate_signup_token(expiration=_HOURS_OF_TOKEN)
        self.env["res.users"].sudo().signup({"password": password}, token)
        return None

    def _password_problem(self, code, password, again):
        if len(password) < _SHORTEST_PASSWORD:
            return self.env._(
                "Choose a password of %(count)s letters or more.",
                count=_SHORTEST_PASSWORD,
            )
        # nosemgrep: secret-compared-plainly - both were typed by the same user
        if password != again:
            return self.env._("The two passwords differ. Type them again.")
        if codes.plain(password) == codes.plain(code):
            return self.env._("Choose a password of your own, not the code.")
        return None

    @api.model
    def _guess(self, login, code):
        """Return the code of a login if it is right, and count the guess.

        A guess is counted before it is looked at, in one statement: guesses made at
        the same time wait for each other.
        """
        self.env.flush_all()
        counted = self.env.execute_query(
            SQL(
                """
                UPDATE mtm_login_code AS code SET guesses = guesses + 1
                  FROM res_users AS person
                 WHERE person.id = code.user_id AND person.active
                   AND person.login = %(login)s AND code.guesses < %(most)s
                   AND code.date_expiry >= %(today)s
             RETURNING code.id, code.guesses
                """,
                login=login,
                most=_MOST_GUESSES,
                today=fields.Date.context_today(self),
            )
        )
        self.invalidate_model(["guesses"])
        found = self.browse(id_ for id_, _guesses in counted)
        context = self.env["res.users"]._crypt_context()
        # as slow for a login that there is not
        hashed = found.code_hash if found else _unknown_hash(context)
        if context.verify(codes.plain(code), hashed) and found:
            return found
        if counted and counted[0][1] >= _MOST_GUESSES:
            self.env["mtm.partner.access.event"]._note(
                "code_blocked", found.partner_id, found.user_id
            )
        return self.browse()

    @api.model
    def _used(self, user):
        """End the code of somebody who has set a password."""
        for code in self.sudo().search([("user_id", "=", user.id)]):
            self.env["mtm.partner.access.event"]._note(
                "code_used", code.partner_id, user
            )
            code.unlink()

    def _check_may_issue(self, access):
        """:raises UserError: for somebody who is to get no letter"""
        user = access.user_id
        if not user.share or not user.active:
            raise UserError(
                self.env._("%(name)s has no active portal login.", name=user.name)
            )

    @api.model
    def _letter(self, access, days):
        """Issue a code and return the bytes of its letter."""
        self._check_may_issue(access)
        record, code = self._issue(access, days)
        report = self.env["ir.actions.report"].sudo()
        lang = access.user_id.lang or self.env.lang
        content, _kind = report.with_context(lang=lang)._render_qweb_pdf(
            "mines_to_markets.login_letter_report", record.ids, data={"code": code}
        )
        return content


_KNOWN = {}


def _unknown_hash(context):
    """Return a hash that nobody knows the word of, made once."""
    if "hash" not in _KNOWN:
        _KNOWN["hash"] = context.hash(codes.make())
    return _KNOWN["hash"]
