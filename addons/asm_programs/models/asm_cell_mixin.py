from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import validation
from ._later import LATER

WORDED = ("nominal", "ordinal", "qualitative")


class AsmCellMixin(models.AbstractModel):
    """One version of what is known or wanted of an indicator, in one cell of it.

    A cell is a site and a combination of categories, none for all; an award where it
    was agreed with one donor. Targets and baselines are versions of cells.
    """

    _name = "asm.cell.mixin"
    _description = "Version of a cell"
    _inherit = ["asm.derived.mixin", "asm.history.mixin", "mtm.category.mixin"]

    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
    )
    measure = fields.Selection(related="program_indicator_id.measure")
    is_ratio = fields.Boolean(related="program_indicator_id.is_ratio")
    unit = fields.Char(related="program_indicator_id.unit")
    dimension_ids = fields.Many2many(related="program_indicator_id.dimension_ids")
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="restrict",
        help="Set where it was agreed with one donor; empty for the programme's own.",
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
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
    donor_reference = fields.Char(help="Where the donor agreed, such as a letter.")
    shown = fields.Char(
        string="Value in Words",
        compute="_compute_shown",
        help="What the version says: the number, the quotient of its two parts, the "
        "step of the scale or the text.",
    )

    _denominator_not_zero = models.Constraint(
        "CHECK (denominator <> 0)", "A share of nothing has no value: see Denominator."
    )
    _ratio_is_whole = models.Constraint(
        "CHECK ((numerator IS NULL) = (denominator IS NULL))",
        "Numerator and denominator come together.",
    )

    @api.depends(
        "value", "numerator", "denominator", "text", "option_id.name", "measure"
    )
    def _compute_shown(self):
        for version in self:
            number = version._number()
            if number is not None:
                is_typed = version.value is not False
                version.shown = self._plain(number if is_typed else round(number, 2))
            else:
                version.shown = version.option_id.name or version.text or False

    def _number(self):
        """Return the number of this version as Decimal, None for blank."""
        self.ensure_one()
        value = self._decimal("value")
        parts = self._decimal("numerator"), self._decimal("denominator")
        if value is None and None not in parts:
            return parts[0] / parts[1] * self._definition_multiplier()
        return value

    def _definition_multiplier(self):
        return self.program_indicator_id._definition().factor

    @api.model
    def _plain(self, number):
        """Return a number in digits, without what division leaves behind."""
        rounded = round(number, 6)
        return f"{rounded.normalize():f}" if rounded else "0"

    @api.constrains("site_id", "program_indicator_id")
    def _check_site_of_program(self):
        # the countries of a programme count for everybody, whoever may read it
        for version in self.sudo().filtered("site_id"):
            countries = version.program_id.country_ids
            if not countries or version.site_id.country_id in countries:
                continue
            if version.site_id not in version.program_id._assigned_sites():
                raise ValidationError(
                    self.env._(
                        "%(site)s lies in %(country)s, where %(program)s does not "
                        "work. Choose one of its sites.",
                        site=version.site_id.name,
                        country=version.site_id.country_id.name,
                        program=version.program_id.display_name,
                    )
                )

    @api.constrains("disaggregation_id", "program_indicator_id")
    def _check_categories_of_indicator(self):
        for version in self:
            values = version.disaggregation_id.value_ids
            other = values.dimension_id - version.program_indicator_id.dimension_ids
            if other:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not split by %(dimension)s. Choose "
                        "categories of its dimensions: %(dimensions)s.",
                        indicator=version.program_indicator_id.display_name,
                        dimension=other[0].name,
                        dimensions=", ".join(
                            version.program_indicator_id.dimension_ids.mapped("name")
                        )
                        or self.env._("none"),
                    )
                )

    @api.constrains(
        "program_indicator_id", "value", "numerator", "denominator", "text", "option_id"
    )
    def _check_says_what_is_measured(self):
        for version in self:
            problem = version._problem_of_measure()
            if problem:
                raise ValidationError(problem)

    def _problem_of_measure(self):
        """Return what is wrong with what this version says, or None."""
        name = self.program_indicator_id.display_name
        has_number = self.value is not False or self.numerator is not False
        if self.measure in WORDED and has_number:
            return self.env._(
                "%(indicator)s is told in words or steps, not in numbers. Leave the "
                "numbers blank.",
                indicator=name,
            )
        if self.measure not in ("nominal", "ordinal") and self.option_id:
            return self.env._(
                "%(indicator)s has no scale. Leave the scale value blank.",
                indicator=name,
            )
        if self.option_id and self.option_id.indicator_id != (
            self.program_indicator_id.indicator_id
        ):
            return self.env._(
                "%(option)s is a step of another scale than that of %(indicator)s.",
                option=self.option_id.name,
                indicator=name,
            )
        if self.numerator is not False and self.value is not False:
            return self.env._(
                "%(indicator)s: enter numerator and denominator, or the value alone. "
                "The value follows from the two.",
                indicator=name,
            )
        if self.numerator is not False and not self.is_ratio:
            return self.env._(
                "%(indicator)s is no ratio. Enter a value and leave numerator and "
                "denominator blank.",
                indicator=name,
            )
        if (
            self.measure == "percentage"
            and validation.numerators_exceeding_denominators([self._as_part()])
        ):
            return self.env._(
                "%(indicator)s: the numerator %(numerator)s is above the denominator "
                "%(denominator)s.",
                indicator=name,
                numerator=self._plain(self._decimal("numerator")),
                denominator=self._plain(self._decimal("denominator")),
            )
        return None

    @api.constrains(
        "value", "numerator", "denominator", "disaggregation_id", "site_id", "award_id"
    )
    def _check_parts_within_total(self):
        # by whoever writes many at once; approving compares them in any case
        if self.env.context.get("asm_parts_checked") is not LATER:
            self._check_parts(with_proposals=True)

    def _check_holds(self):
        result = super()._check_holds()
        self._check_parts(with_proposals=False)
        return result

    def _check_parts(self, with_proposals):
        """Compare what holds in the cells around these, as it would become.

        :param with_proposals: whether an open proposal stands before what is approved
        :raises ValidationError: with the numbers, where parts exceed the total
        """
        # what is approved counts for everybody, whoever may read it
        lines = self.sudo().program_indicator_id
        states = ["approved", "proposed"] if with_proposals else ["approved"]
        versions = self.sudo().search(
            [("program_indicator_id", "in", lines.ids), ("state", "in", states)]
        )
        families = {}
        # of each cell the last one stays: an open proposal, else approved last
        for version in versions.sorted(
            lambda v: (v.state == "proposed", v.approved_on or v.create_date, v.id)
        ):
            families.setdefault(version._whole_key(), {})[version._cell_key()] = version
        for key in {version._whole_key() for version in self.sudo()}:
            family = families.get(key)
            if family:
                self._check_parts_of_whole(self.browse().union(*family.values()))

    def _whole_key(self):
        """Return what the versions share that are parts of one whole."""
        return tuple(
            self._cell_value(name)
            for name in self._cell_fields
            if name != "disaggregation_id"
        )

    def _check_parts_of_whole(self, versions):
        line = versions.program_indicator_id
        if line._definition().place_rule != "sum":
            # the average price of two minerals is no sum of the two
            return
        excess = validation.parts_exceeding_total(
            [version._as_part() for version in versions],
            line.indicator_id._exclusive_codes(),
        )
        if excess:
            raise ValidationError(
                self.env._(
                    "%(version)s: the parts by %(dimension)s add up to %(parts)s, more "
                    "than the total %(total)s. Lower a part, or propose a higher total "
                    "first.",
                    version=versions[:1].display_name,
                    dimension=excess[0].label,
                    parts=self._plain(excess[0].parts),
                    total=self._plain(excess[0].total),
                )
            )

    def _as_part(self):
        self.ensure_one()
        numbers = {name: self._decimal(name) for name in validation.MEMBERS}
        if self.is_ratio:
            # shares are compared by what they are shares of
            numbers["value"] = None
        return validation.Part(self.disaggregation_id._categories(), **numbers)

    def _programs_to_ask(self):
        return self.program_id

    def _thread_to_tell(self):
        self.ensure_one()
        return self.program_indicator_id

    def action_propose_change(self):
        """Open a proposal for the same cell, or the one that is open already."""
        self.ensure_one()
        self.check_access("read")
        waiting = self._open_proposal()
        if waiting:
            return waiting._get_records_action()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Change"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(self._change_view().id, "form")],
            "target": "new",
        }
        cell = {name: self._cell_value(name) for name in self._cell_fields}
        kept = cell | {"currency_id": self.currency_id.id}
        return action | {
            "context": {f"default_{name}": value for name, value in kept.items()}
            | {"asm_current_id": self.current_id.id}
        }

    def _change_view(self):
        name = self._name.replace(".", "_")
        return self.env.ref(f"asm_programs.{name}_view_form_change").sudo()
