from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import amounts, cells


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

    def _count_into(self, submission, in_corrections=False):
        """Count this rule's deliveries in a report, never one of them twice.

        The numbers are drafts: whoever submits the report answers for them. What
        somebody typed, or what is under review, is left as it is.

        :param in_corrections: whether what comes too late for an approved number is
            counted in a correction of it
        :return: a sentence about what was not counted, or nothing
        """
        self.ensure_one()
        counted = self._countable(submission)
        actuals = self._actuals(submission)
        kept = actuals.filtered(lambda row: not row._can_count_more(in_corrections))
        if counted and kept:
            return self.env._(
                "%(actual)s was typed or is under review: deliveries were not counted "
                "into it.",
                actual=kept[0].display_name,
            )
        # totals first: a part is never above its total
        for category in sorted(counted, key=lambda category: len(category.value_ids)):
            actual = actuals.filtered(
                lambda row, c=category: row.disaggregation_id == c
            )
            actual = actual or self._create_actual(submission, category)
            if actual.state == "approved":
                actual = actual._draft_correction(
                    self.env._("Delivered in the period, confirmed after the approval.")
                )
            actual._count_deliveries(counted[category])
        return None

    def _actuals(self, submission):
        """Return the numbers of this indicator in a report that are of no one site."""
        return submission.actual_ids.filtered(
            lambda row: (
                row.program_indicator_id == self.program_indicator_id
                and not row.site_id
                and not row.correction_of_id
            )
        )

    def _create_actual(self, submission, category):
        return self.env["asm.actual"].create(
            {
                "submission_id": submission.id,
                "program_indicator_id": self.program_indicator_id.id,
                "disaggregation_id": category.id,
            }
        )

    def _countable(self, submission):
        """Return ``{combination: {delivery: quantity}}`` of what is not yet counted."""
        found = defaultdict(dict)
        for delivery in self._waiting(submission):
            for category, quantity in self._quantities(delivery).items():
                found[category][delivery] = quantity
        return found

    def _waiting(self, submission):
        """Return the deliveries that this rule has yet to count in a report."""
        deliveries = self._deliveries(submission)
        deliveries -= self._counted(deliveries)
        if self.measure == "partners":
            deliveries = self._first_of_each_partner(deliveries, submission)
        return deliveries.filtered(self._quantities)

    def _quantities_in(self, delivery, submission):
        """Return what this rule counts of a delivery in a report it counted in.

        ``{}`` when the delivery no longer belongs there.
        """
        if delivery not in self._deliveries(submission):
            return {}
        if self.measure == "partners":
            others = self._partner_lines(submission).delivery_id - delivery
            if delivery.partner_id in others.partner_id:
                return {}
        return self._quantities(delivery)

    def _counted(self, deliveries):
        """Return those of some deliveries that count in this indicator already."""
        # a delivery counts once, whoever may read where
        lines = deliveries.sudo().actual_line_ids
        of_indicator = lines.filtered(
            lambda line: (
                line.program_indicator_id == self.program_indicator_id
                and not line.correction_of_id
                and not line.is_withdrawn
            )
        )
        return of_indicator.delivery_id.with_env(self.env)

    def _first_of_each_partner(self, deliveries, submission):
        """Return a delivery for each partner that the period does not count yet."""
        known = self._partner_lines(submission).partner_id
        return deliveries.browse(
            of_partner[0].id
            for partner, of_partner in deliveries.grouped("partner_id").items()
            if partner not in known
        )

    def _partner_lines(self, submission):
        """Return what counts partners in this indicator and period."""
        # a partner counts once, whoever may read where
        lines = self.program_indicator_id.sudo().actual_ids.delivery_line_ids
        return lines.filtered(
            lambda line: (
                line.actual_id.period_id == submission.period_id
                and not line.correction_of_id
                and not line.is_withdrawn
            )
        )

    def _deliveries(self, submission):
        """Return the confirmed deliveries of the report's programme and period that
        the partner received, or that were delivered under its engagement."""
        period, partner = submission.period_id, submission.partner_id
        return self.env["mtm.service.delivery"].search(
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

    def _quantities(self, delivery):
        """Return ``{combination: quantity}`` of what this rule counts of a delivery.

        A delivery counted by category counts in the total as well: another one may
        know its total only, and both are added up in the same rows.
        """
        total = self.env["mtm.disaggregation"]
        if self.measure in ("deliveries", "partners"):
            return {total: 1}
        if self.measure == "quantity":
            quantity = delivery._quantity_in(self.service_id.uom_id)
            return {} if quantity is None else {total: quantity}
        return self._by_category(
            {
                count.disaggregation_id.value_ids: count.quantity
                for count in delivery.count_ids
            }
        )

    def _by_category(self, counts):
        """Return every cell of the rule's dimensions that counts can fill.

        :param counts: ``{categories: number}``
        :return: ``{combination: number}``
        """
        total = self.env["mtm.disaggregation"]
        rows = {
            amounts.categories_of(
                {value.dimension_id.code: value.code for value in values}
            ): (Decimal(number),)
            for values, number in counts.items()
        }
        values = self.env["mtm.dimension.value"].union(*counts)
        exclusive = set(values.dimension_id.filtered("exclusive").mapped("code"))
        table = cells.table_of(rows, self.dimension_ids.mapped("code"), exclusive)
        by_code = {(value.dimension_id.code, value.code): value for value in values}
        return {
            total._for_values(
                values.browse().union(*(by_code[pair] for pair in cell))
            ): (float(number))
            for cell, (number,) in table.items()
        }
