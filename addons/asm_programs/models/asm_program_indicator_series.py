from functools import cached_property

from odoo import fields, models

from ..tools import calendars, facts, results, series


class AsmProgramIndicator(models.Model):
    """What an indicator of a programme is read together with: its earlier versions,
    and the same indicator of the programmes that are part of its programme."""

    _inherit = "asm.program.indicator"

    includes_children = fields.Boolean(
        string="Adds Up Its Parts",
        help="Takes in the numbers of the same indicator in the programmes that are "
        "part of this one. Leave it off where the numbers reported here contain "
        "theirs already.",
    )

    def _series(self):
        """Return this line and those of comparable earlier versions, newest first.

        They are of the same programme; the series ends where a version is not marked
        comparable, or has another unit.
        """
        self.ensure_one()
        found = self
        for indicator in self.indicator_id._comparable_versions()[1:]:
            found += self._line_of(indicator)
        return found

    def _line_of(self, indicator):
        return self.program_id.program_indicator_ids.filtered(
            lambda line: line.indicator_id == indicator
        )[:1]

    def _broken_off(self):
        """Return the line whose numbers are too different to stand in this series."""
        oldest = self.indicator_id._comparable_versions()[-1:]
        before = oldest.previous_id
        return self._line_of(before) if before else self.browse()

    def _members(self):
        """Return this line and those that it takes in, one a programme.

        A part of the programme that does not use the indicator is passed through to
        its own parts. One that does use it decides itself what it takes in.
        """
        self.ensure_one()
        found = self
        if self.includes_children and not self.indicator_id.formula:
            found += self._taken_in(self.program_id)
        return found

    def _taken_in(self, program):
        found = self.browse()
        for child in program.child_ids:
            line = self._same_in(child)
            found += line._members() if line else self._taken_in(child)
        return found

    def _same_in(self, program):
        """Return the newest line of a programme in one series with this one."""
        root = self.indicator_id._comparable_versions()[-1:]
        return program.program_indicator_ids.filtered(
            lambda line: line.indicator_id._comparable_versions()[-1:] == root
        ).sorted(lambda line: line.indicator_id.version, reverse=True)[:1]

    def _read_together(self):
        """Return all lines whose rows any of these need, hidden ones included."""
        found = self.browse()
        for line in self.sudo():
            for member in line._members():
                found |= member._series() | member._broken_off()
        return found.with_env(self.env)

    def _read_reported_cells(self, source, question):
        members = self._visible_members(source, question.award)
        rows = _Rows(self, members, source, question)
        return results.read_gathered(
            rows.gathered,
            question.window,
            by=question.by,
            expected=rows.expected,
            overlaps=rows.overlaps,
            credit=self._credit(question),
            weights=self._place_weights(source, question),
            factor=self._factor(question),
            periods=rows.periods,
        )

    def _visible_members(self, source, award):
        """Return the lines to add up. Credit is given where a number is reported, so
        for an award each programme stands for itself."""
        if award:
            return self
        members = self.sudo()._members().with_env(self.env)
        if members == self:
            return self  # with its fellows, whose columns are fetched along
        return self | members.filtered(source.is_visible)

    def _facts(self, source):
        """Return the facts of this programme's series."""
        lines = self.sudo()._series().with_env(self.env)
        return series.one_series(
            [source.facts_of(line) for line in lines if source.is_visible(line)]
        )

    def _is_cut_by_period(self, source):
        """Say whether earlier days have the same facts, less the periods that begin
        later."""
        return not any(source.early_corrections_of(line) for line in self._series())

    def _expected_slots(self, source, window):
        """Return what is expected in the window, as the assignments say."""
        self.ensure_one()
        program = self.program_id
        calendar = (program.frequency, program.fiscal_month)
        known = source.period_ids_of(program)
        assignments = self._series().assignment_ids
        # before they are filtered, since these are fetched with those of other lines
        asked = {
            assignment: (assignment.partner_id.id, assignment.site_ids.ids or [None])
            for assignment in assignments
        }
        return [
            facts.Slot(site_id, partner_id, known.get(span, 0), *span)
            for span in calendars.periods_within(*calendar, *window)
            for partner_id, site_ids in map(
                asked.get, assignments._filtered_in(span, *calendar)
            )
            for site_id in site_ids
        ]

    def _notes_about_rows(self, source, question):
        """Return what a reader should know about the rows behind the cells."""
        notes = []
        whole = source.whole
        if question.once(self._is_hidden_in_part, whole, bool(question.award)):
            notes.append(self.env._("Some numbers are hidden from you."))
        if question.award and self.includes_children:
            notes.append(
                self.env._(
                    "Numbers of the programmes that are part of this one are credited "
                    "there."
                )
            )
        before = question.once(self._broken_off_for_all)
        if self._starts_anew_in(source, question.window, before):
            notes.append(
                self.env._(
                    "The series starts anew with version %(version)s: earlier numbers "
                    "cannot be compared.",
                    version=self.indicator_id._comparable_versions()[-1:].version,
                )
            )
        return notes

    def _is_hidden_in_part(self, source, alone):
        """Say whether the reader may not see some numbers behind the cells.

        :param alone: whether nothing is taken in from other programmes
        """
        lines = self.sudo() if alone else self.sudo()._members()
        lines = lines.union(*(line._series() for line in lines)).with_env(self.env)
        return any(
            source.is_hidden_in_part(line) or not source.is_visible(line)
            for line in lines
        )

    def _broken_off_for_all(self):
        return self.sudo()._broken_off().with_env(self.env)

    def _starts_anew_in(self, source, window, before):
        """Say whether a window reaches back before a break in the series.

        :param before: the line whose numbers stand apart
        """
        return any(
            calendars.Window(fact.date_from, fact.date_to).overlaps(window)
            for fact in source.facts_of(before)
        )


