from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmSubmission(models.Model):
    """A report of a closed period is read, and nothing else."""

    _inherit = "asm.submission"

    closed_message = fields.Char(
        string="Closed", compute="_compute_closed_message", compute_sudo=True
    )

    @api.depends("program_id", "period_id")
    def _compute_closed_message(self):
        for submission in self:
            lock = submission._closing_lock()
            submission.closed_message = lock._describe() if lock else False

    def _closing_lock(self):
        self.ensure_one()
        # whoever reads the report may know that it is closed
        report = self.sudo()
        return self.env["asm.period.lock"]._holding(report.program_id, report.period_id)

    def _check_period_open(self):
        """:raises UserError: where the period of one of these is closed"""
        for submission in self:
            lock = submission._closing_lock()
            if lock:
                raise UserError(
                    self.env._(
                        "%(submission)s: %(closing)s",
                        submission=submission.display_name,
                        closing=lock._describe(),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        submissions = super().create(vals_list)
        submissions._check_period_open()
        return submissions

    @api.model
    def _words(self):
        return {"narrative", "state", "return_reason", *self._key_fields}

    def write(self, vals):
        if self._words().intersection(vals):
            self._check_period_open()
        return super().write(vals)

    def _portal_is_editable(self):
        return super()._portal_is_editable() and not self._closing_lock()

    def action_close_period(self):
        """Open the form that closes this report's period for its programme."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close Period"),
            "res_model": "asm.period.lock",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_program_id": self.program_id.id,
                "default_period_id": self.period_id.id,
            },
        }
