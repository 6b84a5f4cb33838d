from odoo import api, models


class AsmAssignment(models.Model):
    """A change of who reports what reaches the reports that are open."""

    _inherit = "asm.assignment"

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._asked_changed()
        return assignments

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        self._asked_changed(before)
        return result

    def unlink(self):
        programs, partners = self.program_id, self.partner_id
        result = super().unlink()
        programs.sudo()._merge_open_reports(partners)
        return result

    def _asked_changed(self, partners=None):
        partners = (partners or self.partner_id) | self.partner_id
        self.sudo().program_id._merge_open_reports(partners)
