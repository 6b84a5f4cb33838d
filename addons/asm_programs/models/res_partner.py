from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    program_line_ids = fields.One2many(
        "asm.program.partner",
        "partner_id",
        string="Roles in Programmes",
        groups="mines_to_markets.group_mtm_user",
    )
    submission_count = fields.Integer(
        compute="_compute_mtm_counts", groups="mines_to_markets.group_mtm_user"
    )

    @api.model
    def _counted_by_partner(self):
        return super()._counted_by_partner() | {
            "submission_count": [("asm.submission", "partner_id")]
        }

    def action_view_submissions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_submission_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
