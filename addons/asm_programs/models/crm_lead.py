from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError


class CrmLead(models.Model):
    """An opportunity with a funder opens an award instead of an engagement."""

    _inherit = "crm.lead"

    opens = fields.Selection(
        [("engagement", "An engagement"), ("award", "An award")],
        string="Opens at the Win",
        required=True,
        compute="_compute_opens",
        store=True,
        readonly=False,
        precompute=True,
        help="With a funder an award, unless you say otherwise.",
    )
    award_ids = fields.One2many("asm.award", "lead_id", readonly=True)
    award_count = fields.Integer(compute="_compute_award_count")
    award_reference = fields.Char(help="Number of the grant or contract.", copy=False)
    award_kind = fields.Selection(
        [("grant", "Grant"), ("contract", "Contract")],
        required=True,
        default="grant",
    )
    award_amount = fields.Monetary(
        compute="_compute_award_amount",
        currency_field="award_currency_id",
        store=True,
        readonly=False,
    )
    award_currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    award_date_start = fields.Date(string="Award Start")
    award_date_end = fields.Date(string="Award End")
    term_ids = fields.One2many("asm.award.term", "lead_id", string="Terms", copy=True)

    _award_dates_in_order = models.Constraint(
        "CHECK (award_date_end >= award_date_start)",
        "An award cannot end before it starts.",
    )

    @api.depends("partner_id.commercial_partner_id.stakeholder_type_id")
    def _compute_opens(self):
        funders = self._funder_types()
        for lead in self:
            if lead.opens and (lead.award_ids or lead.engagement_ids):
                # what has been opened is what it opens
                continue
            kind = lead.sudo().partner_id.commercial_partner_id.stakeholder_type_id
            lead.opens = "award" if kind in funders else "engagement"

    @api.model
    def _funder_types(self):
        """Return the type of international funding agencies, and those below it."""
        funder = self.env.ref(
            "mines_to_markets.mtm_stakeholder_type_fund", raise_if_not_found=False
        )
        types = self.env["mtm.stakeholder.type"].sudo().with_context(active_test=False)
        return types.search([("id", "child_of", funder.id)]) if funder else types

    @api.depends("expected_revenue")
    def _compute_award_amount(self):
        for lead in self:
            same = lead.award_currency_id == lead.company_currency
            lead.award_amount = lead.award_amount or (same and lead.expected_revenue)

    def _compute_award_count(self):
        awards = self.env["asm.award"].with_context(active_test=False)
        counts = {}
        if awards.has_access("read"):  # salespeople open leads without a role of ours
            counts = dict(
                awards._read_group(
                    [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
                )
            )
        for lead in self:
            lead.award_count = counts.get(lead, 0)

    @api.constrains("opens")
    def _check_opens(self):
        """:raises ValidationError: where something else has been opened"""
        for lead in self.sudo().with_context(active_test=False):
            opened, other = lead.award_ids, lead.engagement_ids
            if lead.opens == "award":
                opened, other = other, opened
            if opened and not other:
                raise ValidationError(
                    self.env._(
                        "“%(lead)s” has opened %(opened)s already.",
                        lead=lead.name,
                        opened=opened[0].display_name,
                    )
                )

    def _open_what_was_won(self):
        with_award = self.filtered(lambda lead: lead.opens == "award")
        with_award._open_award()
        return super(CrmLead, self - with_award)._open_what_was_won()

    def _open_award(self):
        """Open one award a lead, on the terms that the lead names."""
        for lead in self:
            # an officer may win; awards are entered by finance. What is made has the
            # lead's values only, and the lead was written with the user's own rights
            award = lead.sudo().with_context(active_test=False).award_ids
            if not award:
                lead._check_has_stakeholder()
                lead._check_award_is_known()
                award = award.create(lead._prepare_award())
                followers = lead._internal_followers().partner_id
                award.message_subscribe((followers | self.env.user.partner_id).ids)
            lead.sudo().term_ids.award_id = award
            lead._hand_over_to(award)

    def _prepare_award(self):
        self.ensure_one()
        return {
            "reference": self.award_reference.strip(),
            "name": self.name,
            "kind": self.award_kind,
            "donor_id": self._stakeholder().id,
            "amount": self.award_amount,
            "currency_id": self.award_currency_id.id,
            "date_start": self.award_date_start,
            "date_end": self.award_date_end,
            "company_id": (self.company_id or self.env.company).id,
            "lead_id": self.id,
        }

    def _award_fields_missing(self):
        """Return the names of what an award has to say and this lead does not."""
        self.ensure_one()
        names = ("award_reference", "award_date_start", "award_date_end")
        return [name for name in names if not self[name]]

    def _check_award_is_known(self):
        """:raises RedirectWarning: leading to the wizard that asks for the award"""
        missing = self._award_fields_missing()
        if not missing:
            return
        raise RedirectWarning(
            self.env._(
                "“%(lead)s” opens an award: say first its %(fields)s.",
                lead=self.name,
                fields=", ".join(
                    self._fields[name]._description_string(self.env) for name in missing
                ),
            ),
            self._action_ask_stakeholder(),
            self.env._("Enter the Award"),
        )

    def _asks_before_win(self):
        asks = super()._asks_before_win()
        opens_award = self.opens == "award" and not self.sudo().award_ids
        return asks or bool(opens_award and self._award_fields_missing())

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self._merge_dependences_awards(opportunities)
        return result

    def _merge_dependences_awards(self, opportunities):
        """Keep the award and the terms of a merged lead; each has one award at most."""
        awards = opportunities.sudo().with_context(active_test=False).award_ids
        own = self.sudo().with_context(active_test=False).award_ids
        opportunities.sudo().term_ids.write({"lead_id": self.id})
        if len(awards | own) > 1:
            raise UserError(
                self.env._(
                    "These opportunities have opened different awards and cannot be "
                    "merged: %(awards)s.",
                    awards=", ".join((awards | own).mapped("display_name")),
                )
            )
        awards.write({"lead_id": self.id})

    def _merge_get_fields(self):
        names = ["award_reference", "award_date_start", "award_date_end"]
        return super()._merge_get_fields() + names

    def action_view_award(self):
        return self.award_ids._get_records_action(name=self.env._("Award"))
