from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmEngagementParty(models.Model):
    """A further party of an engagement, beside its stakeholder."""

    _name = "mtm.engagement.party"
    _description = "Party of an Engagement"
    _order = "engagement_id, id"
    _rec_name = "partner_id"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    role = fields.Selection(
        [
            ("lead", "Lead of the consortium"),
            ("member", "Consortium member"),
            ("operator", "Mine operator"),
            ("miners", "Miners' organisation"),
            ("authority", "Authority"),
            ("signatory", "Signatory"),
            ("committee", "Committee member"),
            ("implementer", "Implementing partner"),
            ("mediator", "Mediator"),
            ("beneficiary", "Beneficiary"),
            ("observer", "Observer"),
        ],
        required=True,
        default="member",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Represented By",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_company', '=', False), "
        "('commercial_partner_id', '=', partner_id)]",
    )
    note = fields.Char(help="What this party brings or expects.")

    _partner_unique = models.UniqueIndex(
        "(engagement_id, partner_id, role)",
        "This organisation has this role in the engagement already.",
    )

    @api.constrains("contact_id", "partner_id")
    def _check_contact_of_party(self):
        for party in self:
            contact = party.contact_id
            if contact and contact.commercial_partner_id != (
                party.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(partner)s and cannot "
                        "represent it.",
                        contact=contact.name,
                        partner=party.partner_id.name,
                    )
                )

    @api.model
    def _roles_served(self):
        """Return the roles of those for whom the stakeholder has the work done.

        What is delivered to others, parties in their own right, is their affair.
        """
        return ("beneficiary", "observer")
