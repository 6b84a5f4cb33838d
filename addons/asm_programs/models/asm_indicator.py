from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import formula, units
from ._formula_wording import said

TIME_AGGREGATIONS = [
    ("sum", "Sum"),
    ("latest", "Latest"),
    ("average", "Average"),
    ("maximum", "Maximum"),
    ("unique", "New persons only"),
    ("none", "Not added up"),
]
PART_AGGREGATIONS = [
    ("sum", "Sum"),
    ("latest", "Latest"),
    ("average", "Average"),
    ("maximum", "Maximum"),
]


class AsmIndicator(models.Model):
    """A definition in the indicator library, versioned.

    How its numbers add up, over time and over places, is a part of the
    definition. Programmes use a definition at a version; its meaning is changed
    by a new version only.
    """

    _name = "asm.indicator"
    _description = "Indicator Definition"
    _inherit = ["mail.thread", "mtm.restrict.mixin"]
    _order = "code, version desc"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, tracking=True)
    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    version = fields.Integer(
        required=True, default=1, readonly=True, copy=False, aggregator=None
    )
    previous_id = fields.Many2one(
        "asm.indicator",
        string="Replaces",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    comparable = fields.Boolean(
        help="Numbers of the version it replaces may stand in one series with its own."
    )
    theme_id = fields.Many2one("mtm.theme", index="btree_not_null", ondelete="restrict")
    level = fields.Selection(
        [
            ("impact", "Impact"),
            ("outcome", "Outcome"),
            ("output", "Output"),
            ("context", "Context"),
        ]
    )
    definition = fields.Text(translate=True, tracking=True)
    unit = fields.Char(translate=True, tracking=True)
    measure = fields.Selection(
        [
            ("unit", "Unit"),
            ("percentage", "Percentage"),
            ("nominal", "Nominal"),
            ("ordinal", "Ordinal"),
            ("qualitative", "Qualitative"),
            ("milestone", "Milestone"),
        ],
        required=True,
        default="unit",
        tracking=True,
    )
    direction = fields.Selection(
        [
            ("more", "More is better"),
            ("less", "Less is better"),
            ("neutral", "Neutral"),
        ],
        required=True,
        default="more",
        tracking=True,
    )
    dimension_ids = fields.Many2many("mtm.dimension", string="Split By")
    scale_value_ids = fields.One2many("asm.scale.value", "indicator_id", copy=True)
    time_aggregation = fields.Selection(
        TIME_AGGREGATIONS,
        string="Over Time",
        required=True,
        default="sum",
        tracking=True,
    )
    place_aggregation = fields.Selection(
        [(key, label) for key, label in TIME_AGGREGATIONS if key != "unique"],
        string="Over Places",
        required=True,
        default="sum",
        tracking=True,
    )
    is_ratio = fields.Boolean(
        string="Numerator and Denominator",
        compute="_compute_is_ratio",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Percentages, rates and means are stored as two numbers, added up apart "
        "and divided last.",
    )
    numerator_label = fields.Char(translate=True)
    denominator_label = fields.Char(translate=True)
    numerator_time = fields.Selection(
        PART_AGGREGATIONS, string="Numerator Over Time", default="sum", tracking=True
    )
    denominator_time = fields.Selection(
        PART_AGGREGATIONS, string="Denominator Over Time", default="sum", tracking=True
    )
    multiplier = fields.Float(
        compute="_compute_multiplier",
        store=True,
        readonly=False,
        precompute=True,
        help="100 for a percentage, 1000 for a rate per thousand.",
    )
    place_weight_id = fields.Many2one(
        "asm.indicator",
        string="Places Weighted By",
        index="btree_not_null",
        ondelete="restrict",
    )
    basis = fields.Selection(
        [("incremental", "New in the period"), ("cumulative", "Running total")],
        required=True,
        default="incremental",
        tracking=True,
    )
    cumulative_since = fields.Selection(
        [("program", "Start of the programme"), ("year", "Start of the year")],
        string="Running Since",
    )
    unique_scope = fields.Selection(
        [("year", "Once a year"), ("life", "Once in the programme")],
        string="A Person Counts",
    )
    unique_month = fields.Integer(string="Counting Year Starts In Month", default=1)
    counts_people = fields.Boolean(
        compute="_compute_counts_people",
        store=True,
        readonly=False,
        precompute=True,
        help="People are credited in full to each award, unless shares are entered "
        "for this indicator.",
    )
    whole_units = fields.Boolean(
        default=True,
        help="Counted in whole units, as persons and sites are; tonnes and money are "
        "not.",
    )
    formula = fields.Char(help="Computed from other indicators, named by their code.")
    formula_level = fields.Selection(
        [("site", "For each site"), ("total", "On totals")], default="total"
    )
    currency_rule = fields.Selection(
        [("award", "In the award's currency"), ("local", "In local currency")],
        help="Set where the numbers are amounts of money.",
    )
    source = fields.Text(string="Data Source", translate=True)
    method = fields.Text(string="Method of Collection", translate=True)
    frequency = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
            ("adhoc", "As needed"),
        ],
        string="Collected Every",
    )
    limitations = fields.Text(string="Known Limitations", translate=True)
    sdg_ids = fields.Many2many("mtm.sdg", string="SDG Targets")
    sdg_indicator = fields.Char(string="SDG Indicator")
    reference = fields.Char(help="The definition it follows, if any.")
    program_indicator_ids = fields.One2many("asm.program.indicator", "indicator_id")
    program_count = fields.Integer(compute="_compute_program_count")

    _code_version_unique = models.UniqueIndex(
        "(code, version)", "This indicator exists already in this version."
    )
    _unique_has_scope = models.Constraint(
        "CHECK (time_aggregation <> 'unique' OR unique_scope IS NOT NULL)",
        "An indicator of persons counted once says in which scope: a year or life.",
    )
    _unique_month_range = models.Constraint(
        "CHECK (unique_month BETWEEN 1 AND 12)", "A month lies between 1 and 12."
    )
    _cumulative_has_origin = models.Constraint(
        "CHECK (basis <> 'cumulative' OR cumulative_since IS NOT NULL)",
        "A running total says since when it runs.",
    )
    _percentage_is_ratio = models.Constraint(
        "CHECK (measure <> 'percentage' OR is_ratio OR formula IS NOT NULL)",
        "A percentage is kept as numerator and denominator, or computed.",
    )

    _people = frozenset({"person", "people", "persons", "child", "children", "miner"})

    @api.depends("unit", "time_aggregation")
    def _compute_counts_people(self):
        for indicator in self:
            unit = (indicator.with_context(lang="en_US").unit or "").lower()
            indicator.counts_people = (
                indicator.time_aggregation == "unique" or unit in self._people
            )

    @api.depends("measure", "formula")
    def _compute_is_ratio(self):
        for indicator in self:
            indicator.is_ratio = indicator.is_ratio or (
                indicator.measure == "percentage" and not indicator.formula
            )

    @api.depends("measure")
    def _compute_multiplier(self):
        for indicator in self:
            indicator.multiplier = 100.0 if indicator.measure == "percentage" else 1.0

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for indicator in self:
            version = f" (v{indicator.version})" if indicator.version > 1 else ""
            name = " ".join(filter(None, (indicator.code, indicator.name)))
            indicator.display_name = f"{name}{version}"

    def _compute_program_count(self):
        counts = dict(
            self.env["asm.program.indicator"]._read_group(
                [("indicator_id", "in", self.ids)],
                ["indicator_id"],
                ["program_id:count_distinct"],
            )
        )
        for indicator in self:
            indicator.program_count = counts.get(indicator, 0)

    def _exclusive_codes(self):
        """Return the codes of the dimensions in which one case has one category."""
        return set(self.dimension_ids.filtered("exclusive").mapped("code"))

    def _formula_codes(self):
        """Return the codes of the indicators that the formula names."""
        self.ensure_one()
        tree = formula.parse(self.formula)
        return {reference.code for reference in formula.references_in(tree)}

    def _input_codes(self):
        """Return the codes of the indicators that this one is computed with."""
        self.ensure_one()
        codes = self._formula_codes() if self.formula else set()
        return codes | set(self.place_weight_id.mapped("code"))

    @api.constrains("formula", "code")
    def _check_formula(self):
        """A formula can be read, its units go together, and it has no cycle."""
        for indicator in self.filtered("formula"):
            try:
                tree = formula.parse(indicator.formula)
                units.unit_of(tree, self._unit_by_code(indicator))
                formula.order_of(self._formulas_by_code())
            except formula.FormulaError as error:
                raise ValidationError(
                    self.env._(
                        "The formula of %(indicator)s cannot be used: %(error)s",
                        indicator=indicator.display_name,
                        error=said(self.env, error),
                    )
                ) from error

    def _unit_by_code(self, indicator):
        codes = indicator._formula_codes()
        # the newest version of a code comes last, and stands
        found = self.search([("code", "in", sorted(codes))], order="version")
        missing = codes - set(found.mapped("code"))
        if missing:
            raise ValidationError(
                self.env._(
                    "The formula of %(indicator)s names %(codes)s, which the library "
                    "does not have.",
                    indicator=indicator.display_name,
                    codes=", ".join(sorted(missing)),
                )
            )
        return {line.code: line.unit or "" for line in found}.get

    def _formulas_by_code(self):
        """Return ``{code: formula}`` of the whole library."""
        return {
            line.code: formula.parse(line.formula)
            for line in self.search([("formula", "!=", False)], order="version")
        }
