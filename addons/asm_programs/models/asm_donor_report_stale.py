from odoo import api, fields, models

from ..tools import clock, staleness

# what a donor reads as a number; words may change without a number changing
COLUMNS = (
    "baseline",
    "target",
    "quarter_1",
    "quarter_2",
    "quarter_3",
    "quarter_4",
    "actual",
    "achievement",
    "state",
    "year_target",
    "year_actual",
    "year_achievement",
    "life_target",
    "life_actual",
    "life_achievement",
    "reported",
    "expected",
)
TOLD_AT_MOST = 20
# more than this many are drawn in the background
DRAWN_AT_ONCE = 5
CHECKED_AT_ONCE = 10


def _identity(value):
    return value.id if isinstance(value, models.BaseModel) else value or False


class AsmDonorReport(models.Model):
    """Whether drawing a report now would give another cell, and which ones.

    Stale is a report that was drawn and of which one cell would differ: a late
    number that fills a blank, a number changed after approval, a new target. A
    reworded comment changes no cell. Where a number goes back to what it was the
    report is no longer stale.
    """

    _inherit = "asm.donor.report"

    is_stale = fields.Boolean(
        readonly=True,
        copy=False,
        index=True,
        help="Drawing it now gives another number somewhere.",
    )
    stale_cells = fields.Text(string="What Differs", readonly=True, copy=False)
    stale_checked_on = fields.Datetime(readonly=True, copy=False)
    is_stale_check_due = fields.Boolean(readonly=True, copy=False)

    def action_draw(self):
        result = super().action_draw()
        self.sudo().write(
            {
                "is_stale": False,
                "stale_cells": False,
                "stale_checked_on": clock.now(),
                "is_stale_check_due": False,
            }
        )
        return result

    def action_check_stale(self):
        """Compare these reports with what they would be now."""
        self.check_access("read")
        self._check_stale()
        return True

    def _check_stale(self):
        """Say of each drawn report whether it is stale, and what differs."""
        # all inputs were readable to whoever drew it; this says only what differs
        for report in self.sudo().filtered("drawn_on"):
            found = report._differences()
            report.write(
                {
                    "is_stale": bool(found),
                    "stale_cells": report._describe_differences(found),
                    "stale_checked_on": clock.now(),
                    "is_stale_check_due": False,
                }
            )

    def _differences(self):
        """Return the :class:`staleness.Difference` s of a report against now."""
        self.ensure_one()
        return staleness.differences(
            self._by_key(self.line_ids), self._by_key(self._prepare_lines()), COLUMNS
        )

    def _by_key(self, lines):
        """Return ``{what a line is of: {column: value}}``.

        What is not disaggregated has no category of its own and is no total; an
        indicator has one such line for each dimension, so they are numbered.

        :param lines: records, or dicts of their values
        """
        found = {}
        for line in lines:
            key = (
                _identity(line["award_indicator_id"]),
                _identity(line["value_id"]),
                bool(line["is_total"]),
            )
            number = sum(other[:3] == key for other in found) if not any(key[1:]) else 0
            found[(*key, number)] = {name: line[name] for name in COLUMNS}
        return found

    def _describe_differences(self, found):
        """Return a line of text for each cell that differs, the first ones."""
        Line = self.env["asm.donor.report.line"]
        said = [self._describe_difference(Line, one) for one in found[:TOLD_AT_MOST]]
        if len(found) > TOLD_AT_MOST:
            more = len(found) - TOLD_AT_MOST
            said.append(self.env._("… and %(count)s more", count=more))
        return "\n".join(said) or False

    def _describe_difference(self, model, difference):
        award_line_id, value_id, *_rest = difference.line
        award_line = self.env["asm.award.indicator"].browse(award_line_id)
        value = self.env["mtm.dimension.value"].browse(value_id or ())
        field = model._fields[difference.column]
        return self.env._(
            "%(line)s, %(column)s: %(drawn)s when drawn, %(now)s now",
            line=", ".join(filter(None, (award_line.code, value.name))),
            column=field._description_string(self.env),
            drawn=self._show_cell(field, difference.drawn),
            now=self._show_cell(field, difference.now),
        )

    def _show_cell(self, field, value):
        if value is None or value is False or value == "":
            return self.env._("blank")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return self.env["asm.submission"]._portal_number(round(float(value), 6))

    @api.model
    def _resting_on(self, actuals):
        """Return the drawn reports in which these numbers may stand.

        A late number was in no report, so it is asked which indicators and days a
        report is of, not on which numbers it rested.
        """
        if not actuals:
            return self.browse()
        places = actuals.sudo() | actuals.sudo().correction_of_id
        # a series goes on over versions of a definition
        lines = places.program_indicator_id._users()
        first = min(places.period_id.mapped("date_end"))
        return self.sudo().search(
            [
                ("drawn_on", "!=", False),
                ("date_end", ">=", first),
                ("line_ids.program_indicator_id", "in", lines.ids),
            ]
        )

    def _check_stale_soon(self):
        """Check these now where they are few, else in the background."""
        now, later = self[:DRAWN_AT_ONCE], self[DRAWN_AT_ONCE:]
        now._check_stale()
        if later:
            later.sudo().is_stale_check_due = True
            cron = self.env.ref("asm_programs.ir_cron_donor_report_stale")
            cron.sudo()._trigger()

    @api.model
    def _cron_check_stale(self):
        self._check_all_stale()

    @api.model
    def _check_all_stale(self):
        """Check all drawn reports, those that are due first."""
        self.env["mtm.job"]._apart(
            self.env._("Comparing donor reports with the numbers of now"),
            self.search(
                [("drawn_on", "!=", False)],
                order="is_stale_check_due desc, stale_checked_on nulls first, id",
            ),
            lambda reports: reports._check_stale(),
            CHECKED_AT_ONCE,
        )
