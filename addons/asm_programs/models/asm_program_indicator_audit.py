from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmProgramIndicator(models.Model):
    """How the last data-quality audit found the numbers of an indicator."""

    _inherit = "asm.program.indicator"

    audit_ids = fields.Many2many(
        "asm.audit",
        "asm_audit_program_indicator_rel",
        "program_indicator_id",
        "audit_id",
    )
    last_audit_id = fields.Many2one("asm.audit", compute="_compute_last_audit")
    audit_date = fields.Date(string="Audited On", compute="_compute_last_audit")
    audit_factor = OptionalFloat(
        string="Verification Factor (%)", compute="_compute_last_audit"
    )
    audit_factor_ids = fields.Many2many(
        "asm.audit.factor", string="Factors by Site", compute="_compute_last_audit"
    )
    date_next_audit = fields.Date(string="Next Audit", compute="_compute_last_audit")

    def _compute_last_audit(self):
        factors = self.env["asm.audit.factor"].search_fetch(
            [("program_indicator_id", "in", self.ids), ("state", "=", "done")]
        )
        by_line = factors.grouped("program_indicator_id")
        factors.audit_id.fetch(["date_next"])
        planned = self._planned_audits()
        for line in self:
            found = by_line.get(line._origin, factors.browse())
            total = found.filtered("is_total")[:1]
            line.last_audit_id = total.audit_id
            line.audit_date = total.date
            line.audit_factor = total.factor if total else False
            line.audit_factor_ids = found.filtered(
                lambda f, last=total: f.audit_id == last.audit_id and not f.is_total
            )
            days = [planned.get(line._origin.id), total.audit_id.date_next]
            line.date_next_audit = min(filter(None, days), default=False)

    def _planned_audits(self):
        """Return ``{id: day}`` until when the open audits of indicators recount."""
        audits = self.env["asm.audit"].search(
            [
                ("program_indicator_ids", "in", self.ids),
                ("state", "!=", "done"),
                ("date_due", "!=", False),
            ],
            order="date_due desc",
        )
        return {
            line.id: audit.date_due
            for audit in audits
            for line in audit.program_indicator_ids
        }

    def action_view_last_audit(self):
        self.ensure_one()
        return self.last_audit_id._get_records_action()
