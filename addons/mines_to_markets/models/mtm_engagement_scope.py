from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmEngagementScope(models.Model):
    """One line of what an engagement covers: a supplier, its tier, mineral, place."""

    _name = "mtm.engagement.scope"
    _description = "Scope Line of an Engagement"
    _order = "engagement_id, tier, id"
    _rec_names_search = ["partner_id", "mineral_id", "site_id"]

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    engagement_partner_id = fields.Many2one(
        related="engagement_id.partner_id",
        string="Stakeholder",
        store=True,
        index=True,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    tier = fields.Selection(
        [
            ("1", "Tier 1"),
            ("2", "Tier 2"),
            ("3", "Tier 3"),
            ("4", "Tier 4 and beyond"),
        ],
        help="How many steps away from the stakeholder the supplier is: one that it "
        "buys from itself is tier 1.",
    )
    mineral_id = fields.Many2one(
        "mtm.mineral", index="btree_not_null", ondelete="restrict"
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    note = fields.Char()

    _line_unique = models.UniqueIndex(
        "(engagement_id, COALESCE(partner_id, 0), COALESCE(mineral_id, 0), "
        "COALESCE(site_id, 0))",
        "This supplier, mineral and site are in the scope of the engagement already.",
    )
    _covers_something = models.Constraint(
        "CHECK (num_nonnulls(partner_id, mineral_id, site_id) > 0)",
        "A scope line names a supplier, a mineral or a site.",
    )

    @api.depends("partner_id.name", "mineral_id.name", "site_id.name")
    def _compute_display_name(self):
        for line in self:
            parts = (line.partner_id.name, line.mineral_id.name, line.site_id.name)
            line.display_name = ", ".join(part for part in parts if part)

    @api.constrains("partner_id", "engagement_id")
    def _check_supplier_is_another(self):
        for line in self:
            if line.partner_id == line.engagement_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is the stakeholder of %(engagement)s and not "
                        "a supplier of its own.",
                        partner=line.partner_id.name,
                        engagement=line.engagement_id.name,
                    )
                )
