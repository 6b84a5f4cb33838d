import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat, OptionalInteger

from ..tools import formula, rules
from ._formula_wording import said

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class AsmValidationRule(models.Model):
    """What a reported number must satisfy, and what to say where it does not.

    An error blocks submitting, a warning asks for a comment. How each kind is
    computed stands in ``tools/rules.py``.
    """

    _name = "asm.validation.rule"
    _description = "Validation Rule"
    _inherit = ["mtm.restrict.mixin", "mtm.kept.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("range", "Between two numbers"),
            ("comparison", "Comparison of indicators"),
            ("jump", "Jump from the last number"),
            ("outlier", "Far from the usual"),
            ("whole", "Whole number"),
            ("share", "Numerator within denominator"),
            ("missing", "Missing"),
            ("late", "Late"),
        ],
        required=True,
        default="range",
    )
    severity = fields.Selection(
        [("error", "Error: blocks submitting"), ("warning", "Warning: asks why")],
        required=True,
        default="warning",
    )
    message = fields.Text(
        translate=True,
        help="What the partner and the reviewer read, with the numbers in place of "
        "their names: %(number)s and what else the kind of rule knows. Empty: the "
        "usual words.",
    )
    placeholder_names = fields.Char(
        string="Stand In for Numbers", compute="_compute_placeholder_names"
    )
    indicator_id = fields.Many2one(
        "asm.indicator",
        string="Definition",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every indicator. All versions of the definition follow the rule.",
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        index="btree_not_null",
        ondelete="cascade",
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: every programme. What is part of a programme follows its rules.",
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Programme's Indicator",
        index="btree_not_null",
        ondelete="cascade",
    )
    site_ids = fields.Many2many(
        "mtm.site", "asm_validation_rule_site_rel", "rule_id", "site_id", string="Sites"
    )
    category_ids = fields.Many2many(
        "mtm.dimension.value",
        "asm_validation_rule_category_rel",
        "rule_id",
        "value_id",
        string="Categories",
        help="Empty: totals and all categories.",
    )
    date_from = fields.Date(string="Holds From", help="By the last day of the period.")
    date_to = fields.Date(string="Holds Until")
    minimum = OptionalFloat(string="At Least", help="In the indicator's unit.")
    maximum = OptionalFloat(string="At Most", help="In the indicator's unit.")
    percentage = OptionalFloat(
        string="More Than (%)", help="Percent of the number of the period before."
    )
    difference = OptionalFloat(
        string="And More Than", help="In the indicator's unit, up or down."
    )
    against = fields.Selection(
        [
            ("history", "The cell's own earlier numbers"),
            ("peers", "What others report for the period"),
            ("both", "Both"),
        ],
        string="Compared With",
        default="history",
    )
    score = OptionalFloat(
        string="Robust Z-Score Above",
        default=3.5,
        help="0.6745 × (number − median) ÷ median absolute deviation. 3.5 is usual.",
    )
    minimum_count = OptionalInteger(
        string="Numbers Needed",
        default=5,
        help="With fewer numbers to compare with nothing is said.",
    )
    left = fields.Char(string="Left Side", help="A formula: codes of indicators, + - *")
    sign = fields.Selection([(sign, sign) for sign in rules.SIGNS], default="<=")
    right = fields.Char(string="Right Side")
    days = OptionalInteger(string="Days After Due", default=0)
    company_id = fields.Many2one(related="program_id.company_id")

    _range_has_end = models.Constraint(
        "CHECK (kind <> 'range' OR minimum IS NOT NULL OR maximum IS NOT NULL)",
        "A range has a least or a most.",
    )
    _range_in_order = models.Constraint(
        "CHECK (minimum <= maximum)", "The least of a range is not above its most."
    )
    _jump_has_limit = models.Constraint(
        "CHECK (kind <> 'jump' OR percentage IS NOT NULL OR difference IS NOT NULL)",
        "A jump is more than a percentage, a difference, or both.",
    )
    _limits_positive = models.Constraint(
        "CHECK ((percentage >= 0 AND difference >= 0 AND days >= 0) IS NOT FALSE)",
        "A percentage, a difference and days are 0 or more.",
    )
    _outlier_has_score = models.Constraint(
        "CHECK (kind <> 'outlier' OR (score > 0 AND minimum_count >= 3 "
        "AND against IS NOT NULL) IS TRUE)",
        "Far from the usual needs a score above 0, what it is compared with, and at "
        "least 3 numbers.",
    )
    _comparison_has_sides = models.Constraint(
        "CHECK (kind <> 'comparison' OR (\"left\" IS NOT NULL AND sign IS NOT NULL "
        'AND "right" IS NOT NULL))',
        "A comparison has two sides and a sign.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A rule cannot end before it begins to hold."
    )

    @api.depends("program_indicator_id.program_id")
    def _compute_program_id(self):
        for rule in self:
            rule.program_id = rule.program_indicator_id.program_id or rule.program_id

    @api.constrains("program_id", "program_indicator_id", "indicator_id")
    def _check_scope(self):
        for rule in self.filtered("program_indicator_id"):
            line = rule.program_indicator_id
            fits = rule.program_id == line.program_id and (
                not rule.indicator_id or rule.indicator_id == line.indicator_id
            )
            if not fits:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: %(indicator)s belongs to %(program)s and its own "
                        "definition. Leave the other two empty.",
                        rule=rule.name,
                        indicator=line.display_name,
                        program=line.program_id.display_name,
                    )
                )

    @api.constrains("kind", "left", "right")
    def _check_formulas(self):
        for rule in self.filtered(lambda rule: rule.kind == "comparison"):
            try:
                check = rules.Comparison(rule.left, rule.sign, rule.right)
            except formula.FormulaError as error:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: a side of the comparison cannot be used: %(error)s",
                        rule=rule.name,
                        error=said(self.env, error),
                    )
                ) from error
            rule._check_references(check)

    def _check_references(self, check):
        known = self.env["asm.indicator"].search([("code", "in", check.codes)])
        missing = set(check.codes) - set(known.mapped("code"))
        if missing or not check.codes:
            raise ValidationError(
                self.env._(
                    "%(rule)s compares %(codes)s, which the library does not have.",
                    rule=self.name,
                    codes=", ".join(sorted(missing)) or self.env._("no indicator"),
                )
            )
        if any(reference.kind != "actual" for reference in check.references):
            raise ValidationError(
                self.env._(
                    "%(rule)s names a baseline or a target. A rule compares reported "
                    "numbers only.",
                    rule=self.name,
                )
            )

    _placeholders = {
        "range": ("number", "minimum", "maximum"),
        "comparison": ("left", "right", "sign"),
        "jump": ("number", "previous", "difference", "percentage"),
        "outlier": ("number", "median", "score"),
        "whole": ("number",),
        "share": ("numerator", "denominator"),
        "missing": (),
        "late": ("due", "days"),
    }

    def _known_placeholders(self):
        return ("indicator", "cell", *self._placeholders.get(self.kind, ()))

    @api.depends("kind")
    def _compute_placeholder_names(self):
        for rule in self:
            names = rule._known_placeholders()
            rule.placeholder_names = ", ".join(f"%({name})s" for name in names)

    @api.constrains("kind", "message")
    def _check_message(self):
        for rule in self.filtered("message"):
            known = rule._known_placeholders()
            unknown = set(PLACEHOLDER.findall(rule.message)) - set(known)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "The message of %(rule)s names %(unknown)s, which this kind "
                        "of rule does not know. It knows %(known)s.",
                        rule=rule.name,
                        unknown=", ".join(sorted(unknown)),
                        known=", ".join(known),
                    )
                )

    def _say(self, words, facts):
        """Return this rule's message with the numbers in their places.

        :param words: what to say where the rule has no message of its own
        :param facts: ``{placeholder: text}``
        """
        return PLACEHOLDER.sub(
            lambda match: str(facts.get(match[1], match[0])), self.message or words
        )

    @api.model
    def _holding(self, program, day):
        """Return the rules for a programme that hold on a day.

        A rule is kept by whoever keeps rules, and holds for everybody.
        """
        within = [int(key) for key in (program.parent_path or "").split("/") if key]
        return self._kept_records().filtered(
            lambda rule: (
                rule.active
                and (not rule.program_id or rule.program_id.id in within)
                and (not rule.date_from or rule.date_from <= day)
                and (not rule.date_to or rule.date_to >= day)
            )
        )

    def _applies_to(self, line, site, categories):
        """Say whether this rule speaks of a cell.

        :param line: ``asm.program.indicator``
        :param site: ``mtm.site``, empty for the whole programme
        :param categories: ids of the categories of the cell
        """
        return bool(
            (not self.program_indicator_id or self.program_indicator_id == line)
            and (
                not self.indicator_id
                or self.indicator_id.code == line.indicator_id.code
            )
            and (not self.site_ids or site in self.site_ids)
            and (
                not self.category_ids
                or set(self.category_ids._ids).intersection(categories)
            )
        )
