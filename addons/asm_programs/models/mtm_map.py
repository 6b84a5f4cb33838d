from dataclasses import replace

from odoo import api, models

from ._dashboard_lines import plain
from ._results_source import ResultsSource


class MtmMap(models.AbstractModel):
    """Values of one indicator by site, as the map takes them.

    A site without a position is shown with its country. What nobody reported is no
    data, never 0. All of it is read with the rights of whoever looks.
    """

    _inherit = "mtm.map"

    @api.model
    @api.readonly
    def read_value_choices(self):
        """Return the programmes with their indicators that have numbers to show."""
        lines = self.env["asm.program.indicator"].search(
            [("indicator_id.measure", "in", ("unit", "percentage"))]
        )
        return [
            {
                "id": program.id,
                "name": program.display_name,
                "lines": [
                    {"id": line.id, "name": line.indicator_id.display_name}
                    for line in of_program
                ],
            }
            for program, of_program in lines.grouped("program_id").items()
        ]

    @api.model
    @api.readonly
    def read_values(self, line_id, date_from=False, date_to=False):
        """Return the values of a programme indicator by site.

        :param line_id: id of an ``asm.program.indicator``
        :param date_from: first day; with ``date_to`` by default as on the page of
            the programme's results
        :param date_to: last day
        :return: ``sites``, rows of id, name, latitude, longitude, country and value;
            ``countries`` with the value of their sites that have no position;
            ``loose``, what is of no site; ``total``, ``unit`` and what to know
        """
        line = self.env["asm.program.indicator"].browse(int(line_id))
        line.check_access("read")
        dashboard = self.env["asm.dashboard"]
        windows = dashboard._windows(line.program_id)
        choice = dashboard._choice(
            line.program_id, windows, date_from, date_to, False, False, False
        )
        values = _Values(line, choice.window)
        return {
            "line_id": line.id,
            "name": line.indicator_id.display_name,
            "unit": line.unit or "",
            "windows": [
                {"label": w["label"], "key": f"{w['date_from']}/{w['date_to']}"}
                for w in windows
            ],
            "window": f"{choice.window.date_from}/{choice.window.date_to}",
            "sites": values.sites(),
            "countries": values.countries(),
            **values.whole(),
        }


class _Values:
    """Reads one indicator by site, as a whole and of sites of a country, from rows
    that are fetched once.

    :param line: ``asm.program.indicator`` record
    :param window: :class:`calendars.Window`
    """

    def __init__(self, line, window):
        self._line = line
        self._source = ResultsSource(
            (line | line._inputs())._read_together(), window.date_to
        )
        self._question = line._question(*window, None, None, ("site",), None)
        cells = line._read_cells(self._source, self._question)
        self._by_site = {
            cell["site_id"]: cell for cell in cells if not cell["categories"]
        }
        known = [site_id for site_id in self._by_site if site_id]
        # a site that the reader may not see has no place on their map
        self._sites = line.env["mtm.site"].search([("id", "in", known)], order="name")
        self._placed = self._sites.filtered(lambda s: s.latitude or s.longitude)

    def sites(self):
        return [
            [
                site.id,
                site.name,
                site.latitude,
                site.longitude,
                site.country_id.id,
                plain(self._by_site[site.id]["value"]),
            ]
            for site in self._placed
        ]

    def countries(self):
        """Return the countries with the value of their sites without a position."""
        unplaced = (self._sites - self._placed).grouped("country_id")
        countries = self._sites.country_id
        return [
            {
                "id": country.id,
                "code": country.code,
                "name": country.name,
                "unplaced": len(unplaced.get(country, ())),
                "value": self._value_of(unplaced.get(country)),
            }
            for country in countries.sorted("name")
        ]

    def _value_of(self, sites):
        if not sites:
            return None
        [cell, *_others] = self._line._read_cells(
            self._source,
            replace(self._question, by=(), site_ids=tuple(sites.ids)),
        )
        return plain(cell["value"])

    def whole(self):
        [cell, *_others] = self._line._read_cells(
            self._source, replace(self._question, by=())
        )
        loose = self._by_site.get(None) or self._by_site.get(False)
        return {
            "total": plain(cell["value"]),
            "loose": plain(loose["value"]) if loose else None,
            "notes": [
                text for text in (cell["reason"], *map(str, cell["notes"])) if text
            ],
        }
