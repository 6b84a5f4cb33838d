from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    is_bound_by_walls = fields.Boolean(
        compute="_compute_is_bound_by_walls",
        compute_sudo=True,
        export_string_translation=False,
        help="Staff see an engagement behind a wall when they are on its team.",
    )

    @api.depends("all_group_ids")
    def _compute_is_bound_by_walls(self):
        # people from outside have rules of their own
        admins = self.env.ref("mines_to_markets.group_mtm_admin")
        for user in self:
            user.is_bound_by_walls = not user.share and admins not in user.all_group_ids
