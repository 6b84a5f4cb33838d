from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import clock, verification


def _decimal(number):
    return None if number is False else Decimal(str(number))


class AsmAuditLine(models.Model):
    """One number of the sample: what was reported, and what its source shows."""

    _name = "asm.audit.line"
    _description = "Number Recounted"
    _inherit = ["asm.derived.mixin"]
    _order = "audit_id, site_id, program_indicator_id, period_id, id"

    audit_id = fields.Many2one(
        "asm.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    actual_id = fields.Many2one(
        "asm.actual",
        string="Number",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        related="audit_id.program_id", store=True, precompute=True, index=True
    )
    program_indicator_id = fields.Many2one(
        related="actual_id.program_indicator_id",
        store=True,
        precompute=True,
        index=True,
    )
    site_id = fields.Many2one(
        related="actual_id.site_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        string="Reported By",
        related="actual_id.partner_id",
        store=True,
        precompute=True,
        index=True,
    )
    period_id = fields.Many2one(
        related="actual_id.period_id", store=True, precompute=True, index=True
    )
    disaggregation_id = fields.Many2one(related="actual_id.disaggregation_id")
    unit = fields.Char(related="program_indicator_id.unit")
    is_ratio = fields.Boolean(
        related="program_indicator_id.is_ratio", store=True, precompute=True
    )
    state = fields.Selection(related="audit_id.state")
    typed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Who typed the number; somebody else counts it again.",
    )
    reported = OptionalFloat(readonly=True, aggregator=None)
    reported_denominator = OptionalFloat(readonly=True, aggregator=None)
    source = fields.Selection(
        [
            ("found", "Found"),
            ("partly", "Partly found"),
            ("not_found", "Not found"),
        ],
        help="Whether what the number was counted from could be seen.",
    )
    recounted = OptionalFloat(aggregator=None)
    recounted_denominator = OptionalFloat(aggregator=None)
    note = fields.Text(help="What was seen, and why it differs.")
    recounted_by = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    recounted_on = fields.Datetime(readonly=True)
    factor = OptionalFloat(
        string="Verification Factor (%)",
        compute="_compute_factor",
        store=True,
        aggregator=None,
    )
    finding = fields.Selection(
        [
            ("agrees", "Agrees"),
            ("over", "Over-reported"),
            ("under", "Under-reported"),
            ("not_found", "Source not found"),
        ],
        compute="_compute_factor",
        store=True,
    )
    is_changed = fields.Boolean(
        string="Changed Since",
        compute="_compute_is_changed",
        help="The number was opened again, corrected or changed after it was drawn.",
    )

    _number_once = models.UniqueIndex(
        "(audit_id, actual_id)", "This number is in the sample already."
    )
    _recounter_is_another = models.Constraint(
        "CHECK (recounted_by <> typed_by)",
        "Whoever typed a number does not count it again.",
    )
    _recount_is_whole = models.Constraint(
        "CHECK ((source IS NULL OR source = 'not_found') "
        "= (recounted IS NULL AND recounted_denominator IS NULL) "
        "AND (source IS NULL) = (recounted_by IS NULL))",
        "Enter what the source shows where it was found, and nothing where it was not.",
    )
    _recount_is_no_debt = models.Constraint(
        "CHECK (recounted >= 0 AND recounted_denominator >= 0)",
        "What is counted is not negative.",
    )

    @api.depends("program_indicator_id", "site_id", "period_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.actual_id.sudo().display_name

    @api.depends("reported", "reported_denominator", "recounted")
    @api.depends("recounted_denominator", "source", "is_ratio")
    def _compute_factor(self):
        for line in self:
            pairs = [
                verification.Pair(
                    _decimal(line[name]), _decimal(line[f"{name}_denominator"])
                )
                for name in ("reported", "recounted")
            ]
            share = verification.factor(*pairs, is_ratio=line.is_ratio)
            line.factor = False if share is None else float(share)
            line.finding = (
                "not_found"
                if line.source == "not_found"
                else verification.judge(*pairs, is_ratio=line.is_ratio)
            )

    @api.depends("actual_id.state", "actual_id.value", "actual_id.numerator")
    @api.depends("actual_id.denominator", "reported", "reported_denominator")
    def _compute_is_changed(self):
        present = self.actual_id.sudo()._reported_for_audit()
        for line in self:
            number = line.actual_id.sudo()
            drawn = (line.reported, line.reported_denominator)
            line.is_changed = number.state != "approved" or [
                (value is False, value) for value in present[number]
            ] != [(value is False, value) for value in drawn]

    _typed_fields = frozenset({"source", "recounted", "recounted_denominator", "note"})

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        vals = {key: v for key, v in vals.items() if key in self._typed_fields}
        if not vals:
            return True
        self.audit_id._require_state("fieldwork")
        if vals.keys() & {"source", "recounted", "recounted_denominator"}:
            self._check_not_own_number()
            vals |= self._stamps(vals)
        return super().write(vals)

    def _stamps(self, vals):
        """Return who recounted and when, and the source where it was not said."""
        counted = any(
            vals.get(name, False) is not False and vals.get(name) is not None
            for name in ("recounted", "recounted_denominator")
        )
        stamps = {"recounted_by": self.env.uid, "recounted_on": clock.now()}
        if "source" not in vals and counted and not all(self.mapped("source")):
            stamps["source"] = "found"
        if vals.get("source") == "not_found":
            stamps |= {"recounted": False, "recounted_denominator": False}
        if "source" in vals and not vals["source"]:
            stamps = {
                "recounted": False,
                "recounted_denominator": False,
                "recounted_by": False,
                "recounted_on": False,
            }
        return stamps

    def _check_not_own_number(self):
        """:raises UserError: when the user typed or submitted one of the numbers"""
        user = self.env.user
        for line in self.sudo():
            number = line.actual_id
            if user in (number._typists() | number.submitted_by | line.typed_by):
                raise UserError(
                    self.env._(
                        "You typed or submitted %(number)s yourself; somebody else "
                        "counts it again.",
                        number=line.display_name,
                    )
                )

    def action_not_found(self):
        """Say that what these numbers were counted from could not be seen."""
        self.write({"source": "not_found"})

    def action_view_actual(self):
        self.ensure_one()
        return self.actual_id._get_records_action(name=self.env._("Number"))
