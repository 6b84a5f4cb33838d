from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendars
from ._withheld import Withheld


class AsmRelease(models.Model):
    """Numbers of people that are too small to be shown outside, and others that would
    tell them.

    What a reader has seen of a programme, on whichever page and in whichever release,
    is one table: what is released next hides whatever would give away a small number
    together with it.
    """

    _inherit = "asm.release"

    counted = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        groups="base.group_system",
        help="What the release shows, as it was approved then.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        releases = super().create(
            [{k: v for k, v in vals.items() if k != "counted"} for vals in vals_list]
        )
        # whoever releases may read all of it; the people outside read what is kept
        for release in releases.sudo():
            if release._keeps_counted():
                release.counted = release._read_counted()
        return releases

    def _keeps_counted(self):
        """Say whether what the release shows stays the same for ever."""
        return self.kind in ("site", "report") or (
            self.kind == "results" and bool(self.award_id)
        )

    def _least_people(self):
        """Return the smallest number of people, above 0, that may be shown."""
        if self.award_id:
            return self.award_id._least_people()
        return self.company_id.asm_least_people

    def _withheld(self):
        """Return what of this release the user who asks must not be shown.

        :return: :class:`Shown`
        """
        self.ensure_one()
        releases = self._seen_with()
        lines = releases._told_lines()
        withheld = Withheld(lines | lines._inputs())
        if not any(map(withheld.concerns, lines.ids)):
            return Shown(self, withheld, 0)
        for batch, release in enumerate(releases):
            numbers = release.counted
            if numbers in (None, False):
                # an office's places may change; older releases keep nothing
                numbers = release._read_counted()
            hidden = withheld.add(batch, numbers, release._least_people())
            if release.kind == "report" and hidden:
                # a file is handed out whole or not at all
                withheld.forget(batch)
                if release == self:
                    return Shown(self, withheld, batch, tells_small=True)
            if release == self:
                return Shown(self, withheld, batch)

    def _tells_small(self):
        """Say whether a file tells the user who asks a small number of people."""
        return self._withheld().tells_small

    def _seen_with(self):
        """Return all that the user who asks was shown of the same results, in order.

        What was withdrawn since was seen as well.
        """
        offices = self.env["asm.jurisdiction"]._space_search().partner_id
        awards = self.env["asm.award"]._space_search()
        to_them = Domain("award_id", "in", (self.award_id | awards).ids) | Domain(
            "partner_id", "in", (self.partner_id | offices).ids
        )
        programs = self.program_id or self.report_id.award_ids.program_ids
        numbers = Domain("kind", "in", ("results", "site"))
        return self.sudo().search(
            to_them
            & (
                (numbers & Domain("program_id", "in", programs.ids))
                | Domain("kind", "=", "report")
            ),
            order="released_on, id",
        )

    def _told_lines(self):
        """Return the indicators whose numbers are in these."""
        lines = self.program_id.program_indicator_ids
        return lines | self.report_id.award_ids.award_indicator_ids.program_indicator_id

    def _read_counted(self):
        """Return the numbers that a release shows, as :class:`Withheld` takes them."""
        if self.kind == "report":
            # a file is read as a whole, whichever award it was released to
            return [
                told
                for award in self.report_id.award_ids
                for told in self.report_id._numbers_told(award)
            ]
        places = None
        if self.kind == "site":
            places = self.site_id
        elif self.partner_id:
            jurisdictions = self.partner_id.jurisdiction_ids
            if not jurisdictions._cover_program(self.program_id):
                places = jurisdictions._sites()
        windows = self._shown_windows()
        shown = self.program_id.program_indicator_ids
        if self.award_id and self.kind == "results":
            shown &= self.award_id.award_indicator_ids.program_indicator_id
        return [
            told
            for window in windows
            for told in self._read_window(window, places, shown)
        ]

    def _shown_windows(self):
        if self.award_id and self.kind == "results":
            year = calendars.period_of(self.date_to, "year", self.award_id.fiscal_month)
            return [
                (year.date_from, self.date_to),
                (self.award_id.date_start, self.date_to),
            ]
        year = calendars.period_of(self.date_to, "year", self.program_id.fiscal_month)
        return [(year.date_from, self.date_to)]

    def _read_window(self, window, places, shown):
        lines = shown | shown._inputs()
        options = {"as_of": self.released_on}
        if places is not None:
            options["site_ids"] = places.ids
        cells = lines.read_results(*window, **options)
        credited = {}
        if self.award_id and self.kind == "results":
            credited = shown.with_context(asm_days_as_asked=True).read_results(
                *window, award_id=self.award_id.id, as_of=self.released_on
            )
        for line in lines:
            for cell in cells[line.id]:
                own = next(iter(credited.get(line.id, ())), {}).get("value")
                yield {
                    "line": line.id,
                    "window": [fields.Date.to_string(day) for day in window],
                    "places": None if places is None else places.ids,
                    "categories": [],
                    "value": _text(cell["value"]),
                    "parts": [_text(cell["numerator"]), _text(cell["denominator"])],
                    "credited": _text(own),
                    "is_shown": line in shown,
                }


class Shown:
    """What of one release may be shown."""

    def __init__(self, release, withheld, batch, tells_small=False):
        self._release = release
        self._withheld = withheld
        self._batch = batch
        self.tells_small = tells_small

    def why(self, line, window, places=None):
        """Return why a number of an ``asm.program.indicator`` is not shown, or None."""
        ids = None if places is None else places.ids
        return self._withheld.why(self._batch, line.id, window, ids)

    def has_small_baseline(self, line, number):
        """Say whether a baseline that is shown counts people, and too few."""
        return self._withheld.has_small_baseline(line.id, number)

    def text(self, why):
        """Return what stands in the place of a number, in the reader's language."""
        if why == "small":
            return self._release.env._(
                "fewer than %(number)s", number=self._release._least_people()
            )
        return self._release.env._("not shown")


def _text(number):
    return None if number is None or number is False else str(number)
