from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.tools.cells import fold


class AsmFrameworkCopy(models.TransientModel):
    """Copies a framework from another programme: what is not there yet.

    Results are told by their code, or by level and words; indicators by their code
    in the library; risks and milestones by their words. Numbers are never copied.
    """

    _name = "asm.framework.copy"
    _description = "Copy a Framework"

    program_id = fields.Many2one(
        "asm.program", string="Into", required=True, readonly=True, ondelete="cascade"
    )
    source_id = fields.Many2one(
        "asm.program",
        string="From",
        required=True,
        ondelete="cascade",
        domain="[('id', '!=', program_id), ('result_ids', '!=', False)]",
    )
    with_indicators = fields.Boolean(string="Indicators", default=True)
    version = fields.Selection(
        [("newest", "The newest"), ("same", "The same")],
        required=True,
        default="newest",
        help="At which version of their definitions indicators are used.",
    )
    with_milestones = fields.Boolean(
        string="Milestones", default=True, help="Their steps, without dates."
    )
    with_risks = fields.Boolean(string="Risks")
    with_targets = fields.Boolean(
        string="Targets and Baselines",
        help="The approved ones, as proposals that somebody else approves.",
    )
    line_ids = fields.One2many(
        "asm.framework.copy.line",
        "copy_id",
        string="Preview",
        compute="_compute_line_ids",
        store=True,
    )
    add_count = fields.Integer(compute="_compute_line_ids", store=True)

    @api.depends(
        "program_id",
        "source_id",
        "with_indicators",
        "version",
        "with_milestones",
        "with_risks",
        "with_targets",
    )
    def _compute_line_ids(self):
        for wizard in self:
            items = wizard._items() if wizard.source_id else []
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": number,
                            "kind": source._name,
                            "name": label,
                            "is_there": bool(there),
                        }
                    )
                    for number, (source, there, label) in enumerate(items)
                ),
            ]
            wizard.add_count = len(
                [there for _one, there, _label in items if not there]
            )

    def action_copy(self):
        """Add what is not there yet, and show the framework."""
        self.ensure_one()
        self.program_id.check_access("write")
        if self.source_id == self.program_id:
            raise UserError(self.env._("A programme cannot be copied into itself."))
        made = {}
        for source, there, _label in self._items():
            made[source] = there or self._make(source, made)
        return self.program_id.action_view_results()

    # what there is

    def _items(self):
        """Return ``[(record, the same in the programme or none, label)]``, in order."""
        return [
            (source, self._find_same(source), self._label(source))
            for source in self._sources()
        ]

    def _downwards(self, results, children):
        """Yield results in the order of their tree, each before what is under it."""
        for result in results:
            yield result
            yield from self._downwards(children.get(result, ()), children)

    def _sources(self):
        """Yield what would be copied, each after what it rests on."""
        results = self.source_id.result_ids.filtered(lambda one: not one.award_id)
        tops = results.filtered(lambda one: one.parent_id not in results)
        yield from self._downwards(tops, results.grouped("parent_id"))
        uses = self.source_id.program_indicator_ids.filtered(
            lambda use: not use.date_end
        )
        if self.with_indicators:
            for use in uses:
                yield use
                yield from self._parts_of(use)
        if self.with_risks:
            yield from self.source_id.risk_ids.filtered(
                lambda risk: risk.state != "closed"
            )

    def _parts_of(self, use):
        if self.with_milestones and "milestone_ids" in use._fields:
            yield from use.milestone_ids
        if self.with_targets:
            yield from use._holding_versions(use._own_versions(use.baseline_ids))
            yield from use._holding_versions(use._own_versions(use.target_ids))

    def _label(self, source):
        if source._name == "asm.result":
            return f"{source._level_label()} {source.display_name}"
        if source._name == "asm.program.indicator":
            return self._definition(source).display_name
        return source.display_name

    def _find_same(self, source):
        return getattr(self, f"_same_{source._name.replace('.', '_')}")(source)

    def _same_asm_result(self, result):
        def is_same(other):
            if result.code and other.code:
                return result.code == other.code
            return (result.level, fold(result.name)) == (other.level, fold(other.name))

        # one donor's own nodes are another framework
        shared = self.program_id.result_ids.filtered(lambda one: not one.award_id)
        return shared.filtered(is_same)[:1]

    def _same_asm_program_indicator(self, use):
        return self.program_id.program_indicator_ids.filtered(
            lambda other: other.code == use.code and not other.date_end
        )[:1]

    def _same_asm_risk(self, risk):
        return self.program_id.risk_ids.filtered(
            lambda other: fold(other.name) == fold(risk.name)
        )[:1]

    def _same_asm_milestone(self, milestone):
        use = self._same_asm_program_indicator(milestone.program_indicator_id)
        return use.milestone_ids.filtered(
            lambda other: fold(other.name) == fold(milestone.name)
        )[:1]

    def _same_asm_target(self, target):
        return self._same_version(target, "target_ids")

    def _same_asm_baseline(self, baseline):
        return self._same_version(baseline, "baseline_ids")

    def _same_version(self, version, field):
        use = self._same_asm_program_indicator(version.program_indicator_id)
        names = [n for n in version._cell_fields if n != "program_indicator_id"]
        return use[field].filtered(
            lambda other: all(other[name] == version[name] for name in names)
        )[:1]

    # what is made

    def _make(self, source, made):
        return getattr(self, f"_make_{source._name.replace('.', '_')}")(source, made)

    def _make_asm_result(self, result, made):
        parent = made.get(result.parent_id) or result.browse()
        return result.copy(
            {
                "program_id": self.program_id.id,
                "parent_id": parent.id,
                "award_id": False,
            }
        )

    def _definition(self, use):
        if self.version == "same":
            return use.indicator_id
        return use._newer_versions()[:1] or use.indicator_id

    def _make_asm_program_indicator(self, use, made):
        values = {
            name: use[name] for name in ("sequence", "frequency", "method", "notes")
        }
        return use.create(
            {
                **values,
                "program_id": self.program_id.id,
                "indicator_id": self._definition(use).id,
                "result_id": (made.get(use.result_id) or use.result_id.browse()).id,
            }
        )

    def _make_asm_risk(self, risk, made):
        return risk.copy(
            {
                "program_id": self.program_id.id,
                "result_id": (made.get(risk.result_id) or risk.result_id.browse()).id,
                "user_id": self.env.uid,
            }
        )

    def _make_asm_milestone(self, milestone, made):
        return milestone.create(
            {
                "program_indicator_id": made[milestone.program_indicator_id].id,
                "sequence": milestone.sequence,
                "name": milestone.name,
                "weight": milestone.weight,
            }
        )

    def _make_version(self, version, made):
        return version.copy(
            {
                "program_indicator_id": made[version.program_indicator_id].id,
                "reason": self.env._(
                    "Copied from %(program)s", program=self.source_id.display_name
                ),
            }
        )

    _make_asm_target = _make_asm_baseline = _make_version
