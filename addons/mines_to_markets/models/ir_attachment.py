from hashlib import sha256

from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """A file that is evidence stays as it arrived, byte for byte."""

    _inherit = "ir.attachment"

    # how much somebody sent lately is asked with each file
    _recent_index = models.Index("(create_uid, create_date)")

    def _postprocess_contents(self, values):
        # Odoo makes large photos smaller, and what the camera wrote is lost
        if values.get("res_model") == "mtm.evidence":
            # in place: the caller goes on with the same dictionary
            values["mimetype"] = self._compute_mimetype(values)
            return values
        return super()._postprocess_contents(values)

    def write(self, vals):
        evidence = self._evidence() if vals.keys() & self._moves_file else None
        result = super().write(vals)
        if evidence:
            self._check_evidence_as_it_arrived(evidence)
        return result

    _moves_file = frozenset(
        {
            "raw",
            "datas",
            "db_datas",
            "store_fname",
            "type",
            "url",
            "public",
            "res_model",
        }
        | {"res_id", "res_field"}
    )

    def _evidence(self):
        # whatever rests on a file protects it, whoever may see that
        return (
            self.env["mtm.evidence"].sudo().search([("attachment_id", "in", self.ids)])
        )

    def _check_evidence_as_it_arrived(self, evidences):
        """:raises UserError: when a file differs from what arrived, or has moved"""
        for evidence in evidences:
            file = evidence.attachment_id
            whole = sha256(file.raw or b"").hexdigest() == evidence.sha256
            owned = file.res_model == evidence._name and file.res_id in evidences.ids
            if not whole or not owned or file.public or file.type != "binary":
                raise UserError(
                    self.env._(
                        "“%(file)s” is evidence, so the file stays as it arrived and "
                        "where it is. Add another piece of evidence instead.",
                        file=file.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        evidence = self._evidence()
        if evidence:
            raise UserError(
                self.env._(
                    "“%(file)s” is the file of a piece of evidence. Delete that "
                    "evidence, if nothing rests on it.",
                    file=evidence[0].attachment_id.name,
                )
            )
