from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmFinding(models.Model):
    """Something that a check found, followed until it is verified as put right."""

    _name = "mtm.finding"
    _description = "Finding"
    _inherit = ["mtm.portal.mixin", "mtm.verified.mixin", "mtm.restrict.mixin"]
    _order = "state desc, severity desc, date_next, id"
    _due_field = "date_next"

    name = fields.Char(string="What Was Found", required=True, tracking=True)
    delivery_id = fields.Many2one(
        "mtm.service.delivery",
        string="Check",
        required=True,
        index=True,
        ondelete="cascade",
    )
    engagement_id = fields.Many2one(
        related="delivery_id.engagement_id", store=True, index=True, precompute=True
    )
    date = fields.Date(related="delivery_id.date", string="Found On", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="About",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_from_delivery",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The organisation that the finding is about. Its portal users see it "
        "once the check is confirmed; nobody else from outside does.",
    )
    site_id = fields.Many2one(
        "mtm.site",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_from_delivery",
        store=True,
        readonly=False,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        index=True,
        ondelete="restrict",
        compute="_compute_from_delivery",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    severity = fields.Selection(
        [
            ("1", "Observation"),
            ("2", "Minor"),
            ("3", "Major"),
            ("4", "Critical"),
        ],
        required=True,
        default="2",
        tracking=True,
    )
    date_next = fields.Date(string="Next Check", tracking=True)
    is_overdue = fields.Boolean(string="Check Overdue")
    note = fields.Text(string="Internal Note", help="For staff only.")

    @api.depends("delivery_id")
    def _compute_from_delivery(self):
        for finding in self:
            delivery = finding.delivery_id
            finding.partner_id = finding.partner_id or delivery.partner_id
            finding.site_id = finding.site_id or delivery.site_id
            finding.user_id = (
                finding.user_id or delivery.user_id or delivery.engagement_id.user_id
            )

    @api.constrains("date_next", "delivery_id")
    def _check_next_after_check(self):
        for finding in self:
            if finding.date_next and finding.date_next < finding.delivery_id.date:
                raise ValidationError(
                    self.env._(
                        "“%(finding)s” was found on %(found)s and cannot be checked "
                        "again before, on %(next)s.",
                        finding=finding.name,
                        found=finding.delivery_id.date,
                        next=finding.date_next,
                    )
                )

    # -- the activity of who follows it --

    @api.model
    def _followup_fields(self):
        return {"name", "date_next", "user_id", "state"}

    def _followup_values(self):
        if self.state != "open" or not self.date_next or not self.user_id:
            return None
        return {
            "summary": self.env._("Check again: %(finding)s", finding=self.name),
            "date_deadline": self.date_next,
            "user_id": self.user_id.id,
        }

    def _followup_changed(self, date, user):
        self.write({"date_next": date, "user_id": user.id})

    def _followup_done(self, feedback, attachments):
        """A check that was made leaves the finding open until it is verified."""
        self.date_next = False

    # -- what the organisation that it is about sees --

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "name",
            "delivery_id",
            "engagement_id",
            "partner_id",
            "site_id",
            "severity",
            "date",
            "date_next",
            "state",
        }

    def _portal_card(self):
        severities = dict(self._fields["severity"]._description_selection(self.env))
        return super()._portal_card() | {
            "name": self.name,
            "date": self.date,
            "site": self.site_id.name,
            "severity": severities[self.severity],
            "is_serious": self.severity in ("3", "4"),
            "date_next": self.date_next,
            "is_open": self.state == "open",
            "date_closed": self.date_closed,
        }
