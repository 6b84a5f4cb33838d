from decimal import Decimal

from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import lights


class AsmProgram(models.Model):
    """What a programme adds to looking at results: thresholds and SDG links."""

    _inherit = "asm.program"

    green_from = OptionalFloat(
        string="Green From (%)", help="Empty: as the settings of the company say."
    )
    amber_from = OptionalFloat(
        string="Amber From (%)", help="Empty: as the settings of the company say."
    )
    sdg_link_ids = fields.One2many(
        "asm.sdg.link", "program_id", string="SDG Links", copy=True
    )

    _lights_in_order = models.Constraint(
        "CHECK (amber_from > 0 AND green_from >= amber_from)",
        "Amber begins above 0 % and not above green.",
    )
    _lights_are_a_pair = models.Constraint(
        "CHECK ((green_from IS NULL) = (amber_from IS NULL))",
        "Give both thresholds, green and amber, or neither.",
    )

    def _light_rule(self):
        """Return the :class:`lights.Rule` of this programme."""
        self.ensure_one()
        of_company = self.company_id.sudo()
        own = self.green_from is not False
        return lights.Rule(
            *(
                Decimal(str(threshold))
                for threshold in (
                    (self.green_from, self.amber_from)
                    if own
                    else (of_company.asm_green_from, of_company.asm_amber_from)
                )
            )
        )

    def action_open_dashboard(self):
        """Open the page of this programme's results."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "asm_programs.asm_dashboard_action"
        )
        return action | {
            "name": self.env._("Results of %(program)s", program=self.code),
            "context": {"active_id": self.id, "asm_program_id": self.id},
        }
