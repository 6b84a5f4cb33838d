from odoo import fields, models
from odoo.exceptions import UserError


class AsmDonorFormat(models.Model):
    """What was sent in a layout stays to be seen in it: changing it makes a version."""

    _inherit = "asm.donor.format"

    is_kept = fields.Boolean(
        string="In Use",
        compute="_compute_is_kept",
        help="A report was frozen in this layout. Make a new version to change it.",
    )

    def _compute_is_kept(self):
        Report = self.env["asm.donor.report"].sudo()
        groups = Report._read_group(
            [("format_id", "in", self.ids), ("state", "!=", "draft")], ["format_id"]
        )
        kept = self.browse([record.id for (record,) in groups])
        for record in self:
            record.is_kept = record in kept

    def _check_layout(self):
        if kept := self.filtered("is_kept"):
            raise UserError(
                self.env._(
                    "Reports were frozen in %(format)s, so it stays as it is. Make a "
                    "new version of it.",
                    format=kept[0].display_name,
                )
            )
        return super()._check_layout()

    def action_new_version(self):
        """Make a version that may be changed, and put it in the place of this one."""
        self.ensure_one()
        newest = self._newest(self.code)
        made = self.copy({"version": newest.version + 1, "previous_id": self.id})
        self._put_in_place(made)
        return made._get_records_action(name=self.env._("New Version"))

    def _put_in_place(self, made):
        """Let what follows this format follow another one from now on."""
        self.active = False
