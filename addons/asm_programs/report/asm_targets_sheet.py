from odoo import models

from odoo.addons.mines_to_markets.tools.registers import Column


class AsmTargetsSheet(models.AbstractModel):
    """Targets in the layout in which they come in again, to be changed and imported."""

    _name = "report.asm_programs.targets_sheet"
    _description = "Targets to Change and Import"
    _inherit = ["report.asm_programs.version_sheet"]

    _versions = "asm.target"
    _kind = "target"
    _days = {"from": "date_from", "to": "date_to"}

    def _title(self):
        return self.env._("Targets")

    def _day_columns(self):
        days = {"from": self.env._("From"), "to": self.env._("To")}
        return [
            Column(
                name,
                title,
                "date",
                help=self.env._("First or last day of the time that it is for."),
                width=13,
                key=True,
                required=True,
            )
            for name, title in days.items()
        ]
