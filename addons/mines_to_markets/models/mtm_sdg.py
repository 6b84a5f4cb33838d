from odoo import api, fields, models


class MtmSdg(models.Model):
    """A goal of the 2030 Agenda, or a target or indicator below one."""

    _name = "mtm.sdg"
    _description = "Sustainable Development Goal or Target"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Text(required=True, translate=True)
    parent_id = fields.Many2one("mtm.sdg", index=True, ondelete="restrict")
    child_ids = fields.One2many("mtm.sdg", "parent_id")

    _code_unique = models.UniqueIndex("(code)", "This goal or target exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for sdg in self:
            sdg.display_name = f"{sdg.code} {sdg.name}"
