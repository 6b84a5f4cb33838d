from odoo import api, fields, models


class MtmSite(models.Model):
    _inherit = "mtm.site"

    dispute_ids = fields.One2many("mtm.dispute", "site_id")
    dispute_count = fields.Integer(
        string="Open Disputes", compute="_compute_dispute_count"
    )

    @api.depends("dispute_ids.state")
    def _compute_dispute_count(self):
        counts = dict(
            self.env["mtm.dispute"]._read_group(
                [
                    ("site_id", "in", self.ids),
                    ("state", "in", ("open", "mediation")),
                ],
                ["site_id"],
                ["__count"],
            )
        )
        for site in self:
            site.dispute_count = counts.get(site, 0)
