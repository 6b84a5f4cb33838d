from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class AsmCountRule(models.Model):
    """Which deliveries count in an indicator, and what of them is counted."""

    _name = "asm.count.rule"
    _description = "Count Rule"
    _inherit = ["asm.derived.mixin"]
    _order = "program_indicator_id, id"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="cascade",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
    )
    service_id = fields.Many2one(
        "mtm.service", required=True, index=True, ondelete="restrict"
    )
    measure = fields.Selection(
        [
            ("deliveries", "Deliveries"),
            ("quantity", "Quantity delivered"),
            ("participants", "Participants"),
            ("persons", "Persons, each once"),
            ("partners", "Organisations, each once"),
        ],
        required=True,
        default="deliveries",
    )
    dimension_ids = fields.Many2many(
        "mtm.dimension",
        string="Split By",
        help="Dimensions carried over from the counts of a delivery.",
    )

    _service_unique = models.UniqueIndex(
        "(program_indicator_id, service_id)",
        "This service counts in this indicator already.",
    )

    @api.constrains("measure", "program_indicator_id")
    def _check_heads_are_not_persons(self):
        for rule in self:
            indicator = rule.program_indicator_id.indicator_id
            if (
                rule.measure == "participants"
                and indicator.time_aggregation == "unique"
            ):
                raise ValidationError(
                    self.env._(
                        "%(indicator)s counts each person once. Participants of "
                        "several deliveries may be the same people, so a head count "
                        "cannot feed it.",
                        indicator=indicator.display_name,
                    )
                )

    def _count_into(self, submission):
        """Count this rule's deliveries in a report, never one of them twice.

        The numbers are drafts: whoever submits the report answers for them.
        """
        self.ensure_one()
        for disaggregation, counted in self._countable(submission).items():
            actual = self._draft_actual(submission, disaggregation)
            if actual.state not in ("draft", "returned"):
                continue
            actual.delivery_line_ids = [
                Command.create({"delivery_id": delivery.id, "quantity": quantity})
                for delivery, quantity in counted
            ]
            actual.value = sum(actual.delivery_line_ids.mapped("quantity"))

    def _countable(self, submission):
        """Return ``{combination: [(delivery, quantity)]}`` not yet counted."""
        found = defaultdict(list)
        for delivery in self._deliveries(submission):
            for disaggregation, quantity in self._quantities(delivery).items():
                if not self._is_counted(delivery, disaggregation):
                    found[disaggregation].append((delivery, quantity))
        return found

    def _deliveries(self, submission):
        """Return the confirmed deliveries of the report's programme and period that
        the partner received, or that were delivered under its engagement."""
        period, partner = submission.period_id, submission.partner_id
        deliveries = self.env["mtm.service.delivery"].search(
            [
                ("program_id", "=", submission.program_id.id),
                ("service_id", "=", self.service_id.id),
                ("state", "=", "confirmed"),
                ("date", ">=", period.date_start),
                ("date", "<=", period.date_end),
                "|",
                ("partner_id", "=", partner.id),
                ("engagement_id.partner_id", "=", partner.id),
            ],
            order="date, id",
        )
        if self.measure != "partners":
            return deliveries
        return deliveries.browse(
            same_partner[0].id
            for same_partner in deliveries.grouped("partner_id").values()
        )

    def _quantities(self, delivery):
        """Return ``{combination: quantity}`` of what this rule counts of a delivery."""
        total = self.env["mtm.disaggregation"]
        if self.measure in ("deliveries", "partners"):
            return {total: 1}
        if self.measure == "quantity":
            return {total: delivery.quantity}
        return {
            count.disaggregation_id: count.quantity
            for count in delivery.count_ids
            if count.disaggregation_id.value_ids.dimension_id <= self.dimension_ids
        }

    def _is_counted(self, delivery, disaggregation):
        return bool(
            self.env["asm.actual.delivery"].search_count(
                [
                    ("delivery_id", "=", delivery.id),
                    ("program_indicator_id", "=", self.program_indicator_id.id),
                    ("disaggregation_id", "=", disaggregation.id),
                ],
                limit=1,
            )
        )

    def _draft_actual(self, submission, disaggregation):
        Actual = self.env["asm.actual"]
        key = {
            "submission_id": submission.id,
            "program_indicator_id": self.program_indicator_id.id,
            "disaggregation_id": disaggregation.id,
        }
        domain = [(name, "=", value) for name, value in key.items()]
        found = Actual.search([*domain, ("site_id", "=", False)], limit=1)
        return found or Actual.create(key)
