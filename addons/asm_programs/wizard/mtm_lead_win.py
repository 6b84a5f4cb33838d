from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmLeadWin(models.TransientModel):
    """Also asks for what an award has to say."""

    _inherit = "mtm.lead.win"

    opens = fields.Selection(
        [("engagement", "An engagement"), ("award", "An award")],
        string="What does it open?",
        compute="_compute_opens",
        store=True,
        readonly=False,
        precompute=True,
    )
    award_reference = fields.Char(
        compute="_compute_award", store=True, readonly=False, precompute=True
    )
    award_amount = fields.Monetary(
        currency_field="award_currency_id",
        compute="_compute_award",
        store=True,
        readonly=False,
        precompute=True,
    )
    award_currency_id = fields.Many2one(
        "res.currency",
        index="btree_not_null",
        ondelete="cascade",
        compute="_compute_award",
        store=True,
        readonly=False,
        precompute=True,
    )
    award_date_start = fields.Date(
        compute="_compute_award", store=True, readonly=False, precompute=True
    )
    award_date_end = fields.Date(
        compute="_compute_award", store=True, readonly=False, precompute=True
    )

    @api.depends(
        "lead_id", "choice", "match_partner_id", "partner_id", "stakeholder_type_id"
    )
    def _compute_opens(self):
        funders = self.env["crm.lead"]._funder_types()
        for wizard in self:
            if not wizard.asks_stakeholder:
                wizard.opens = wizard.lead_id.opens
                continue
            kind = {
                "match": wizard.match_partner_id.stakeholder_type_id,
                "other": wizard.partner_id.stakeholder_type_id,
                "new": wizard.stakeholder_type_id,
            }.get(wizard.choice, funders.browse())
            wizard.opens = "award" if kind in funders else "engagement"

    _award_fields = (
        "award_reference",
        "award_amount",
        "award_currency_id",
        "award_date_start",
        "award_date_end",
    )

    @api.depends("lead_id")
    def _compute_award(self):
        for wizard in self:
            for name in self._award_fields:
                wizard[name] = wizard.lead_id[name]

    def _prepare_win(self):
        result = super()._prepare_win()
        values = {"opens": self.opens}
        if self.opens == "award":
            if not all((self.award_reference, self.award_date_start)) or (
                not self.award_date_end
            ):
                raise UserError(
                    self.env._("An award has a reference, a start and an end.")
                )
            values |= {name: self[name] for name in self._award_fields}
        self.lead_id.write(self.lead_id._convert_to_write(values))
        return result
