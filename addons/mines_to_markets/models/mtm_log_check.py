import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import log_chain
from .mtm_log_entry import keep_rows

_logger = logging.getLogger(__name__)
CHUNK = 10_000


class MtmLogCheck(models.Model):
    """What a check of the log found, and where the log ended then.

    Each is an anchor for those that follow: an entry that was there must be there,
    the same, ever after. Auditors note the last hash outside of this database, which
    finds what somebody with all rights inside of it did to log and checks alike.
    """

    _name = "mtm.log.check"
    _description = "Check of the Log"
    _order = "id desc"
    _rec_name = "checked_on"
    _log_access = False

    checked_on = fields.Datetime(required=True, readonly=True)
    entry_count = fields.Integer(
        string="Entries", required=True, readonly=True, aggregator=None
    )
    head_hash = fields.Char(
        string="Hash of the Last Entry",
        required=True,
        readonly=True,
        help="Note it down outside of this database: ./m2m verify-log --expect HASH "
        "says whether the log still holds what it held then.",
    )
    is_whole = fields.Boolean(string="Nothing Wrong", readonly=True)
    problems = fields.Text(string="What Is Wrong", readonly=True)

    def init(self):
        result = super().init()
        keep_rows(self.env.cr, self._table)
        return result

    def write(self, vals):
        if self:
            self.check_access("write")
            raise UserError(self.env._("Checks of the log stay as they are."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Checks of the log stay as they are."))

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "mtm_log_stays":
            return self.env._("Checks of the log stay as they are.")
        return super()._sql_error_to_message(exc)

    @api.model
    def _run(self):
        """Check the whole log, and keep what was found."""
        return self._keep(*self._follow())

    @api.model
    def _follow(self, first=1):
        """Follow the log from an entry that an earlier check found, or from the first.

        :return: where it ends, and what is wrong, in words
        """
        self.flush_model()
        cr = self.env.cr
        cr.execute(log_chain.ANCHORS)
        anchors = {number: hash_ for number, hash_ in cr.fetchall() if number >= first}
        check = log_chain.Check(anchors, after=first - 1)
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM mtm_log_entry WHERE sequence > %s "
                    "ORDER BY sequence LIMIT %s",
                    SQL(", ").join(map(SQL.identifier, log_chain.COLUMNS)),
                    check.head.count,
                    CHUNK,
                )
            )
            if not rows:
                break
            check.follow(log_chain.Entry(*row) for row in rows)
        return check.head, "\n".join(map(self._say, check.end()))

    @api.model
    def _keep(self, head, problems):
        if not head.hash:
            # cut off before where it was to be followed from
            head = self.env["mtm.log.entry"]._read_head(self.env.cr)
        return self.create(
            {
                "checked_on": fields.Datetime.now(),
                "entry_count": head.count,
                "head_hash": head.hash,
                "is_whole": not problems,
                "problems": problems or False,
            }
        )

    @api.model
    def _say(self, problem):
        said = {
            "missing": self.env._("The entries before number %s are missing."),
            "broken": self.env._("Number %s does not follow the entry before it."),
            "changed": self.env._("Number %s is not what was written."),
            "anchor": self.env._("Number %s is not what an earlier check found."),
            "cut": self.env._("Number %s, found by an earlier check, is missing."),
        }
        return said[problem.kind] % problem.sequence

    @api.model
    def _cron_check(self):
        """Nightly: what is wrong with the log is told to administrators at once."""
        self._run()._tell()

    @api.model
    def _cron_check_new(self):
        """Hourly: the entries since the last check that found nothing wrong.

        It keeps nothing where nothing came, and says once what is wrong. Only a check
        of the whole log says that it is whole again.
        """
        newest = self.search([], limit=1)
        whole = self.search([("is_whole", "=", True)], limit=1)
        head, problems = self._follow(max(whole.entry_count, 1))
        has_more = not newest.problems and head.count > newest.entry_count
        if problems != newest.problems if problems else has_more:
            self._keep(head, problems)._tell()

    def _tell(self):
        self.ensure_one()
        if self.is_whole:
            # the server's own log lies outside of the database: one more anchor
            _logger.info("Log: %s entries, %s", self.entry_count, self.head_hash)
        else:
            self._alarm()

    def _alarm(self):
        """Tell the administrators and auditors that somebody changed the log."""
        self.ensure_one()
        _logger.error("The log was changed: %s", " ".join(self.problems.splitlines()))
        groups = self.env.ref("mines_to_markets.group_mtm_admin")
        groups |= self.env.ref("mines_to_markets.group_mtm_auditor")
        groups._tell_members(
            self.env._("The log was changed"),
            self.env._(
                "A check found that entries of the log were changed or removed in the "
                "database itself. Keep a copy of the database as it is, and find out "
                "who had access to it. %(problems)s",
                problems=self.problems,
            ),
        )
