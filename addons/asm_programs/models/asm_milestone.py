from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import clock, milestones


class AsmMilestone(models.Model):
    """A step of a milestone indicator.

    What is done has a day that is past and somebody who says so. What a step was
    before stays readable (``asm.milestone.revision``), and a change of a step that
    is done says why.
    """

    _name = "asm.milestone"
    _description = "Milestone"
    _inherit = ["asm.derived.mixin", "mtm.restrict.mixin"]
    _order = "program_indicator_id, sequence, date_planned, id"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('measure', '=', 'milestone')]",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step", required=True)
    active = fields.Boolean(
        default=True, help="A step that was dropped is archived: it no longer counts."
    )
    weight = fields.Float(
        default=1.0,
        required=True,
        aggregator=None,
        help="How much of the whole this step is, beside the others.",
    )
    date_planned = fields.Date(string="Planned For")
    date_done = fields.Date(string="Done On")
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "asm_milestone_evidence_rel",
        "milestone_id",
        "evidence_id",
        copy=False,
        ondelete="restrict",
    )
    reason = fields.Char(
        string="Reason for Change",
        copy=False,
        help="Why a step that was done is changed.",
    )
    marked_by = fields.Many2one(
        "res.users",
        string="Marked Done By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    marked_on = fields.Datetime(readonly=True, copy=False)
    known_since = fields.Datetime(
        required=True, readonly=True, copy=False, default=lambda self: clock.now()
    )
    revision_ids = fields.One2many(
        "asm.milestone.revision", "milestone_id", string="Earlier States", readonly=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _name_unique = models.UniqueIndex(
        "(program_indicator_id, lower(name)) WHERE active",
        "This indicator has a step with this name already.",
    )
    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "A step weighs more than 0."
    )
    _done_is_whole = models.Constraint(
        "CHECK ((date_done IS NULL) = (marked_on IS NULL) "
        "AND (marked_on IS NULL) = (marked_by IS NULL))",
        "A step that is done has a day, and somebody who marked it.",
    )
    # a day more: it can be tomorrow already where the user is
    _done_in_the_past = models.Constraint(
        "CHECK (date_done <= (marked_on + interval '1 day')::date)",
        "A step is done on a day that is past.",
    )

    _stamps = frozenset({"marked_by", "marked_on", "known_since"})
    _kept = ("name", "weight", "date_planned", "date_done", "active")

    @api.depends("date_planned", "date_done")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for step in self:
            planned = step.date_planned
            step.is_late = bool(planned and not step.date_done and planned < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_done", "=", False), ("date_planned", "<", "today")]

    @api.constrains("program_indicator_id")
    def _check_indicator_has_milestones(self):
        for step in self:
            if step.program_indicator_id.indicator_id.measure != "milestone":
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not measured in milestones, so it has no "
                        "steps. Choose an indicator whose definition says Milestone.",
                        indicator=step.program_indicator_id.display_name,
                    )
                )

    @api.constrains("date_done")
    def _check_done_is_past(self):
        today = fields.Date.context_today(self)
        for step in self:
            if step.date_done and step.date_done > today:
                raise ValidationError(
                    self.env._(
                        "%(step)s cannot be done on %(day)s, which is still to come. "
                        "Put that day under Planned For.",
                        step=step.name,
                        day=fields.Date.to_string(step.date_done),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        moment = clock.now()
        return super().create(
            [
                self._without_stamps(vals) | self._stamp_of_done(vals, moment)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        vals = self._without_stamps(vals)
        if "evidence_ids" in vals:
            # who may take evidence away does not depend on what they may read
            before = {step: step.evidence_ids for step in self.sudo() if step.date_done}
            result = super().write({"evidence_ids": vals["evidence_ids"]})
            self._check_evidence_kept(before)
            rest = {name: v for name, v in vals.items() if name != "evidence_ids"}
            return self.write(rest) if rest else result
        changed = self._filtered_changed_by(vals)
        if not changed:
            return super().write(vals)
        changed._check_change_has_reason(vals)
        # a server's clock is set back now and then; the states keep their order
        moment = max([clock.now(), *changed.mapped("known_since")])
        changed._keep_revision(moment)
        others = self - changed
        if others:
            super(AsmMilestone, others).write(vals)
        stamp = {"known_since": moment} | self._stamp_of_done(vals, moment)
        return super(AsmMilestone, changed).write(vals | stamp)

    def _check_evidence_kept(self, before):
        """A step that is done takes more evidence, but none is taken away.

        :param before: ``{step that is done: its evidence}``
        """
        for step, evidence in before.items():
            if evidence - step.evidence_ids:
                raise UserError(
                    self.env._(
                        "%(step)s is done and rests on this evidence, so it stays. Add "
                        "another piece of evidence instead.",
                        step=step.name,
                    )
                )

    def _without_stamps(self, vals):
        """Who marked a step, and when, is the system's to say."""
        return {key: value for key, value in vals.items() if key not in self._stamps}

    def _stamp_of_done(self, vals, moment):
        if "date_done" not in vals:
            return {}
        if not vals["date_done"]:
            return {"marked_by": False, "marked_on": False}
        return {"marked_by": self.env.uid, "marked_on": moment}

    def _filtered_changed_by(self, vals):
        def differs(step):
            return any(
                name in vals
                and step._fields[name].convert_to_cache(vals[name], step)
                != step._fields[name].convert_to_cache(step[name], step)
                for name in self._kept
            )

        return self.filtered(differs)

    def _check_change_has_reason(self, vals):
        """:raises UserError: where a step that is done changes without a reason"""
        done = self.filtered("date_done")
        if done and not (vals.get("reason") or "").strip():
            raise UserError(
                self.env._(
                    "%(step)s is done. Say under Reason for Change why it changes.",
                    step=done[0].name,
                )
            )

    def _keep_revision(self, moment):
        # the trail is written by the system, whoever makes the change
        self.env["asm.milestone.revision"].sudo().create(
            [
                {
                    "milestone_id": step.id,
                    "name": step.name,
                    "weight": step.weight,
                    "date_planned": step.date_planned,
                    "date_done": step.date_done,
                    "is_dropped": not step.active,
                    "valid_from": step.known_since,
                    "valid_to": moment,
                    "user_id": self.env.uid,
                    "reason": step.reason,
                }
                for step in self
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        """Earlier reports counted all steps: none of them goes once one is done."""
        lines = self.program_indicator_id
        done = self.sudo().search(
            [("program_indicator_id", "in", lines.ids), ("date_done", "!=", False)],
            limit=1,
        )
        kept = done or self.sudo().filtered("revision_ids")
        if kept:
            raise UserError(
                self.env._(
                    "%(indicator)s has steps that are done or were changed, and "
                    "earlier reports counted all of them. Archive the step instead.",
                    indicator=kept[0].program_indicator_id.display_name,
                )
            )

    def _as_versions(self):
        """Return the :class:`milestones.StepVersion` s of these steps."""
        versions = [
            self._version_of(step, step.known_since, None, not step.active)
            for step in self
        ]
        return versions + [
            self._version_of(was, was.valid_from, was.valid_to, was.is_dropped)
            for was in self.revision_ids
        ]

    @api.model
    def _version_of(self, record, known_from, known_to, is_dropped):
        return milestones.StepVersion(
            Decimal(str(record.weight)),
            record.date_planned or None,
            record.date_done or None,
            known_from,
            known_to,
            is_dropped,
        )
