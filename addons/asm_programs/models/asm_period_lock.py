from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

from ..tools import clock


class AsmPeriodLock(models.Model):
    """A period closed for a programme, until somebody opens it again with a reason.

    Nothing is entered, changed, submitted, approved or opened again in a closed
    period, nor in the periods within it: what comes late is a correction in an open
    one. What was closed and opened is kept.
    """

    _name = "asm.period.lock"
    _description = "Closed Period"
    _order = "closed_on desc, id desc"
    _rec_name = "period_id"

    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    period_id = fields.Many2one(
        "asm.period", required=True, index=True, ondelete="restrict"
    )
    reason = fields.Char(required=True, help="Such as: reported to the donors.")
    closed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    closed_on = fields.Datetime(
        required=True, readonly=True, copy=False, default=lambda self: clock.now()
    )
    reopen_reason = fields.Char(string="Why It Is Opened Again", copy=False)
    reopened_by = fields.Many2one(
        "res.users",
        string="Opened Again By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reopened_on = fields.Datetime(string="Opened Again", readonly=True, copy=False)
    company_id = fields.Many2one(related="program_id.company_id")

    _closed_once = models.UniqueIndex(
        "(program_id, period_id) WHERE reopened_on IS NULL",
        "This period is closed for this programme already.",
    )
    _reopened_is_whole = models.Constraint(
        "CHECK ((reopened_on IS NULL) = (reopened_by IS NULL) "
        "AND (reopened_on IS NULL OR reopen_reason IS NOT NULL))",
        "Opening a period again has a person, a moment and a reason.",
    )

    _stamps = frozenset({"closed_by", "closed_on", "reopened_by", "reopened_on"})

    @api.depends("program_id.code", "period_id.name")
    def _compute_display_name(self):
        for lock in self:
            names = (lock.program_id.code, lock.period_id.name)
            lock.display_name = ", ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: v for name, v in vals.items() if name not in self._stamps}
                for vals in vals_list
            ]
        # what was changed before the period closed is in the database before
        self.env["asm.actual"].flush_model()
        locks = super().create(vals_list)
        self.env.registry.clear_cache()
        return locks

    def write(self, vals):
        if not self.env.su:
            self._check_only_reason_changes(vals)
        result = super().write(vals)
        # what changes once it is open again finds it open in the database, too
        self.flush_recordset()
        self.env.registry.clear_cache()
        return result

    def _check_only_reason_changes(self, vals):
        self.check_access("write")
        if set(vals) - {"reopen_reason"} or self.filtered("reopened_on"):
            raise UserError(
                self.env._(
                    "What was closed, when and why stays as it is. Open the period "
                    "again, then close it anew."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Closing is kept. Open the period again instead of deleting it.")
        )

    def action_reopen(self):
        """Open these periods again, for the reason that was entered."""
        self.check_access("write")
        if not self.env.user.has_group("mines_to_markets.group_mtm_manager"):
            raise AccessError(self.env._("Only managers open a period again."))
        for lock in self:
            if not (lock.reopen_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Say first why %(lock)s is opened again.",
                        lock=lock.display_name,
                    )
                )
            lock.sudo().write({"reopened_by": self.env.uid, "reopened_on": clock.now()})

    @api.model
    @ormcache("program_id")
    def _closed_days(self, program_id):
        """Return ``((first day, last day, lock id), ...)`` of a programme.

        It is asked for every number that is stored, and changes a few times a year.
        """
        locks = self.sudo().search(
            [("program_id", "=", program_id), ("reopened_on", "=", False)]
        )
        return tuple(
            (lock.period_id.date_start, lock.period_id.date_end, lock.id)
            for lock in locks
        )

    @api.model
    def _holding(self, program, period):
        """Return the lock that closes a period for a programme, empty if it is open."""
        days = self._closed_days(program.id) if program else ()
        for first, last, lock_id in days:
            if first <= period.date_start and period.date_end <= last:
                return self.browse(lock_id)
        return self.browse()

    def _describe(self):
        """Say that a period is closed, why, and whom to ask.

        Partners read this too: it names the programme's manager, nobody else.
        """
        self.ensure_one()
        lock = self.sudo()
        return self.env._(
            "%(period)s is closed for %(program)s: %(reason)s. Enter a correction in "
            "an open period, or ask %(manager)s to open it again.",
            period=lock.period_id.name,
            program=lock.program_id.code,
            reason=lock.reason.rstrip("."),
            manager=lock.program_id.manager_id.name
            or self.env._("the manager of the programme"),
        )
