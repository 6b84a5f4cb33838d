from odoo import api, fields, models
from odoo.exceptions import UserError


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
    file = fields.Binary(
        string="Upload",
        compute="_compute_file",
        readonly=False,
        help="The file itself; kept as an attachment of this evidence.",
    )
    filename = fields.Char(compute="_compute_file", readonly=False)
    mimetype = fields.Char(related="attachment_id.mimetype")
    url = fields.Char(string="Link")
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
            evidence.name = evidence.name or evidence.attachment_id.name or evidence.url

    @api.depends("attachment_id.datas", "attachment_id.name")
    def _compute_file(self):
        for evidence in self:
            evidence.file = evidence.attachment_id.datas
            evidence.filename = evidence.attachment_id.name

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_attachment(vals) for vals in vals_list]
        for vals in vals_list:
            vals.setdefault("kind", self._guess_kind(vals))
        evidences = super().create(vals_list)
        evidences._own_attachments()
        return evidences

    def write(self, vals):
        vals = self._with_attachment(vals)
        if vals.keys() & {"attachment_id", "url"}:
            self._check_nothing_confirmed_rests()
        result = super().write(vals)
        if "attachment_id" in vals:
            self._own_attachments()
        return result

    @api.model
    def _with_attachment(self, vals):
        """Return the values with the uploaded file as an attachment."""
        vals = dict(vals)
        file, filename = vals.pop("file", False), vals.pop("filename", False)
        if file:
            attachment = self.env["ir.attachment"].create(
                {
                    "name": filename or self.env._("Evidence"),
                    "datas": file,
                    "res_model": self._name,
                }
            )
            vals["attachment_id"] = attachment.id
        if vals.get("attachment_id"):
            vals["url"] = False
        elif vals.get("url"):
            vals["attachment_id"] = False
        return vals

    @api.model
    def _guess_kind(self, vals):
        if vals.get("url"):
            return "link"
        attachment = self.env["ir.attachment"].browse(vals.get("attachment_id"))
        mimetype = attachment.mimetype or ""
        if mimetype.startswith("image/"):
            return "photo"
        if "spreadsheet" in mimetype or "excel" in mimetype or mimetype == "text/csv":
            return "data"
        return "document"

    def _check_nothing_confirmed_rests(self):
        """:raises UserError: when a confirmed delivery rests on one of these."""
        # who may exchange the file does not depend on what they may read
        delivery = self.sudo().delivery_ids.filtered(lambda d: d.state == "confirmed")
        if delivery:
            raise UserError(
                self.env._(
                    "A confirmed delivery rests on this evidence, so its file stays as "
                    "it arrived. Add another piece of evidence instead."
                )
            )

    def _own_attachments(self):
        """Who may read the evidence, and nobody else, may read its file."""
        for evidence in self:
            evidence.attachment_id.write(
                {"res_model": self._name, "res_id": evidence.id}
            )
