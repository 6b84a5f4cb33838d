from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class MtmLeadWin(models.TransientModel):
    """Asks what has to be known of an opportunity before it is won."""

    _name = "mtm.lead.win"
    _description = "Win an Opportunity"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    stage_id = fields.Many2one(
        "crm.stage", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    asks_stakeholder = fields.Boolean(compute="_compute_asks_stakeholder")
    match_partner_ids = fields.Many2many(related="lead_id.match_partner_ids")
    choice = fields.Selection(
        [
            ("match", "It is one of these"),
            ("other", "It is another stakeholder we know"),
            ("new", "It is new to us"),
        ],
        string="Who is it?",
        required=True,
        compute="_compute_choice",
        store=True,
        readonly=False,
        precompute=True,
    )
    match_partner_id = fields.Many2one(
        "res.partner",
        string="Known Stakeholder",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('id', 'in', match_partner_ids)]",
        compute="_compute_choice",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('is_company', '=', True)]",
    )
    name = fields.Char(
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
    )
    stakeholder_type_id = fields.Many2one(
        "mtm.stakeholder.type", index="btree_not_null", ondelete="cascade"
    )
    country_id = fields.Many2one(
        "res.country",
        string="Based In",
        index="btree_not_null",
        ondelete="cascade",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("lead_id")
    def _compute_asks_stakeholder(self):
        for wizard in self:
            wizard.asks_stakeholder = not wizard.lead_id._stakeholder()

    @api.depends("lead_id")
    def _compute_choice(self):
        for wizard in self:
            matches = wizard.lead_id.match_partner_ids
            wizard.choice = "match" if matches else "new"
            wizard.match_partner_id = matches[:1]

    @api.depends("lead_id")
    def _compute_from_lead(self):
        for wizard in self:
            wizard.name = wizard.lead_id.partner_name
            wizard.country_id = wizard.lead_id.country_id

    def action_win(self):
        """Give the lead its stakeholder and win it."""
        self.ensure_one()
        # the defaults of this wizard are none of what it opens
        plain = self.env(context=clean_context(self.env.context))
        lead = self.lead_id.with_env(plain)
        lead.check_access("write")
        if self.asks_stakeholder:
            lead._set_stakeholder(self._find_stakeholder())
        self._prepare_win()
        if not self.stage_id:
            return lead.action_set_won_rainbowman()
        lead.action_unarchive()
        lead.stage_id = self.stage_id
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _prepare_win(self):
        """Write on the lead what else was asked; for what else it can open."""

    def _find_stakeholder(self):
        """Return the chosen organisation, or the one made from what was typed."""
        self.ensure_one()
        if self.choice == "new":
            return self._create_stakeholder()
        chosen = self.match_partner_id if self.choice == "match" else self.partner_id
        if not chosen:
            raise UserError(self.env._("Choose a stakeholder, or make a new one."))
        return chosen

    def _create_stakeholder(self):
        if not (self.name or "").strip() or not self.stakeholder_type_id:
            raise UserError(
                self.env._(
                    "A new stakeholder has a name and a type: what we can offer them "
                    "follows from the type."
                )
            )
        return self.lead_id._create_stakeholder(
            name=self.name.strip(),
            stakeholder_type_id=self.stakeholder_type_id.id,
            country_id=self.country_id.id,
        )
