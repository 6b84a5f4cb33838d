from odoo import api, fields, models
from odoo.fields import Domain


class MtmFormalization(models.Model):
    """On which step of the ladder a group of miners or a site was found, and when."""

    _name = "mtm.formalization"
    _description = "Formalization of a Cooperative or Site"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Cooperative",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    step_id = fields.Many2one(
        "mtm.formalization.step",
        required=True,
        index=True,
        ondelete="restrict",
        group_expand="_read_group_expand_full",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char()
    is_current = fields.Boolean(
        compute="_compute_is_current",
        store=True,
        help="The last step that was recorded; the others are its history.",
    )

    _day_unique = models.UniqueIndex(
        "(partner_id, date)",
        "The step of this cooperative on this day is recorded already. Change that "
        "record, or give this one another date.",
    )
    _site_day_unique = models.UniqueIndex(
        "(site_id, date)",
        "The step of this site on this day is recorded already. Change that record, "
        "or give this one another date.",
    )
    _one_climbs = models.Constraint(
        "CHECK (num_nonnulls(partner_id, site_id) = 1)",
        "A step was reached by a cooperative or by a site: name one of the two.",
    )

    @api.depends("partner_id.name", "site_id.name", "step_id.name")
    def _compute_display_name(self):
        for record in self:
            who = record.partner_id.name or record.site_id.name or ""
            record.display_name = f"{who}, {record.step_id.name or ''}"

    @api.depends(
        "date",
        "partner_id.formalization_ids.date",
        "site_id.formalization_ids.date",
    )
    def _compute_is_current(self):
        # what is last does not depend on who records it
        steps = self.sudo().search(
            Domain("partner_id", "in", self.partner_id.ids)
            | Domain("site_id", "in", self.site_id.ids)
        )
        last = {}
        # the latest first
        for step in steps:
            last.setdefault(step.partner_id or step.site_id, step)
        for record in self:
            climber = (record.sudo().partner_id or record.sudo().site_id)._origin
            record.is_current = last.get(climber, record) == record._origin

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # whoever reads the history next gets it in its order
        records.partner_id.invalidate_recordset(["formalization_ids"])
        records.site_id.invalidate_recordset(["formalization_ids"])
        return records

    @api.model
    def _current_steps(self, name, records):
        """Return ``{record: step}`` of the last step of some cooperatives or sites.

        :param name: ``partner_id`` or ``site_id``
        """
        found = self.search_fetch(
            [(name, "in", records.ids), ("is_current", "=", True)], [name, "step_id"]
        )
        return {step[name]: step.step_id for step in found}
