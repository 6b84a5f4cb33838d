import io
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.asm_programs.models.asm_donor_report_sending import WORKBOOK

from ..tools import workbook


class AsmDonorReport(models.Model):
    """The files of a frozen report: made from its snapshot, and served from then on."""

    _inherit = "asm.donor.report"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        "asm_donor_report_ir_attachment_rel",
        "report_id",
        "attachment_id",
        string="Files",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    hashes = fields.Json(readonly=True, copy=False)

    @api.private
    def redraw(self):
        """Return the bytes of the report's workbook, drawn from its snapshot.

        Under the same versions of the software they are those that were frozen, also
        after numbers and layout have changed.
        """
        self.ensure_one()
        self.check_access("read")
        return self._draw_workbook(self._drawn_snapshot())

    def _draw_workbook(self, snapshot):
        stream = io.BytesIO()
        workbook.write(self._book(snapshot), stream)
        return stream.getvalue()

    def _draw_files(self, snapshot):
        """Return ``[(name, bytes, MIME type)]``, the workbook first."""
        return [(f"{self.name}.xlsx", self._draw_workbook(snapshot), WORKBOOK)]

    def _check_drawn_now(self):
        """:raises UserError: when it would be another report if it were drawn now"""
        found = self._differences()
        if found:
            raise UserError(
                self.env._(
                    "Numbers have changed since %(report)s was drawn. Draw it again, "
                    "and look at it:\n%(cells)s",
                    report=self.name,
                    cells=self._describe_differences(found),
                )
            )

    def _render_frozen(self):
        if not self.format_id:
            return super()._render_frozen()
        self._check_drawn_now()
        files = self._draw_files(self._kept_snapshot())
        self._keep_files(files)
        return files[0][1]

    def _keep_files(self, files):
        """Store the files beside the workbook, each with its fingerprint."""
        own = self.sudo()
        others = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "raw": raw,
                        "mimetype": kind,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                    for name, raw, kind in files[1:]
                ]
            )
        )
        own.attachment_ids = others
        own.hashes = {name: sha256(raw).hexdigest() for name, raw, _kind in files}

    def _keep_file(self, raw):
        result = super()._keep_file(raw)
        self.sudo().attachment_ids |= self.sudo().file_id
        return result

    def _kept_file(self, kind):
        """Return ``(name, bytes, MIME type)`` of a file as it was frozen, or None.

        :raises UserError: when it is not what was frozen
        """
        for file in self.sudo().attachment_ids:
            if file.name.endswith(f".{kind}"):
                if file._is_lost():
                    raise UserError(
                        self.env._(
                            "“%(file)s” was frozen and is missing on the server. Tell "
                            "whoever runs it: a backup has it.",
                            file=file.name,
                        )
                    )
                if sha256(file.raw).hexdigest() != self.hashes[file.name]:
                    raise UserError(self.env._("The frozen file is not what it was."))
                return file.name, file.raw, file.mimetype
        return None