class _Rows:
    """The rows of an indicator and of what it takes in, for one question.

    Numbers of a programme with another calendar stand under the period of the asking
    one in which they lie.
    """

    def __init__(self, line, members, source, question):
        self._line = line
        self._source = source
        self._question = question
        window = question.window
        self.periods = None
        if "period" in question.by and any(
            _calendar_of(member) != self._calendar for member in members - line
        ):
            known = source.period_ids_of(line.program_id)
            spans = calendars.periods_within(*self._calendar, *window)
            self.periods = [(span, known.get(span, 0)) for span in spans]
        self.gathered = self._gather_once(members)
        self.expected = self._all_of(
            members, lambda m: question.once(m._expected_slots, source, window)
        )
        self.overlaps = self._overlaps(members) if source.has_overlaps else []

    def _gather_once(self, members):
        def gather(source):
            return results.gather(
                self._line._definition(),
                self._all_of(members, lambda m: m._facts(source)),
                {m.program_id.id: m._definition() for m in members - self._line},
            )

        if self.periods:
            # placed under the periods of these days
            return gather(self._source)
        asked = self._question
        sites = None if asked.award else asked.site_ids
        return self._source.gathered(
            (self._line.id, members._ids, sites),
            gather,
            lambda: all(m._is_cut_by_period(self._source) for m in members),
        )

    @cached_property
    def _calendar(self):
        return _calendar_of(self._line)

    def _all_of(self, members, rows_of):
        if members == self._line and (
            self._question.award or not self._question.site_ids
        ):
            return rows_of(members)
        return [
            self._placed(row, member)
            for member in members
            for row in rows_of(member)
            if self._is_asked(row.site_id)
        ]

    def _placed(self, row, member):
        if member == self._line:
            return row
        if self.periods and _calendar_of(member) != self._calendar:
            row = row._replace(period_id=self._period_around(row))
        return row._replace(program_id=member.program_id.id)

    def _is_asked(self, site_id):
        """Whole units are dealt out over all places at once, so to an award all go."""
        asked = self._question
        return asked.award or not asked.site_ids or site_id in asked.site_ids

    def _period_around(self, row):
        days = row.date_from, row.date_to
        return next((key for span, key in self.periods if days in span), None)

    def _overlaps(self, members):
        lines = members.union(*(member._series() for member in members))
        return [
            overlap
            for overlap in self._source.overlaps_of(lines, self._question.window)
            if self._question.award
            or not self._question.site_ids
            or (
                overlap.site_ids
                and set(overlap.site_ids) <= set(self._question.site_ids)
            )
        ]


def _calendar_of(line):
    return line.program_id.frequency, line.program_id.fiscal_month
