from hashlib import sha256

from odoo import api, fields, models


class MtmEvidence(models.Model):
    """A file or a link that a delivery or a number rests on."""

    _name = "mtm.evidence"
    _description = "Evidence"
    _inherit = ["mtm.restrict.mixin"]
    _order = "create_date desc, id desc"

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    kind = fields.Selection(
        [
            ("document", "Document"),
            ("photo", "Photo"),
            ("attendance", "Attendance list"),
            ("data", "Data file"),
            ("link", "Link"),
        ],
        required=True,
        default="document",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", index="btree_not_null", ondelete="restrict"
    )
    url = fields.Char(string="Link")
    sha256 = fields.Char(
        string="SHA-256",
        compute="_compute_sha256",
        store=True,
        help="Fingerprint of the file as it arrived.",
    )
    delivery_ids = fields.Many2many(
        "mtm.service.delivery",
        "mtm_evidence_delivery_rel",
        "evidence_id",
        "delivery_id",
        string="Deliveries",
    )

    _file_or_link = models.Constraint(
        "CHECK ((attachment_id IS NULL) <> (url IS NULL))",
        "Evidence is either a file or a link.",
    )
    _url_is_web = models.Constraint(
        "CHECK (url ~* '^https?://')", "A link starts with http:// or https://."
    )

    @api.depends("attachment_id.name", "url")
    def _compute_name(self):
        for evidence in self:
            evidence.name = (
                evidence.name or evidence.attachment_id.name or evidence.url
            )

    @api.depends("attachment_id")
    def _compute_sha256(self):
        for evidence in self:
            evidence.sha256 = evidence.attachment_id and sha256(
                evidence.attachment_id.raw or b""
            ).hexdigest()

    @api.model_create_multi
    def create(self, vals_list):
        evidences = super().create(vals_list)
        evidences._own_attachments()
        return evidences

    def write(self, vals):
        result = super().write(vals)
        if "attachment_id" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        """Who may read the evidence, and nobody else, may read its file."""
        for evidence in self:
            evidence.attachment_id.write(
                {"res_model": self._name, "res_id": evidence.id}
            )
