from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty


class MtmAgreementAmendment(models.Model):
    """A signed change of an agreement: the only way its terms change."""

    _name = "mtm.agreement.amendment"
    _description = "Amendment of an Agreement"
    _inherit = ["mtm.attachment.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "agreement_id, number"
    _rec_names_search = ["name", "agreement_id"]

    agreement_id = fields.Many2one(
        "agreement", required=True, index=True, ondelete="restrict", tracking=True
    )
    number = fields.Integer(readonly=True, copy=False)
    name = fields.Char(string="What Changes", required=True, tracking=True)
    date_signed = fields.Date(string="Signed", copy=False, tracking=True)
    date_end = fields.Date(
        string="New End", tracking=True, help="Blank: the end stays what it is."
    )
    terms = fields.Html(
        string="New Terms",
        sanitize_attributes=True,
        help="The terms as they read from now on. Blank: they stay what they are.",
    )
    sharing_ids = fields.One2many(
        "mtm.data.sharing", "amendment_id", string="Data That May Be Shared From Now On"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed")],
        string="Status",
        compute="_compute_state",
        store=True,
    )
    partner_id = fields.Many2one(related="agreement_id.partner_id")
    earlier_end_date = fields.Date(
        related="agreement_id.end_date", string="Present End"
    )

    _number_unique = models.UniqueIndex(
        "(agreement_id, number)", "There is an amendment with this number already."
    )

    @api.depends("date_signed")
    def _compute_state(self):
        for amendment in self:
            amendment.state = "signed" if amendment.date_signed else "draft"

    @api.depends("agreement_id.display_name", "number")
    def _compute_display_name(self):
        for amendment in self:
            amendment.display_name = self.env._(
                "%(agreement)s, amendment %(number)s",
                agreement=amendment.agreement_id.display_name,
                number=amendment.number,
            )

    @api.constrains("date_signed", "agreement_id")
    def _check_signed_after_agreement(self):
        today = fields.Date.context_today(self)
        for amendment in self.filtered("date_signed"):
            signed = amendment.agreement_id.signature_date
            if amendment.date_signed > today:
                raise ValidationError(
                    self.env._(
                        "%(amendment)s takes effect when it is signed: say so on "
                        "%(date)s, not before.",
                        amendment=amendment.display_name,
                        date=amendment.date_signed,
                    )
                )
            if amendment.date_signed < signed:
                raise ValidationError(
                    self.env._(
                        "%(amendment)s cannot be signed on %(date)s: the agreement "
                        "itself was signed on %(signed)s.",
                        amendment=amendment.display_name,
                        date=amendment.date_signed,
                        signed=signed,
                    )
                )

    @api.constrains("date_end", "agreement_id")
    def _check_end_after_start(self):
        for amendment in self.filtered("date_end"):
            start = amendment.agreement_id.start_date
            if start and amendment.date_end < start:
                raise ValidationError(
                    self.env._(
                        "%(amendment)s would let the agreement end on %(end)s, before "
                        "it starts on %(start)s.",
                        amendment=amendment.display_name,
                        end=amendment.date_end,
                        start=start,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        amendments = super().create(vals_list)
        for amendment in amendments:
            amendment.agreement_id._check_can_be_amended()
            amendment.number = 1 + max(
                amendment.agreement_id.amendment_ids.mapped("number")
            )
        for amendment in amendments.filtered("date_signed"):
            amendment._take_effect()
        return amendments

    def write(self, vals):
        if vals.keys() & self._signed_fields():
            self._check_not_signed()
        result = super().write(vals)
        if vals.get("date_signed"):
            for amendment in self:
                amendment._take_effect()
        return result

    @api.model
    def _signed_fields(self):
        """Return the names of the fields that a signature fixes."""
        return {
            "agreement_id",
            "name",
            "date_signed",
            "date_end",
            "terms",
            "sharing_ids",
            "attachment_ids",
        }

    def _check_not_signed(self):
        """:raises UserError: when one of these is signed."""
        for amendment in self.filtered("date_signed"):
            raise UserError(
                self.env._(
                    "%(amendment)s is signed, so it stays as it is. Write another "
                    "amendment.",
                    amendment=amendment.display_name,
                )
            )

    def _kept_versions(self):
        """Return the versions that the signature of these has made."""
        return self.agreement_id.version_ids.filtered(
            lambda version: version.amendment_id in self
        )

    def action_sign(self):
        """Sign today what has no date of signature yet."""
        for amendment in self.filtered(lambda amendment: not amendment.date_signed):
            amendment.date_signed = fields.Date.context_today(amendment)

    def _take_effect(self):
        """Change the agreement, and keep how it read before and how it reads now."""
        self.ensure_one()
        agreement = self.agreement_id
        agreement._check_can_be_amended()
        agreement._check_signatory()
        if not agreement.version_ids:
            agreement._keep_version()
        vals = {}
        if self.date_end:
            vals["end_date"] = self.date_end
        if not is_html_empty(self.terms):
            vals["terms"] = self.terms
        if vals:
            agreement._amend(vals)
        agreement._keep_version(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_not_signed()
