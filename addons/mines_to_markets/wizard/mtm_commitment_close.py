from odoo import fields, models
from odoo.exceptions import UserError


class MtmCommitmentClose(models.TransientModel):
    """Asks how what was promised was kept: in words, or with what shows it."""

    _name = "mtm.commitment.close"
    _description = "Closing of Commitments"

    commitment_ids = fields.Many2many("mtm.commitment", required=True)
    note = fields.Text(string="How It Was Kept")
    file = fields.Binary(string="Evidence")
    filename = fields.Char()
    url = fields.Char(string="Link")

    def action_close(self):
        """Close the commitments with the note, the evidence, or both."""
        self.ensure_one()
        note = (self.note or "").strip()
        evidence = self._create_evidence()
        if not note and not evidence:
            raise UserError(
                self.env._(
                    "Say how it was kept, or add the file or the link that shows it."
                )
            )
        values = {"state": "done"}
        if note:
            values["closing_note"] = note
        if evidence:
            values["evidence_id"] = evidence.id
        self.commitment_ids.write(values)

    def _create_evidence(self):
        Evidence = self.env["mtm.evidence"]
        if self.file:
            return Evidence.create({"file": self.file, "filename": self.filename})
        if self.url:
            return Evidence.create({"url": self.url})
        return Evidence
