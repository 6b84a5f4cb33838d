from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    program_line_ids = fields.One2many(
        "asm.program.partner",
        "partner_id",
        string="Roles in Programmes",
        groups="mines_to_markets.group_mtm_user",
    )
    submission_count = fields.Integer(
        compute="_compute_submission_count", groups="mines_to_markets.group_mtm_user"
    )

    def _compute_submission_count(self):
        counts = self._count_by_partner("asm.submission")
        for partner in self:
            partner.submission_count = counts.get(partner, 0)

    def action_view_submissions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_submission_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
