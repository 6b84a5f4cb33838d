from odoo import api, fields, models

from ..tools import calendars
from ..tools.lines import OVERLAP
from ._dashboard_lines import plain

SHOWN_PERIODS = 24


class AsmDashboard(models.AbstractModel):
    """One indicator from period to period, as a chart takes it."""

    _inherit = "asm.dashboard"

    @api.model
    @api.readonly
    def read_trend(self, line_id, split=False):
        """Return the numbers and targets of a programme indicator by period.

        :param line_id: id of an ``asm.program.indicator``
        :param split: code of one of its dimensions, or ``site``
        :return: ``labels`` of the periods, ``targets`` of the total and ``series``,
            each with a name and values; blank where nothing was reported
        """
        line = self.env["asm.program.indicator"].browse(int(line_id))
        line.check_access("read")
        splits = self._splits_of(line)
        split = split if split in [one["code"] for one in splits] else False
        spans = self._trend_spans(line.program_id)
        cells = []
        if spans:
            window = calendars.Window(spans[0].date_from, spans[-1].date_to)
            by = ("period", split) if split else ("period",)
            cells = line.read_achievement(*window, by=by)[line.id]
        program = line.program_id
        calendar = program.frequency, program.fiscal_month
        found = self._trend_series(line, spans, split, cells)
        return {
            "unit": "%" if line._reads_milestones() else line.unit or "",
            "splits": splits,
            "split": split,
            "notes": found["notes"],
            **self._from_the_first(spans, calendar, found),
        }

    @api.model
    def _from_the_first(self, spans, calendar, found):
        """Return the columns without the periods before the first number or target."""
        columns = [found["targets"], *(one["values"] for one in found["series"])]
        places = [
            place
            for place, row in enumerate(zip(*columns, strict=True))
            if any(number is not None for number in row)
        ]
        first = min(places, default=0)
        return {
            "labels": [
                calendars.period_name(span.date_from, *calendar)
                for span in spans[first:]
            ],
            "targets": found["targets"][first:],
            "series": [
                one | {"values": one["values"][first:]} for one in found["series"]
            ],
        }

    @api.model
    def _splits_of(self, line):
        if line._definition().is_worded or line._reads_milestones():
            return []
        return [
            *({"code": d.code, "name": d.name} for d in line.dimension_ids),
            {"code": "site", "name": self.env._("Site")},
        ]

    @api.model
    def _trend_spans(self, program):
        calendar = program.frequency, program.fiscal_month
        today = fields.Date.context_today(self)
        last = calendars.period_of(today, *calendar).date_to
        months = calendars.MONTHS_OF_KIND[program.frequency] * (SHOWN_PERIODS + 1)
        start = calendars.add_months(last, -months)
        if program.date_start:
            first = calendars.period_of(program.date_start, *calendar)
            start = max(start, first.date_from)
        if start > last:
            return []
        return calendars.periods_within(*calendar, start, last)[-SHOWN_PERIODS:]

    @api.model
    def _trend_series(self, line, spans, split, cells):
        """Return series, targets and what is to be known about them."""
        periods = self.env["asm.period"].browse(
            {cell["period_id"] for cell in cells if cell["period_id"]}
        )
        places = {
            period.id: spans.index(days)
            for period in periods
            if (days := (period.date_start, period.date_end)) in spans
        }
        series, targets, notes = {}, [None] * len(spans), {}
        for cell in cells:
            place = places.get(cell["period_id"])
            if place is None:
                continue
            key = self._series_key(cell, split)
            is_total = not cell["categories"] and not cell.get("site_id")
            if is_total or (not split and key is None):
                targets[place] = plain(cell["target"])
            if split and key is None:
                continue
            values = series.setdefault(key, [None] * len(spans))
            values[place] = plain(cell["value"])
            notes |= dict.fromkeys(map(str, cell["notes"]))
        if split == "site":
            targets = [None] * len(spans)
        names = self._series_names(line, split, series)
        return {
            "series": [
                {"name": names.get(key, str(key)), "values": values}
                for key, values in series.items()
            ],
            "targets": targets,
            "notes": list(notes),
        }

    @api.model
    def _series_key(self, cell, split):
        if not split:
            return None
        if split == "site":
            return None if cell["categories"] else cell["site_id"] or 0
        # what overlaps take away is no number of the category that they are of
        return (
            OVERLAP if OVERLAP in cell["categories"] else cell["categories"].get(split)
        )

    @api.model
    def _series_names(self, line, split, series):
        if not split:
            return {None: self.env._("Actual")}
        if split == "site":
            sites = self.env["mtm.site"].browse([key for key in series if key])
            names = {site.id: site.name for site in sites._filtered_access("read")}
            return names | {0: self.env._("Without a site")}
        values = line.dimension_ids.filtered(lambda d: d.code == split).value_ids
        return {value.code: value.name for value in values} | {
            "_nd": self.env._("not disaggregated"),
            "_overlap": self.env._("declared overlaps"),
        }
