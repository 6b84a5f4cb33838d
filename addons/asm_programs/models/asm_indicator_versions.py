from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ._wording import written

# what a definition means; whoever changes one of these makes a new version
MEANING = frozenset(
    {
        "code",
        "version",
        "previous_id",
        "comparable",
        "change_summary",
        "change_reason",
        "definition",
        "unit",
        "measure",
        "direction",
        "dimension_ids",
        "time_aggregation",
        "place_aggregation",
        "is_ratio",
        "is_share",
        "numerator_label",
        "denominator_label",
        "numerator_time",
        "denominator_time",
        "multiplier",
        "place_weight_id",
        "basis",
        "cumulative_since",
        "unique_scope",
        "unique_month",
        "counts_people",
        "whole_units",
        "formula",
        "formula_level",
        "currency_rule",
    }
)
# says how versions follow each other, not what one of them means
_LINEAGE = frozenset(
    {
        "code",
        "version",
        "previous_id",
        "comparable",
        "change_summary",
        "change_reason",
    }
)
# what two versions share, or their numbers cannot stand in one series
_SERIES = ("measure", "unit", "is_ratio", "multiplier", "basis", "currency_rule")


class AsmIndicator(models.Model):
    """Versions of a definition: what is used keeps its meaning.

    The words of a translation and the name may be corrected at any time; what a
    number means, and how numbers add up, changes by a new version beside the old.
    """

    _inherit = "asm.indicator"

    change_summary = fields.Text(
        string="What Changed",
        readonly=True,
        copy=False,
        help="What is different from the version that it replaces.",
    )
    change_reason = fields.Text(
        string="Why It Changed", readonly=True, copy=False, tracking=True
    )
    next_ids = fields.One2many(
        "asm.indicator", "previous_id", string="Replaced By", copy=False
    )
    is_superseded = fields.Boolean(
        compute="_compute_is_superseded", search="_search_is_superseded"
    )
    is_in_use = fields.Boolean(compute="_compute_is_in_use")
    version_ids = fields.Many2many(
        "asm.indicator", string="All Versions", compute="_compute_version_ids"
    )
    version_count = fields.Integer(compute="_compute_version_ids")
    difference = fields.Text(
        compute="_compute_difference",
        help="Field by field, from the version that it replaces.",
    )

    _previous_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "There is a newer version of this definition already.",
    )
    _later_has_previous = models.Constraint(
        "CHECK (NOT comparable OR previous_id IS NOT NULL)",
        "Only a version that replaces another one can be comparable with it.",
    )
    _change_has_reason = models.Constraint(
        "CHECK (change_summary IS NULL OR TRIM(COALESCE(change_reason, '')) <> '')",
        "Say why the definition changes.",
    )

    @api.depends("next_ids", "next_ids.active")
    def _compute_is_superseded(self):
        for indicator in self:
            indicator.is_superseded = bool(indicator.next_ids)

    def _search_is_superseded(self, operator, value):
        if operator != "in":
            return NotImplemented
        newer = Domain("next_ids.active", "=", True)
        return newer if True in value else ~newer

    def _compute_is_in_use(self):
        used = self._in_use()
        for indicator in self:
            indicator.is_in_use = indicator._origin in used

    @api.depends("code")
    def _compute_version_ids(self):
        versions = self.search(
            [("code", "in", [code for code in self.mapped("code") if code])],
            order="version desc",
        ).grouped("code")
        for indicator in self:
            indicator.version_ids = versions.get(indicator.code, self.browse())
            indicator.version_count = len(indicator.version_ids)

    @api.depends("previous_id")
    def _compute_difference(self):
        for indicator in self:
            indicator.difference = (
                "\n".join(
                    self.env._(
                        "%(field)s: %(before)s → %(after)s",
                        field=label,
                        before=before,
                        after=after,
                    )
                    for label, before, after in indicator._differences()
                )
                or False
            )

    @api.constrains("previous_id", "code", "version")
    def _check_follows(self):
        for indicator in self.filtered("previous_id"):
            before = indicator.previous_id
            if (before.code, before.version + 1) != (indicator.code, indicator.version):
                raise ValidationError(
                    self.env._(
                        "%(indicator)s does not follow %(previous)s: a new version has "
                        "the same code and the next number.",
                        indicator=indicator.display_name,
                        previous=before.display_name,
                    )
                )

    @api.constrains("comparable", "previous_id", *_SERIES)
    def _check_comparable(self):
        """Numbers of a series have one unit and add up in one manner."""
        for indicator in self.filtered("comparable"):
            labels = [
                label
                for name, label, _before, _after in indicator._changes_from(
                    indicator.previous_id
                )
                if name in _SERIES
            ]
            if labels:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s cannot be comparable with version %(previous)s: "
                        "%(fields)s differ, so their numbers make no one series. "
                        "Untick Comparable, or keep these as they were.",
                        indicator=indicator.display_name,
                        previous=indicator.previous_id.version,
                        fields=", ".join(labels),
                    )
                )

    def write(self, vals):
        self._check_meaning_stays(vals)
        return super().write(vals)

    def _in_use(self):
        """Return which of these any programme uses, seen by the reader or not."""
        lines = self.env["asm.program.indicator"].sudo()
        used = lines.search([("indicator_id", "in", self._origin.ids)]).indicator_id
        return used.with_env(self.env)

    def _check_meaning_stays(self, vals):
        """:raises UserError: where the meaning of what is used would change"""
        names = sorted(MEANING.intersection(vals))
        if not names:
            return
        for indicator in self._in_use():
            changed = [n for n in names if indicator._would_change(n, vals[n])]
            if changed:
                indicator._refuse_change(
                    [
                        indicator._fields[n]._description_string(self.env)
                        for n in changed
                    ]
                )

    def _refuse_change(self, labels):
        raise UserError(
            self.env._(
                "%(indicator)s is used by programmes, so it keeps its meaning: "
                "%(fields)s cannot change. Press New Version, and say there what "
                "changes and why.",
                indicator=self.display_name,
                fields=", ".join(labels),
            )
        )

    def _would_change(self, name, value):
        field = self._fields[name]
        if field.translate and (self.env.lang or "en_US") != "en_US":
            # another language says the same in other words
            return False
        before = self[name]
        after = self.new({name: value}, origin=self)[name]
        if field.relational:
            return set(before.ids) != set(after._origin.ids)
        return (before or False) != (after or False)

    def _changes_from(self, other):
        """Return ``[(name, label, before, after)]`` of what means another thing."""
        self.ensure_one()
        one, two = (indicator.with_context(lang="en_US") for indicator in (other, self))
        return [
            (name, field._description_string(self.env), one[name], two[name])
            for name, field in self._fields.items()
            if name in MEANING - _LINEAGE
            and (one[name] or False) != (two[name] or False)
        ]

    def _differences(self):
        """Return ``[(label, before, after)]`` in words, from the version before."""
        self.ensure_one()
        if not self.previous_id:
            return []
        found = [
            (label, self._say(name, before), self._say(name, after))
            for name, label, before, after in self._changes_from(self.previous_id)
        ]
        scales = [
            ", ".join(indicator.scale_value_ids.mapped("code"))
            for indicator in (self.previous_id, self)
        ]
        if scales[0] != scales[1]:
            found.append((self.env._("Scale"), *scales))
        return found

    def _say(self, name, value):
        field = self._fields[name]
        if field.relational:
            return ", ".join(value.mapped("display_name")) or self.env._("none")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value)
        if isinstance(value, float):
            return written(self.env, value)
        return str(value) if value else self.env._("blank")

    def action_new_version(self):
        """Ask what changes and why, then make the next version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_indicator_version_action"
        )
        return action | {"context": {"default_indicator_id": self.id}}

    def _make_version(self, summary, reason, comparable):
        """Return the next version of this definition, a copy that can be changed.

        :param summary: what is going to be different
        :param reason: why
        :param comparable: whether numbers of both may stand in one series
        """
        self.ensure_one()
        newer = self.with_context(active_test=False).next_ids
        if newer:
            raise UserError(
                self.env._(
                    "Version %(newer)s of %(code)s replaces this one already. Make the "
                    "next version from it.",
                    newer=newer.version,
                    code=self.code,
                )
            )
        return self.copy(
            {
                "code": self.code,
                "version": self.version + 1,
                "previous_id": self.id,
                "comparable": comparable,
                "change_summary": summary,
                "change_reason": reason,
            }
        )

    def action_view_programs(self):
        """Show the programmes' uses of all versions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_program_indicator_action"
        )
        return action | {"domain": [("indicator_id", "in", self.version_ids.ids)]}
