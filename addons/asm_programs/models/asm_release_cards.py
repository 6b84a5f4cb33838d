from odoo import models

from ..tools import calendars

SHOWN_AT_MOST = 200


class AsmRelease(models.Model):
    """What a page shows of a release; the caller found it as one of the user's."""

    _inherit = "asm.release"

    def _portal_entry(self, url):
        """Return what a list shows of numbers that were released; no number yet."""
        site = self.site_id
        return {
            "title": site.name or self.program_id.name,
            "text": ", ".join(filter(None, (site.state_id.name, site.country_id.name))),
            "date_to": self.date_to,
            "url": url,
        }

    def _portal_evidence_card(self, url):
        evidence = self.evidence_id
        return {
            "name": evidence.name,
            "kind": self._space_label(evidence, "kind"),
            "date": evidence.date,
            "url": evidence.url or url,
            "is_link": bool(evidence.url),
            "released_on": self.released_on,
        }

    def _portal_site_card(self):
        """Return the facts of a site and its approved numbers, as released."""
        site = self.site_id
        lines = self._portal_lines(site)
        return {
            "name": site.name,
            "kind": self._space_label(site, "kind"),
            "place": ", ".join(
                filter(None, (site.state_id.name, site.country_id.name))
            ),
            "minerals": site.mineral_ids.mapped("name"),
            "program": self.program_id.name,
            "date_to": self.date_to,
            "released_on": self.released_on,
            "lines": lines,
            "is_withheld": any(line["is_withheld"] for line in lines),
        }

    def _portal_program_card(self, jurisdictions):
        """Return the numbers of a programme that lie in these jurisdictions."""
        program = self.program_id
        is_whole = jurisdictions._cover_program(program)
        sites = self.env["mtm.site"] if is_whole else jurisdictions._sites()
        lines = self._portal_lines(sites) if is_whole or sites else []
        return {
            "program": program.name,
            "is_whole": is_whole,
            "places": jurisdictions._describe(program),
            "date_to": self.date_to,
            "released_on": self.released_on,
            "lines": lines,
            "is_withheld": any(line["is_withheld"] for line in lines),
        }

    def _portal_lines(self, sites):
        """Return the year's numbers of a programme up to the day that was released.

        :param sites: only of these; all numbers where empty
        """
        program = self.program_id
        year = calendars.period_of(self.date_to, "year", program.fiscal_month)
        indicators = program.program_indicator_ids[:SHOWN_AT_MOST]
        # a target is of the whole programme: beside a part of it, it would mislead
        read = indicators.read_results if sites else indicators.read_achievement
        cells = read(
            year.date_from,
            self.date_to,
            site_ids=sites.ids or None,
            as_of=self.released_on,
        )
        shown = self._withheld()
        window = (year.date_from, self.date_to)
        rows = []
        for line in indicators:
            for cell in cells[line.id]:
                if cell["value"] is None and sites:
                    continue
                why = shown.why(line, window, sites or None)
                rows.append(
                    {
                        "name": line.indicator_id.name,
                        "unit": line.indicator_id.unit or "",
                        "value": shown.text(why)
                        if why
                        else self._space_number(cell["value"]),
                        "is_withheld": bool(why),
                        "target": self._space_number(cell.get("target")),
                        "reported": cell["reported"],
                        "expected": cell["expected"],
                    }
                )
        return rows
