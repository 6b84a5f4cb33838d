from odoo import fields, models
from odoo.exceptions import UserError


class Agreement(models.Model):
    """An agreement by which money of an award is passed on."""

    _inherit = "agreement"

    subaward_ids = fields.One2many(
        "asm.subaward",
        "agreement_id",
        string="Sub-Awards",
        groups="mines_to_markets.group_mtm_user",
    )
    subaward_count = fields.Integer(
        compute="_compute_subaward_count", groups="mines_to_markets.group_mtm_user"
    )

    def _compute_subaward_count(self):
        counts = dict(
            self.env["asm.subaward"]._read_group(
                [("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"]
            )
        )
        for agreement in self:
            agreement.subaward_count = counts.get(agreement, 0)

    def action_view_subawards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_subaward_action"
        )
        return action | {"domain": [("agreement_id", "=", self.id)], "context": {}}

    def action_new_subaward(self):
        """Open a new sub-award that follows from this agreement.

        :raises UserError: when there is nobody to pass money on to
        """
        self.ensure_one()
        self.env["asm.subaward"].check_access("create")
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%(agreement)s names no partner. Enter one first.",
                    agreement=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sub-Award"),
            "res_model": "asm.subaward",
            "view_mode": "form",
            "context": self._subaward_defaults(),
        }

    def _subaward_defaults(self):
        """Return what a sub-award takes over from this agreement, as defaults."""
        programs = self.engagement_ids.program_ids
        awards = programs[:1].award_ids
        values = {
            "agreement_id": self.id,
            "reference": self.code,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "program_id": len(programs) == 1 and programs.id,
            "award_id": len(programs) == 1 and len(awards) == 1 and awards.id,
            "date_start": fields.Date.to_string(self.start_date or self.signature_date),
            "date_end": fields.Date.to_string(self.end_date),
            "date_obligated": fields.Date.to_string(self.signature_date),
        }
        return {f"default_{name}": value for name, value in values.items() if value}
