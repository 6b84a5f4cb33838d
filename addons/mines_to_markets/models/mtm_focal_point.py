from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmFocalPoint(models.Model):
    """Whom a ministry named to speak for it, for what, and until when."""

    _name = "mtm.focal.point"
    _description = "Focal Point of a Government Body"
    _order = "date_end desc, date_start desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Government Body",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', False)]",
    )
    role = fields.Char(string="For")
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Until")
    letter_id = fields.Many2one(
        "mtm.letter",
        string="Letter of Nomination",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('partner_id', '=', partner_id), ('kind', '=', 'nomination')]",
    )
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A focal point's end cannot be before the start.",
    )
    _key_unique = models.UniqueIndex(
        "(partner_id, contact_id, date_start, COALESCE(role, ''))",
        "This person is the focal point for this from this day already.",
    )

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for point in self:
            point.is_current = bool(
                point.date_start
                and point.date_start <= today
                and (not point.date_end or point.date_end >= today)
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("date_start", "<=", "today"),
            "|",
            ("date_end", "=", False),
            ("date_end", ">=", "today"),
        ]

    @api.depends("partner_id.name", "contact_id.name")
    def _compute_display_name(self):
        for point in self:
            point.display_name = (
                f"{point.contact_id.name or ''}, {point.partner_id.name or ''}"
            )

    @api.constrains("partner_id", "letter_id")
    def _check_letter_of_partner(self):
        for point in self:
            letter = point.letter_id
            if letter and letter.partner_id != point.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(letter)s is a letter of %(sender)s, but the focal point is "
                        "of %(partner)s. Choose a letter of the same body.",
                        letter=letter.display_name,
                        sender=letter.partner_id.display_name,
                        partner=point.partner_id.display_name,
                    )
                )

    @api.constrains("contact_id")
    def _check_contact_is_person(self):
        for point in self:
            if point.contact_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is an organisation. Name a person as focal "
                        "point of %(partner)s.",
                        contact=point.contact_id.display_name,
                        partner=point.partner_id.display_name,
                    )
                )
