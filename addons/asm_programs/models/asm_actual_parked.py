from odoo import api, fields, models
from odoo.exceptions import UserError

_EMPTIED = (
    "value",
    "numerator",
    "denominator",
    "text",
    "option_id",
    "missing_reason",
)


class AsmActual(models.Model):
    """A number whose cell its report no longer asks for: kept, and not submitted."""

    _inherit = "asm.actual"

    parked_on = fields.Date(
        string="Not Asked Since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The report no longer asks for this number. It is kept here and not "
        "submitted; keep it as an extra number, or discard it.",
    )

    def _without_review_fields(self, vals):
        vals = super()._without_review_fields(vals)
        if "parked_on" not in vals:
            return vals
        return {name: value for name, value in vals.items() if name != "parked_on"}

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {"parked_on"}

    def _cell_key(self):
        """Return (program indicator id, site id or 0, sorted category ids)."""
        self.ensure_one()
        return (
            self.program_indicator_id.id,
            self.site_id.id or 0,
            self.disaggregation_id._sorted_ids(),
        )

    def _submit(self):
        """Submit these rows but for what is parked."""
        return super(AsmActual, self.filtered(lambda row: not row.parked_on))._submit()

    def action_submit(self):
        self._check_not_parked()
        return super().action_submit()

    def _check_not_parked(self):
        """:raises UserError: where a report no longer asks for one of these"""
        parked = self.filtered("parked_on")
        if parked:
            raise UserError(
                self.env._(
                    "%(actual)s is no longer asked for since %(date)s, so it is not "
                    "submitted. Keep it as an extra number first, or discard it.",
                    actual=parked[0].display_name,
                    date=fields.Date.to_string(parked[0].parked_on),
                )
            )

    def action_keep_parked(self):
        """Keep these as extra numbers of their reports, to be submitted with them."""
        self.check_access("write")
        self._check_not_locked()
        self.sudo().write({"parked_on": False})

    def action_discard_parked(self):
        """Give these up; one with a history stays as a blank, its states with it."""
        self.check_access("write")
        parked = self.filtered("parked_on")
        parked._check_not_locked()
        for row in parked:
            row._clear()

    def _is_without_history(self):
        """Say whether nothing would be lost with this row but what it holds."""
        self.ensure_one()
        return not (
            self.state != "draft"
            or self.revision_ids
            # what it counts keeps it, whoever may read where that is from
            or self.sudo().delivery_line_ids
            or self.evidence_ids
        )

    def _clear(self):
        """Delete a number, or blank it where something rests on it."""
        self.ensure_one()
        if self._is_without_history():
            self.unlink()
            return
        self.write(dict.fromkeys(_EMPTIED, False))
