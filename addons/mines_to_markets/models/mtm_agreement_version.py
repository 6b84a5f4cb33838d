from odoo import api, fields, models


class MtmAgreementVersion(models.Model):
    """What was signed, at the first signature and at each amendment.

    Nobody writes here: a version is kept by the signature itself, with files of its
    own, so that what was agreed at a time can be read ever after.
    """

    _name = "mtm.agreement.version"
    _description = "Version of an Agreement"
    _inherit = ["mtm.attachment.mixin"]
    _order = "agreement_id, number"

    agreement_id = fields.Many2one(
        "agreement", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(string="Version", required=True, readonly=True)
    amendment_id = fields.Many2one(
        "mtm.agreement.amendment",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    name = fields.Char(string="What Changed", required=True, readonly=True)
    date_signed = fields.Date(string="Signed", readonly=True)
    start_date = fields.Date(string="Start", readonly=True)
    end_date = fields.Date(string="End", readonly=True)
    terms = fields.Html(sanitize_attributes=True, readonly=True)

    _number_unique = models.UniqueIndex(
        "(agreement_id, number)", "There is a version with this number already."
    )

    @api.depends("agreement_id.display_name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(agreement)s, version %(number)s",
                agreement=version.agreement_id.display_name,
                number=version.number,
            )
