from odoo import fields, models


class IrActionsActWindowView(models.Model):
    _name = "ir.actions.act_window.view"
    _inherit = ["ir.actions.act_window.view"]

    view_mode = fields.Selection(
        selection_add=[("mtm_map", "Map")], ondelete={"mtm_map": "cascade"}
    )
