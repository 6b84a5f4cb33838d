from odoo import api, fields, models
from odoo.fields import Domain

# what the holder may go on under, whatever else is being decided about it
_EFFECTIVE = ("granted", "renewal", "transformation", "to_be_forfeited")


class MtmLicence(models.Model):
    """A title or licence of a stakeholder to explore, mine, treat or trade."""

    _name = "mtm.licence"
    _description = "Licence"
    _inherit = [
        "mtm.reminder.mixin",
        "mtm.attachment.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date_expiry desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_id"]
    _reminder_days_field = "mtm_licence_reminder_days"

    partner_id = fields.Many2one(
        "res.partner",
        string="Holder",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    kind = fields.Selection(
        [
            ("research", "Exploration"),
            ("exploitation", "Exploitation"),
            ("small_mine", "Small-mine exploitation"),
            ("tailings", "Tailings exploitation"),
            ("artisanal", "Artisanal exploitation zone"),
            ("quarry_research", "Quarry exploration"),
            ("quarry", "Quarry exploitation"),
            ("processing", "Processing"),
            ("trading", "Trading"),
            ("export", "Export"),
            ("other", "Other"),
        ],
        required=True,
        tracking=True,
    )
    number = fields.Char(
        index="trigram",
        tracking=True,
        help="Number in the register of the authority; blank until there is one.",
    )
    site_id = fields.Many2one(
        "mtm.site", string="Place", index="btree_not_null", ondelete="restrict"
    )
    mineral_ids = fields.Many2many("mtm.mineral", string="Minerals")
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_issued = fields.Date(string="Issued", tracking=True)
    date_expiry = fields.Date(string="Valid Until", tracking=True, index=True)
    state = fields.Selection(
        [
            ("applied", "Applied"),
            ("under_review", "Under review"),
            ("granted", "Granted"),
            ("renewal", "Active, renewal pending"),
            ("transformation", "Active, transformation pending"),
            ("force_majeure", "Force majeure"),
            ("suspended", "Suspended"),
            ("to_be_forfeited", "To be forfeited"),
            ("forfeited", "Forfeited"),
            ("renounced", "Renounced"),
            ("expired", "Expired"),
        ],
        string="Status",
        required=True,
        default="granted",
        tracking=True,
        help="As the register of the authority says.",
    )
    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
        help="The holder may work under it today: granted, not suspended or lost, and "
        "not past its end unless its renewal is pending.",
    )
    note = fields.Text()

    _number_unique = models.UniqueIndex(
        "(partner_id, kind, number) WHERE number IS NOT NULL",
        "This licence of the stakeholder is recorded already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_expiry >= date_issued)",
        "A licence cannot expire before it is issued.",
    )

    @api.depends("state", "date_issued", "date_expiry")
    def _compute_is_in_force(self):
        self.is_in_force = False
        self.filtered_domain(self._domain_in_force()).is_in_force = True

    def _search_is_in_force(self, operator, value):
        return self._domain_in_force() if operator == "in" else NotImplemented

    @api.model
    def _domain_in_force(self):
        today = fields.Date.context_today(self)
        begun = Domain("date_issued", "=", False) | Domain("date_issued", "<=", today)
        ended = Domain("date_expiry", "<", today) & Domain("state", "!=", "renewal")
        return Domain("state", "in", _EFFECTIVE) & begun & ~ended

    @api.depends("kind", "number", "partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for licence in self:
            parts = (
                kinds.get(licence.kind),
                licence.number,
                licence.partner_id.name,
            )
            licence.display_name = ", ".join(filter(None, parts))

    @api.model
    def _reminder_domain(self):
        return super()._reminder_domain() & Domain("state", "in", _EFFECTIVE)
