from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import clock

LOCKED_STATES = ("submitted", "approved")
VALUE_FIELDS = (
    "value",
    "numerator",
    "denominator",
    "text",
    "option_id",
    "currency_id",
    "amount_currency",
    "missing_reason",
)


class AsmActual(models.Model):
    """One reported number: a fact, so few columns and no mail thread.

    Blank is not zero: a number nobody reported is no row, or a row that says why
    it is missing. An approved row is locked; every earlier state is kept in
    ``asm.actual.revision``.
    """

    _name = "asm.actual"
    _description = "Actual"
    _inherit = [
        "asm.derived.mixin",
        "mtm.portal.mixin",
        "mtm.category.mixin",
        "mtm.restrict.mixin",
    ]
    # the newest period, whose own order is that already; a total before its parts
    _order = (
        "period_id, program_indicator_id, site_id, disaggregation_id nulls first, id"
    )
    _rec_names_search = ["program_indicator_id", "site_id"]

    submission_id = fields.Many2one(
        "asm.submission", required=True, index=True, ondelete="restrict"
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="submission_id.program_id",
        store=True,
        precompute=True,
        index=True,
    )
    partner_id = fields.Many2one(
        related="submission_id.partner_id", store=True, precompute=True, index=True
    )
    period_id = fields.Many2one(
        "asm.period",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    country_id = fields.Many2one(
        related="site_id.country_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        index="btree_not_null",
        ondelete="restrict",
    )
    value = OptionalFloat(aggregator=None)
    numerator = OptionalFloat(aggregator=None)
    denominator = OptionalFloat(aggregator=None)
    text = fields.Text()
    option_id = fields.Many2one(
        "asm.scale.value",
        string="Scale Value",
        index="btree_not_null",
        ondelete="restrict",
    )
    currency_id = fields.Many2one(
        "res.currency", index="btree_not_null", ondelete="restrict"
    )
    amount_currency = OptionalFloat(aggregator=None)
    date_measured = fields.Date(string="Measured On")
    missing_reason = fields.Selection(
        [
            ("not_applicable", "Not applicable"),
            ("not_accessible", "Not accessible"),
            ("not_collected", "Not collected"),
        ]
    )
    comment = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("approved", "Approved"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    state_since = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: clock.now(),
        help="Since when this value stands in this state.",
    )
    typed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    submitted_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approved_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approved_for_id = fields.Many2one(
        "res.users",
        string="Approved In the Place Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who had delegated their approvals then.",
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    review_comment = fields.Text(string="Reviewer's Comment", copy=False)
    correction_of_id = fields.Many2one(
        "asm.actual",
        string="Corrects",
        index="btree_not_null",
        ondelete="restrict",
        help="A negative number is a correction and names what it corrects.",
    )
    revision_ids = fields.One2many("asm.actual.revision", "actual_id", readonly=True)
    delivery_line_ids = fields.One2many(
        "asm.actual.delivery", "actual_id", string="Deliveries Counted"
    )
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "asm_actual_evidence_rel",
        "actual_id",
        "evidence_id",
        copy=False,
        ondelete="restrict",
    )
    date_start = fields.Date(string="Period Starts", related="period_id.date_start")
    company_id = fields.Many2one(related="program_id.company_id")
    unit = fields.Char(related="program_indicator_id.unit")
    measure = fields.Selection(related="program_indicator_id.measure")
    is_ratio = fields.Boolean(related="program_indicator_id.is_ratio")
    dimension_ids = fields.Many2many(related="program_indicator_id.dimension_ids")
    delivery_count = fields.Integer(
        string="Deliveries", compute="_compute_delivery_count"
    )

    _key_unique = models.UniqueIndex(
        "(submission_id, program_indicator_id, period_id, COALESCE(site_id, 0), "
        "COALESCE(disaggregation_id, 0), COALESCE(correction_of_id, 0))",
        "This number is in the report already: change it there.",
    )
    _approved_idx = models.Index(
        "(program_id, period_id, program_indicator_id) "
        "INCLUDE (value, numerator, denominator, site_id, disaggregation_id) "
        "WHERE state = 'approved'"
    )
    _negative_is_correction = models.Constraint(
        "CHECK ((value >= 0 AND numerator >= 0 AND denominator >= 0) IS NOT FALSE "
        "OR correction_of_id IS NOT NULL)",
        "A negative number is a correction: name the number that it corrects.",
    )
    _missing_has_no_value = models.Constraint(
        "CHECK (missing_reason IS NULL OR (value IS NULL AND numerator IS NULL "
        "AND denominator IS NULL))",
        "A number is either given or missing with a reason, not both.",
    )
    _approved_is_whole = models.Constraint(
        "CHECK ((state = 'approved') = (approved_on IS NOT NULL) "
        "AND (approved_on IS NULL) = (approved_by IS NULL) "
        "AND (approved_by IS NOT NULL OR approved_for_id IS NULL))",
        "An approval has a person and a moment.",
    )

    @api.depends("submission_id")
    def _compute_period_id(self):
        for actual in self:
            actual.period_id = actual.period_id or actual.submission_id.period_id

    @api.depends(
        "program_indicator_id.indicator_id.code",
        "period_id.name",
        "site_id.name",
        "disaggregation_id.display_name",
        "partner_id.name",
    )
    def _compute_display_name(self):
        for actual in self:
            actual.display_name = ", ".join(
                filter(
                    None,
                    (
                        actual.program_indicator_id.indicator_id.code,
                        actual.period_id.name,
                        actual.partner_id.name,
                        actual.site_id.name,
                        actual.disaggregation_id.display_name or None,
                    ),
                )
            )

    @api.model
    def _selection_of(self, name):
        return self._fields[name]._description_selection(self.env)

    def _compute_delivery_count(self):
        counts = dict(
            self.env["asm.actual.delivery"]._read_group(
                [("actual_id", "in", self.ids)], ["actual_id"], ["__count"]
            )
        )
        for actual in self:
            actual.delivery_count = counts.get(actual, 0)

    @api.constrains("submission_id", "program_indicator_id")
    def _check_indicator_of_program(self):
        for line, report in self._distinct("program_indicator_id", "submission_id"):
            program = report.program_id
            if line.program_id != program:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not an indicator of %(program)s.",
                        indicator=line.display_name,
                        program=program.display_name,
                    )
                )

    @api.constrains("period_id", "submission_id")
    def _check_period_in_submission(self):
        for period, submission in self._distinct("period_id", "submission_id"):
            report = submission.period_id
            inside = (
                report.date_start <= period.date_start
                and period.date_end <= report.date_end
            )
            if not inside:
                raise ValidationError(
                    self.env._(
                        "%(period)s does not lie in the report's period, %(report)s.",
                        period=period.name,
                        report=report.name,
                    )
                )

    def _distinct(self, *names):
        """Return the different pairs of records that these rows point to.

        Read from the cache as ids: there may be ten thousand rows and three pairs.
        """
        pairs = self._distinct_ids(*names)
        columns = [
            self.env[self._fields[name].comodel_name].browse(filter(None, set(ids)))
            for name, ids in zip(names, zip(*pairs, strict=True), strict=False)
        ]
        # all that are in one column are read at once
        return [
            tuple(
                column.browse(key or ()).with_prefetch(column._ids)
                for column, key in zip(columns, pair, strict=True)
            )
            for pair in pairs
        ]

    def _pointed(self, name):
        """Return the different records that these rows point to by one field."""
        ids = (key for [key] in self._distinct_ids(name) if key)
        return self.env[self._fields[name].comodel_name].browse(ids)

    def _distinct_ids(self, *names):
        self.fetch(names)
        caches = [self._fields[name]._get_cache(self.env) for name in names]
        columns = (map(cache.get, self._ids) for cache in caches)
        # in the order of the rows
        return dict.fromkeys(zip(*columns, strict=True))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(self._with_places(vals_list))
        # a report with a late draft is no longer approved as a whole
        reports = rows.sudo()._pointed("submission_id").with_env(self.env)
        reports.filtered(lambda r: r.state == "approved")._update_state()
        return rows

    def unlink(self):
        reports = self.submission_id.filtered(lambda r: r.state == "open")
        result = super().unlink()
        reports.filtered("actual_ids")._update_state()
        return result

    _review_fields = frozenset(
        {
            "state",
            "state_since",
            "typed_by",
            "submitted_by",
            "approved_by",
            "approved_for_id",
            "approved_on",
        }
    )

    def _without_review_fields(self, vals):
        """Only the actions of the review set these, whoever calls."""
        if self._review_fields.isdisjoint(vals):
            return vals
        return {key: v for key, v in vals.items() if key not in self._review_fields}

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "submission_id",
            "program_indicator_id",
            "period_id",
            "site_id",
            "disaggregation_id",
            "value",
            "numerator",
            "denominator",
            "text",
            "missing_reason",
            "comment",
            "review_comment",
            "state",
        }

    def action_view_deliveries(self):
        return self.delivery_line_ids.delivery_id._get_records_action(
            name=self.env._("Deliveries")
        )

    def action_view_submission(self):
        self.ensure_one()
        return self.submission_id._get_records_action(name=self.env._("Submission"))

    def action_view_report_lines(self):
        """Open the donor report lines that this number stands in."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_donor_report_line_action"
        )
        return action | {"domain": self._report_lines_domain(), "context": {}}

    def _report_lines_domain(self):
        self.ensure_one()
        place = self.correction_of_id or self
        lines = self.env["asm.donor.report.line"].search(
            [
                ("program_indicator_id", "in", place.program_indicator_id._users().ids),
                ("report_id.date_end", ">=", place.period_id.date_end),
            ]
        )
        return [("id", "in", lines._filtered_resting_on(self).ids)]
