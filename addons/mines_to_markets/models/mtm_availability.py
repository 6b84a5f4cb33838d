from odoo import api, fields, models


class MtmAvailability(models.Model):
    """How much of their time an expert has free, from when to when."""

    _name = "mtm.availability"
    _description = "Availability of an Expert"
    _order = "partner_id, date_start"

    partner_id = fields.Many2one(
        "res.partner", string="Expert", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="To", help="Empty: until further notice.")
    share = fields.Float(
        string="Free (%)",
        required=True,
        default=100.0,
        help="Percentage of full time. 0: not available.",
    )
    note = fields.Char()

    # ranges of one number, since integers need an extension of the database
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH &&, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Two statements about one expert's time overlap: end the earlier one first.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A time cannot end before it starts."
    )
    _share_is_percentage = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)",
        "The share of free time lies between 0 and 100 %.",
    )

    @api.depends("partner_id.name", "date_start", "date_end", "share")
    def _compute_display_name(self):
        for availability in self:
            availability.display_name = self.env._(
                "%(expert)s: %(share)g %% from %(start)s to %(end)s",
                expert=availability.partner_id.name,
                share=availability.share,
                start=availability.date_start,
                end=availability.date_end or "…",
            )
