from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmEvidence(models.Model):
    _inherit = "mtm.evidence"

    actual_ids = fields.Many2many(
        "asm.actual",
        "asm_actual_evidence_rel",
        "evidence_id",
        "actual_id",
        string="Numbers",
    )

    milestone_ids = fields.Many2many(
        "asm.milestone",
        "asm_milestone_evidence_rel",
        "evidence_id",
        "milestone_id",
        string="Milestones",
    )

    def write(self, vals):
        if vals.keys() & {"kind", "date"}:
            self._check_no_locked_number_rests()
        if "actual_ids" not in vals:
            return super().write(vals)
        # who may take evidence away does not depend on what they may read
        before = self.sudo()._locked_numbers()
        result = super().write(vals)
        taken = before - self.sudo()._locked_numbers()
        if taken:
            taken._check_not_locked()
        return result

    def _locked_numbers(self):
        return self.actual_ids.filtered(lambda row: row._is_locked())

    def _check_nothing_confirmed_rests(self):
        result = super()._check_nothing_confirmed_rests()
        self._check_no_locked_number_rests()
        # likewise: what was approved or done counts for everybody
        own = self.sudo()
        if any(own.overlap_ids.mapped("approved_on")) or any(
            own.milestone_ids.mapped("date_done")
        ):
            raise UserError(
                self.env._(
                    "An approved overlap or a step that is done rests on this "
                    "evidence, so its file stays as it arrived. Add another piece of "
                    "evidence instead."
                )
            )
        return result

    def _check_no_locked_number_rests(self):
        """:raises UserError: when a number under review or approved rests on these"""
        # who may exchange the file does not depend on what they may read
        if self.sudo()._locked_numbers():
            raise UserError(
                self.env._(
                    "A number under review or approved rests on this evidence, so its "
                    "file stays as it arrived, with its kind and date. Add another "
                    "piece of evidence instead."
                )
            )

    # -- where it was taken, and what else it is behind --

    def _sites(self):
        return super()._sites() | self.actual_ids.site_id

    @api.depends("actual_ids.site_id")
    def _compute_place_note(self):
        return super()._compute_place_note()

    @api.model
    def _use_fields(self):
        return [*super()._use_fields(), "actual_ids", "overlap_ids", "milestone_ids"]

    @api.depends("actual_ids")
    def _compute_also_behind(self):
        return super()._compute_also_behind()

    @api.depends("actual_ids")
    def _compute_is_shared(self):
        return super()._compute_is_shared()
