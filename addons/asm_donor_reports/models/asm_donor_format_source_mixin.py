from odoo import api, fields, models

SUBJECTS = [
    ("indicator", "Indicators"),
    ("result", "Results"),
    ("budget", "Budget lines"),
    ("period", "Periods of the award"),
    ("grant", "Awards reported"),
    ("box11", "Rates of indirect cost"),
    ("narrative", "Sections of the narrative"),
    ("restated", "Restated cells"),
]


class AsmDonorFormatSourceMixin(models.AbstractModel):
    """What a block or a sheet is repeated for."""

    _name = "asm.donor.format.source.mixin"
    _description = "Repeated Part of a Donor Format"
    _inherit = ["asm.donor.format.part.mixin"]

    repeat_subject = fields.Selection(SUBJECTS, string="Repeated For")
    repeat_splits = fields.Char(
        string="Split By",
        help="Codes of dimensions, site or period, with commas: rows of indicators are "
        "followed by one for each.",
    )
    repeat_levels = fields.Char(
        string="Levels", help="impact, outcome, output, with commas; blank for all."
    )

    def _as_layout(self):
        found = super()._as_layout()
        if self.repeat_subject:
            found["repeat"] = {"subject": self.repeat_subject} | {
                key: listed
                for key in ("splits", "levels")
                if (listed := as_list(self[f"repeat_{key}"]))
            }
        return found

    @api.model
    def _from_layout(self, data):
        repeat = data.get("repeat") or {}
        return super()._from_layout(data) | {
            "repeat_subject": repeat.get("subject", False),
            "repeat_splits": as_text(repeat.get("splits")),
            "repeat_levels": as_text(repeat.get("levels")),
        }


def as_list(text):
    """Return what a field lists with commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def as_text(values):
    """Return a list as a field holds it."""
    return ", ".join(values or ()) or False
