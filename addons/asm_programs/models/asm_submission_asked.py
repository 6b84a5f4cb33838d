import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import grid

DRAFTED = ("open", "returned")
WORDED = ("nominal", "ordinal", "qualitative")


class AsmSubmission(models.Model):
    """What a report asks for: worked out from the assignments, and kept with it.

    While a report is a draft it follows the framework. Numbers typed stay; those
    whose cell is no longer asked for are parked, and never submitted unless
    somebody says so.
    """

    _inherit = "asm.submission"

    line_ids = fields.One2many(
        "asm.submission.line", "submission_id", string="Asked For", copy=False
    )
    expected_count = fields.Integer(
        string="Numbers Expected",
        compute="_compute_expected_count",
        help="How many numbers the report asks for, parts included.",
    )

    def _compute_expected_count(self):
        counts = dict(
            self.env["asm.submission.line"]
            .sudo()
            ._read_group(
                [("submission_id", "in", self.ids)],
                ["submission_id"],
                ["cell_count:sum"],
            )
        )
        for submission in self:
            submission.expected_count = counts.get(submission.sudo(), 0)

    @api.model_create_multi
    def create(self, vals_list):
        submissions = super().create(vals_list)
        submissions.sudo()._keep_asked()
        return submissions

    def _keep_asked(self):
        """Store what new reports ask for, in one statement for all of them."""
        # reports that ask for the same have it in common
        groups = {}
        for report, asked in self._asked_now().items():
            groups.setdefault(id(asked), (asked, []))[1].append(report.id)
        self.env.flush_all()
        self._insert_lines(
            [
                {
                    "reports": report_ids,
                    "lines": [
                        [*place, json.dumps(split), grid.count_of(split)]
                        for place, split in asked.items()
                    ],
                }
                for asked, report_ids in groups.values()
            ]
        )
        self.invalidate_recordset(["line_ids", "expected_count"])

    def _insert_lines(self, groups):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO asm_submission_line (
                    submission_id, program_indicator_id, site_id, split, cell_count,
                    asked_on, create_uid, create_date, write_uid, write_date
                )
                SELECT report.id::int, (line.row ->> 0)::int,
                       NULLIF((line.row ->> 1)::int, 0), (line.row ->> 2)::jsonb,
                       (line.row ->> 3)::int, %(today)s,
                       %(uid)s, now.utc, %(uid)s, now.utc
                  FROM jsonb_array_elements(%(groups)s::jsonb) AS groups (one),
                       jsonb_array_elements_text(one -> 'reports') AS report (id),
                       jsonb_array_elements(one -> 'lines')
                           WITH ORDINALITY AS line (row, number),
                       (SELECT now() AT TIME ZONE 'UTC') AS now (utc)
                 ORDER BY report.id::int, line.number
                """,
                groups=json.dumps(groups),
                today=fields.Date.context_today(self),
                uid=self.env.uid,
            )
        )

    def _asked_now(self):
        """Return what the assignments ask of these reports.

        What is asked in the same way is worked out once, and is the same object.

        :return: ``{submission: {(program indicator id, site id or 0): split}}``
        """
        assignments = self.env["asm.assignment"].search_fetch(
            [
                ("program_id", "in", self.program_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("program_indicator_id.indicator_id.formula", "=", False),
            ]
        )
        by_partner = assignments._shapes()
        found, splits, asked = {}, {}, {}
        for report in self:
            program, period = report.program_id, report.period_id
            shapes = by_partner.get((program.id, report.partner_id.id), {})
            key = (program.id, period.id, *shapes.values())
            if key not in found:
                own = assignments.browse(shapes).with_prefetch(assignments._ids)
                found[key] = report._asked_of(own, splits)
            asked[report] = found[key]
        return asked

    def _asked_of(self, assignments, splits):
        """Return ``{place: split}`` of one report.

        :param splits: what was worked out for other reports, to be reused
        """
        found = {}
        due = assignments._filtered_on(self.period_id)
        for assignment in due.sorted(
            lambda a: (a.program_indicator_id.sequence, a.program_indicator_id.id, a.id)
        ):
            split = self._split_of(assignment, splits)
            for site_id in assignment.site_ids.ids or (0,):
                place = (assignment.program_indicator_id.id, site_id)
                found.setdefault(place, []).append(split)
        return {place: grid.merged(several) for place, several in found.items()}

    def _split_of(self, assignment, splits):
        indicator = assignment.program_indicator_id.indicator_id
        dimensions = assignment.dimension_ids or indicator.dimension_ids
        if indicator.measure in WORDED:
            dimensions = dimensions.browse()
        key = (indicator, dimensions, self.program_id, self.period_id)
        if key not in splits:
            # what has no category in the period splits nothing
            axes = {
                dimension.id: values.ids
                for dimension in dimensions.sorted()
                if (values := self._categories_of(dimension))
            }
            crossings = [c.dimension_ids.sorted().ids for c in indicator.crossing_ids]
            splits[key] = [
                [axes[each] for each in group]
                for group in grid.groups_of(list(axes), crossings)
            ]
        return splits[key]

    def _categories_of(self, dimension):
        """Return the categories to ask for; of minerals, those of the programme."""
        period = self.period_id
        values = dimension.value_ids._valid_on(period.date_start, period.date_end)
        if dimension.code != "mineral":
            return values
        codes = set(self.program_id.mineral_ids.mapped("code"))
        return values.filtered(lambda value: value.code in codes) or values

    def _asked(self, lines=None):
        """Return ``{place: split}`` of what this report asks for, in its order.

        What was opened before it was kept is worked out anew.

        :param lines: what is kept, where the caller has it already
        """
        self.ensure_one()
        lines = self.line_ids if lines is None else lines
        if not lines:
            return self.sudo()._asked_now()[self.sudo()]
        ordered = lines.sorted(
            lambda line: (
                line.program_indicator_id.sequence,
                line.program_indicator_id.id,
                line.id,
            )
        )
        return {line._place(): line.split or [] for line in ordered}

    # What happens when the framework changes while a report is open

    def _merge_framework(self):
        """Bring these drafts in step with the framework, and say what changed."""
        drafts = self.filtered(lambda report: report.state in DRAFTED)
        for report, asked in drafts._asked_now().items():
            kept = {line._place(): line for line in report.line_ids}
            report._merge_asked(kept, asked)

    def _merge_asked(self, kept, asked):
        """Take over what is asked now.

        :param kept: ``{place: line}`` of what was asked until now
        :param asked: ``{place: split}`` of what is asked now
        """
        Line = self.env["asm.submission.line"]
        new = {place: split for place, split in asked.items() if place not in kept}
        gone = [line for place, line in kept.items() if place not in asked]
        changed = {
            line: asked[place]
            for place, line in kept.items()
            if place in asked and (line.split or []) != asked[place]
        }
        if not (new or gone or changed):
            return
        before = self._keys_of_lines(kept.values())
        note = self._describe_merge(kept, new, gone, changed)
        Line.create(Line._values_of(self, new))
        for line, split in changed.items():
            line.write({"split": split, "cell_count": grid.count_of(split)})
        Line.union(*gone).unlink()
        self._park(before)
        if note:
            self.message_post(body=note, subtype_xmlid="mail.mt_note")

    def _keys_of_lines(self, lines):
        """Return ``{(program indicator id, site id, key)}`` that lines ask for."""
        return {
            (*line._place(), key)
            for line in lines
            for key in (grid.TOTAL, *grid.keys_of(line.split or []))
        }

    def _park(self, before):
        """Park what was asked for before and is not now, and take back what is.

        :param before: cells that were asked for before
        """
        now = self._keys_of_lines(self.line_ids)
        rows = self.actual_ids.filtered(lambda row: row.state in ("draft", "returned"))
        gone = rows.filtered(
            lambda row: row._cell_key() in before and row._cell_key() not in now
        )
        (gone - gone.filtered("parked_on")).write(
            {"parked_on": fields.Date.context_today(self)}
        )
        back = rows.filtered(lambda row: row.parked_on and row._cell_key() in now)
        back.write({"parked_on": False})

    def _describe_merge(self, kept, new, gone, changed):
        """Return what to tell of a change; nothing where all is new."""
        if not kept:
            return None
        name = self.env["asm.program.indicator"].browse
        added = [name(line_id).display_name for line_id, _site in new]
        dropped = [line.program_indicator_id.display_name for line in gone]
        split = [line.program_indicator_id.display_name for line in changed]
        told = [
            (self.env._("Now asked for: %(names)s."), added),
            (self.env._("No longer asked for: %(names)s."), dropped),
            (self.env._("Split in another way: %(names)s."), split),
        ]
        return " ".join(
            sentence % {"names": "; ".join(dict.fromkeys(names))}
            for sentence, names in told
            if names
        )
