from odoo import fields, models


class AsmIndicatorVersion(models.TransientModel):
    """Makes the next version of a definition, saying what changes and why."""

    _name = "asm.indicator.version"
    _description = "New Version of a Definition"

    indicator_id = fields.Many2one(
        "asm.indicator", required=True, readonly=True, ondelete="cascade"
    )
    change_summary = fields.Text(
        string="What Changes",
        required=True,
        help="What will be counted or added up in another way.",
    )
    change_reason = fields.Text(string="Why", required=True)
    comparable = fields.Boolean(
        help="Tick it when numbers of both versions may stand in one series. Else a "
        "new series begins with the new version."
    )

    def action_make(self):
        """Make the new version and open it, to change what changes."""
        self.ensure_one()
        newer = self.indicator_id._make_version(
            self.change_summary, self.change_reason, self.comparable
        )
        return newer._get_records_action(name=self.env._("New Version"))
