from odoo import api, fields, models
from odoo.exceptions import RedirectWarning


class CrmLead(models.Model):
    """Whom a lead is from: found among the stakeholders, asked for, or made."""

    _inherit = "crm.lead"

    company_registry = fields.Char(
        string="Registration Number",
        help="Number of the organisation in a register of companies, or tax number.",
    )
    iati_organisation_ref = fields.Char(
        string="IATI Identifier", help="IATI organisation identifier."
    )
    match_partner_ids = fields.Many2many(
        "res.partner",
        string="Known Stakeholders",
        compute="_compute_match_partner_ids",
        help="Stakeholders that this may be: alike in name, with the same domain, "
        "registration number or IATI identifier.",
    )

    @api.depends(
        "partner_id.commercial_partner_id.is_company",
        "partner_name",
        "email_from",
        "website",
        "company_registry",
        "iati_organisation_ref",
    )
    @api.depends_context("uid")
    def _compute_match_partner_ids(self):
        Partner = self.env["res.partner"]
        asking = self.filtered(lambda lead: not lead._stakeholder())
        found = Partner._find_matches({lead: lead._match_keys() for lead in asking})
        for lead in self:
            matches = found.get(lead, Partner)
            lead.match_partner_ids = matches[: Partner._match_at_most]

    def _match_keys(self):
        self.ensure_one()
        return self.env["res.partner"]._prepare_match_keys(
            name=self.partner_name,
            addresses=(self.website, self.email_from),
            numbers=(self.company_registry,),
            iati=self.iati_organisation_ref,
        )

    def _stakeholder(self):
        """Return the organisation that this lead is from, if that is known.

        A person who belongs to no organisation is not one.
        """
        self.ensure_one()
        return self.partner_id.commercial_partner_id.filtered("is_company")

    def _set_stakeholder(self, stakeholder):
        """Say which organisation this lead is from; its person becomes a contact."""
        self.ensure_one()
        if not self.partner_id:
            self.partner_id = stakeholder
        elif not self._stakeholder():
            self.partner_id.parent_id = stakeholder

    def _check_has_stakeholder(self):
        """Make the stakeholder from the lead's company name, or ask who it is.

        Nobody is made where somebody alike is known: a person says whether it is them.

        :raises RedirectWarning: leading to the wizard that asks
        """
        self.ensure_one()
        if self._stakeholder():
            return
        if self.partner_name and not self.match_partner_ids:
            self._set_stakeholder(self._create_stakeholder())
            return
        raise RedirectWarning(
            self._question_of_stakeholder(),
            self._action_ask_stakeholder(),
            self.env._("Say Who It Is"),
        )

    def _question_of_stakeholder(self):
        if not self.match_partner_ids:
            return self.env._(
                "Say which stakeholder “%(lead)s” is from before it is won: what is "
                "opened is opened with them.",
                lead=self.name,
            )
        return self.env._(
            "“%(lead)s” may be from a stakeholder who is known already: %(matches)s. "
            "Say whether it is them before it is won.",
            lead=self.name,
            matches=", ".join(self.match_partner_ids.mapped("display_name")),
        )

    def _create_stakeholder(self, **values):
        """Create the organisation of a lead from what the lead says of it."""
        self.ensure_one()
        return self.env["res.partner"].create(
            self._prepare_stakeholder() | {k: v for k, v in values.items() if v}
        )

    def _prepare_stakeholder(self):
        person = self.partner_id or self.contact_name
        values = {
            "name": self.partner_name,
            "is_company": True,
            "website": self.website,
            "country_id": self.country_id.id,
            "operating_country_ids": self.operating_country_ids.ids,
            "mineral_ids": self.mineral_ids.ids,
            "company_registry": self.company_registry,
            "iati_organisation_ref": self.iati_organisation_ref,
        }
        if not person:
            # without a person the lead's address and telephone are the office's
            values |= {"email": self.email_from, "phone": self.phone}
        return {key: value for key, value in values.items() if value}

    def action_set_won_rainbowman(self):
        """Ask first what has to be known, so that no error stands in the way."""
        self.ensure_one()
        if self._asks_before_win():
            return self._action_ask_stakeholder()
        return super().action_set_won_rainbowman()

    def _asks_before_win(self):
        self.ensure_one()
        if self._stakeholder():
            return False
        return bool(self.match_partner_ids or not self.partner_name)

    def _action_ask_stakeholder(self):
        """Open the wizard that asks; it wins the lead in the stage it was put in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Win “%(lead)s”", lead=self.name),
            "res_model": "mtm.lead.win",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_lead_id": self.id,
                "default_stage_id": self.stage_id.is_won and self.stage_id.id,
            },
        }

    def _merge_get_fields(self):
        names = ["company_registry", "iati_organisation_ref"]
        return super()._merge_get_fields() + names

    def _merge_get_fields_specific(self):
        # what each of the merged ones asked for and said of itself
        return super()._merge_get_fields_specific() | {
            name: lambda fname, leads: leads[fname]
            for name in (
                "service_ids",
                "operating_country_ids",
                "mineral_ids",
                "agreement_ids",
            )
        }
