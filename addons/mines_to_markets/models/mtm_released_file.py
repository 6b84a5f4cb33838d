from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class MtmReleasedFile(models.Model):
    """A file that staff let one organisation read: released, by whom, until when."""

    _name = "mtm.released.file"
    _description = "Released File"
    _order = "create_date desc, id desc"

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Released To",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    agreement_id = fields.Many2one(
        "agreement",
        index="btree_not_null",
        ondelete="restrict",
        help="The agreement that the file belongs to.",
    )
    file = fields.Binary(required=True, attachment=True)
    filename = fields.Char(required=True)
    date_end = fields.Date(
        string="Until", help="The last day on which they may read it. Blank: always."
    )
    create_uid = fields.Many2one("res.users", string="Released By", index=False)
    create_date = fields.Datetime(string="Released On")

    @api.depends("filename")
    def _compute_name(self):
        for file in self:
            file.name = file.name or file.filename

    @api.depends("agreement_id")
    def _compute_partner_id(self):
        for file in self:
            file.partner_id = file.partner_id or file.agreement_id.commercial_partner_id

    @api.constrains("partner_id", "agreement_id")
    def _check_agreement_is_with_partner(self):
        for file in self:
            partner = file.agreement_id.partner_id
            if partner and file.partner_id not in (
                partner | partner.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(agreement)s is with %(partner)s. Release the file to them, "
                        "or leave the agreement blank.",
                        agreement=file.agreement_id.display_name,
                        partner=partner.display_name,
                    )
                )

    @api.model
    def _portal_domain_of(self, partner_ids):
        today = fields.Date.context_today(self)
        return Domain("partner_id", "in", partner_ids) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        )

    @api.model
    def _portal_find(self, partner_ids, file_id=None, **search):
        """Return the files released to organisations of the user, as system.

        No one from outside may read this model.

        :param file_id: of the only one that is wanted
        :raises AccessError: when the user does not act for one of them
        """
        roles = self.env["mtm.partner.access"]._roles(self.env.user)
        if not set(partner_ids) <= set(roles):
            raise AccessError(self.env._("These files are not of your organisation."))
        domain = self._portal_domain_of(partner_ids)
        if file_id is not None:
            domain &= Domain("id", "=", file_id)
        return self.sudo().search(domain, **search)

    def _portal_card(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "partner": self.partner_id.name,
            "agreement": self.agreement_id.name,
            "date": self.create_date,
            "date_end": self.date_end,
            "url": f"/my/documents/{self.id}",
        }
