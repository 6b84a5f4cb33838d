from odoo import models

from odoo.addons.mines_to_markets.tools.registers import Column


class AsmBaselinesSheet(models.AbstractModel):
    """Baselines in the layout in which they come in again, to be changed."""

    _name = "report.asm_programs.baselines_sheet"
    _description = "Baselines to Change and Import"
    _inherit = ["report.asm_programs.version_sheet"]

    _versions = "asm.baseline"
    _kind = "baseline"
    _days = {"measured on": "date_measured"}

    def _title(self):
        return self.env._("Baselines")

    def _day_columns(self):
        return [
            Column(
                "measured on",
                self.env._("Measured On"),
                "date",
                help=self.env._("Blank: the day that is known already, if any."),
                width=13,
            )
        ]
