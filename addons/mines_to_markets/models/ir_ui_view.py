from odoo import fields, models

MAP_ATTRIBUTES = {"__validate__", "class", "js_class", "string"}


class IrUiView(models.Model):
    """A view that shows records as places on a map."""

    _inherit = "ir.ui.view"

    type = fields.Selection(
        selection_add=[("mtm_map", "Map")], ondelete={"mtm_map": "cascade"}
    )

    def _get_view_info(self):
        return {"mtm_map": {"icon": "fa fa-map-o"}} | super()._get_view_info()

    def _validate_tag_mtm_map(self, node, name_manager, node_info):
        if not node_info["validate"]:
            return
        unknown = set(node.attrib) - MAP_ATTRIBUTES
        if len(node) or unknown:
            self._raise_view_error(
                self.env._(
                    "A map is drawn from the records themselves: it takes no field, "
                    "and no attribute but %(known)s.",
                    known=", ".join(sorted(MAP_ATTRIBUTES - {"__validate__"})),
                ),
                node,
            )
