from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ._later import LATER


class AsmActualDelivery(models.Model):
    """A delivery counted in an actual: the hop between what was done and its number."""

    _name = "asm.actual.delivery"
    _description = "Delivery Counted in an Actual"
    _inherit = ["asm.derived.mixin"]
    _order = "actual_id, id"
    _rec_name = "delivery_id"

    actual_id = fields.Many2one(
        "asm.actual", required=True, index=True, ondelete="cascade"
    )
    delivery_id = fields.Many2one(
        "mtm.service.delivery", required=True, index=True, ondelete="restrict"
    )
    program_indicator_id = fields.Many2one(
        related="actual_id.program_indicator_id",
        store=True,
        precompute=True,
        index=True,
    )
    disaggregation_id = fields.Many2one(
        related="actual_id.disaggregation_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    quantity = fields.Float(digits=(16, 3), required=True)
    correction_of_id = fields.Many2one(
        "asm.actual.delivery",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The line in an approved number that the correction of it sets right.",
    )
    correction_ids = fields.One2many("asm.actual.delivery", "correction_of_id")
    is_withdrawn = fields.Boolean(
        compute="_compute_is_withdrawn",
        store=True,
        precompute=True,
        help="Corrections took all of it back, so the delivery may count elsewhere.",
    )
    date = fields.Date(related="delivery_id.date")
    service_id = fields.Many2one(related="delivery_id.service_id")
    partner_id = fields.Many2one(related="delivery_id.partner_id")
    engagement_id = fields.Many2one(related="delivery_id.engagement_id")

    _delivery_counts_once = models.UniqueIndex(
        "(delivery_id, program_indicator_id, COALESCE(disaggregation_id, 0)) "
        "WHERE correction_of_id IS NULL AND is_withdrawn IS NOT TRUE",
        "This delivery is counted in this indicator already.",
    )
    _corrected_once = models.UniqueIndex(
        "(correction_of_id, actual_id) WHERE correction_of_id IS NOT NULL",
        "This correction names the delivery already.",
    )

    @api.depends("quantity", "correction_of_id", "correction_ids.quantity")
    def _compute_is_withdrawn(self):
        for line in self:
            line.is_withdrawn = bool(line.correction_ids) and not line._net()

    @api.constrains("correction_of_id")
    def _check_correction(self):
        for line in self.filtered("correction_of_id"):
            corrected = line.correction_of_id
            fits = (
                corrected.delivery_id == line.delivery_id
                and not corrected.correction_of_id
                and corrected.actual_id == line.actual_id.correction_of_id
            )
            if not fits:
                raise ValidationError(
                    self.env._(
                        "%(delivery)s is corrected in a correction of the number that "
                        "counts it.",
                        delivery=line.delivery_id.display_name,
                    )
                )

    @api.constrains("delivery_id")
    def _check_delivery_confirmed(self):
        for line in self:
            if line.delivery_id.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%(delivery)s is not confirmed, so it does not count yet.",
                        delivery=line.delivery_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.actual_id._check_not_locked()
        return lines

    def write(self, vals):
        self.actual_id._check_not_locked()
        result = super().write(vals)
        self.actual_id._check_not_locked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.actual_id._check_not_locked()

    def action_view_delivery(self):
        self.ensure_one()
        return self.delivery_id._get_records_action(name=self.env._("Delivery"))

    def _net(self):
        """Return what is counted here with all its corrections, as Decimal."""
        self.ensure_one()
        quantities = (self + self.correction_ids).mapped("quantity")
        return sum(Decimal(str(round(quantity, 3))) for quantity in quantities)

    def _check_not_under_review(self):
        """:raises UserError: when a number that counts one of these is under review"""
        waiting = self.actual_id.filtered(lambda row: row.state == "submitted")
        if waiting:
            raise UserError(
                self.env._(
                    "%(actual)s counts this delivery and is under review. Have it "
                    "returned, then correct the delivery.",
                    actual=waiting[0].display_name,
                )
            )

    def _restate(self, reason):
        """Correct the numbers of these lines by what their delivery counts now.

        The lines are of one delivery, one indicator and one report.

        :param reason: why, for those who approve
        """
        delivery = self.delivery_id
        report = self.actual_id.submission_id
        rule = self.program_indicator_id.count_rule_ids.filtered(
            lambda rule: rule.service_id == delivery.service_id
        )
        now = rule._quantities_in(delivery, report) if rule else {}
        before = {line.disaggregation_id: line for line in self}
        categories = sorted(
            now.keys() | before.keys(), key=lambda category: len(category.value_ids)
        )
        rows = self.env["asm.actual"]
        for category in categories:
            quantity = Decimal(str(round(now.get(category, 0), 3)))
            if category in before:
                rows |= before[category]._correct_to(quantity, reason)
            elif quantity:
                rows |= self._add_category(category, quantity, reason, rule, report)
        rows._check_parts()
        if rows:
            self._tell_restatement(report, reason)

    def _correct_to(self, quantity, reason):
        """Return the correction that makes this line count a quantity, if it differs.

        :param quantity: Decimal
        """
        difference = quantity - self._net()
        if not difference:
            return self.env["asm.actual"]
        actual = self.actual_id.with_context(asm_parts_checked=LATER)
        row = actual._draft_correction(reason)
        line = row.delivery_line_ids.filtered(lambda of: of.correction_of_id == self)
        if line:
            line.quantity += float(difference)
        else:
            row.delivery_line_ids = [
                Command.create(
                    {
                        "delivery_id": self.delivery_id.id,
                        "quantity": float(difference),
                        "correction_of_id": self.id,
                    }
                )
            ]
        row.value = row._sum_of_deliveries()
        return row

    def _add_category(self, category, quantity, reason, rule, report):
        """Count a delivery in a category that it was not counted in before."""
        rule = rule.with_context(asm_parts_checked=LATER)
        found = rule._actuals(report).filtered(
            lambda row: row.disaggregation_id == category
        )
        row = found or rule._create_actual(report, category)
        if row.state == "approved":
            row = row._draft_correction(reason)
        row._count_deliveries({self.delivery_id: float(quantity)})
        return row

    def _tell_restatement(self, report, reason):
        """Say on the report that approved numbers are to be restated."""
        report.message_post(
            body=self.env._(
                "Approved numbers are to be restated, since a delivery was corrected. "
                "%(reason)s",
                reason=reason,
            )
        )
