from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import staleness
from ._withheld import Withheld
from .asm_donor_report_stale import COLUMNS


class AsmDonorReport(models.Model):
    """A report that stands in the place of a sent one, and says what changed."""

    _inherit = "asm.donor.report"

    supersedes_id = fields.Many2one(
        "asm.donor.report",
        string="Restates",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    superseded_by_ids = fields.One2many(
        "asm.donor.report", "supersedes_id", string="Restated By"
    )
    restate_reason = fields.Char(
        string="Why Restated", copy=False, help="The funder reads this."
    )

    _restated_once = models.UniqueIndex(
        "(supersedes_id) WHERE supersedes_id IS NOT NULL",
        "This report has a restatement already: restate that one.",
    )
    _restates_another = models.Constraint(
        "CHECK (supersedes_id <> id)", "A report does not restate itself."
    )

    @api.constrains("supersedes_id")
    def _check_no_loop(self):
        if self._has_cycle("supersedes_id"):
            raise ValidationError(self.env._("A report does not restate itself."))

    def action_restate(self):
        """Open a new draft that will stand beside this sent report."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in self._sent_states:
            raise UserError(
                self.env._("Only a sent report is restated; change this one.")
            )
        # the link to what it restates is not for typing
        report = self.copy({"as_of": False}).sudo()
        report.supersedes_id = self
        report.name = self.env._("%(report)s, restated", report=self.name)
        return report.with_env(self.env)._get_records_action(
            name=self.env._("Restatement")
        )

    def action_freeze(self, reason=None):
        for report in self.filtered("supersedes_id"):
            if not (report.restate_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Say in Why Restated what the funder should know about "
                        "%(report)s.",
                        report=report.name,
                    )
                )
        return super().action_freeze(reason)

    def read_restatement(self):
        """Return the cells that differ from the report which this one restates.

        Of people, cells are named without their numbers where the award has no real
        counts in its reports.

        :return: list of dicts with ``line``, ``column``, ``before`` and ``after`` in
            words, ``who``, ``when`` and ``why``
        """
        self.ensure_one()
        self.check_access("read")
        return self._restated_outside()

    def _restated_cells(self):
        """Return the cells as both reports have them, for who has both."""
        return [self._restated_cell(one) for one in self._restated_in_lines()]

    def _restated_outside(self, award=None):
        """Return the cells as they are told apart from the two reports.

        :param award: an ``asm.award`` whose donor reads it, besides those of the cells
        """
        award_lines = self.env["asm.award.indicator"]
        return [
            self._without_people(
                self._restated_cell(one), award_lines.browse(one.line[0]), award
            )
            for one in self._restated_in_lines()
        ]

    def _without_people(self, cell, award_lines, award=None):
        """Return a cell without its numbers where they tell of people, and must not.

        :param award_lines: ``asm.award.indicator`` records that it rests on
        """
        # the award may be another than those of this report
        award_lines = award_lines.sudo()
        awards = award_lines.award_id | (award or award_lines.award_id).sudo()
        used = award_lines.program_indicator_id
        withheld = Withheld(used | used._inputs())
        if all(awards.mapped("has_real_counts")) or not any(
            map(withheld.concerns, used.ids)
        ):
            return cell
        words = self.env._("not shown")
        return cell | {name: cell[name] and words for name in ("before", "after")}

    def _restated_numbers(self):
        """Return what the restated cells are of, in their order.

        :return: list of ``(award's indicator, name of the number, before, after)``
        """
        award_lines = self.env["asm.award.indicator"]
        return [
            (award_lines.browse(one.line[0]), one.column, one.drawn, one.now)
            for one in self._restated_in_lines()
        ]

    def _restated_in_lines(self):
        before = self.supersedes_id
        if not before:
            return []
        return staleness.differences(
            self._by_key(before.line_ids), self._by_key(self.line_ids), COLUMNS
        )

    def _restated_cell(self, difference):
        award_line_id, value_id, *_rest = difference.line
        award_line = self.env["asm.award.indicator"].browse(award_line_id)
        value = self.env["mtm.dimension.value"].browse(value_id or ())
        field = self.env["asm.donor.report.line"]._fields[difference.column]
        return {
            "line": ", ".join(
                filter(None, (award_line.code, award_line.name, value.name))
            ),
            "column": field._description_string(self.env),
            "before": self._show_cell(field, difference.drawn),
            "after": self._show_cell(field, difference.now),
            "who": self.frozen_by.name or "",
            "when": self.frozen_on,
            "why": self.restate_reason or "",
        }
