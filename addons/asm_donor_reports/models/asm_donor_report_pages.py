import io
import logging

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.tools import paged

from ..tools import archive, pages, plain
from ..tools.showing import shown

_logger = logging.getLogger(__name__)
PDF, ZIP, CSV = "application/pdf", "application/zip", "text/csv"


class AsmDonorReport(models.Model):
    """A report to be read: on screen, as pages, as plain values, and all of it in one
    archive with the index of its evidence."""

    _inherit = "asm.donor.report"

    preview = fields.Html(compute="_compute_preview", sanitize=False)

    def _compute_preview(self):
        for report in self:
            snapshot = report.id and report._kept_snapshot()
            # nosemgrep: markup-of-a-value - it escapes what each cell says
            report.preview = snapshot and Markup(
                pages.preview(report._book(snapshot), report._page_words())
            )

    def _page_words(self):
        """Return what pages themselves say, in the language of the report."""
        lang = self._kept_snapshot()["layout"].get("lang") or "en_US"
        translated = self.with_context(lang=lang).env._
        return pages.Words(
            translated("Contents"),
            # placeholders are filled in by whoever lays out the pages
            translated("%(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            translated("Only the first %(rows)s rows are shown here.", rows="%(rows)s"),
        )

    def _cover(self, snapshot):
        """Return the cover of the document: what it is a report of, and for whom.

        None for a layout that wants none.
        """
        if snapshot["layout"].get("has_cover") is False:
            return None
        lang = snapshot["layout"].get("lang") or "en_US"
        about = snapshot["about"]
        translated = self.with_context(lang=lang).env._
        period = about["period"]
        days = " – ".join(
            shown(fields.Date.to_date(period[key]), "date", lang)
            for key in ("date_start", "date_end")
        )
        return {
            "title": snapshot["layout"]["name"],
            "facts": {
                translated("Award"): about["award"],
                translated("Donor"): about["donor"],
                translated("Period"): f"{period['name']} ({days})",
                translated("Reported by"): about["author"],
            },
            "note": about["title"],
        }

    def _draw_pages(self, snapshot):
        """Return the bytes of the report as a PDF."""
        html = pages.document(
            self._book(snapshot), self._cover(snapshot), self._page_words()
        )
        try:
            return pages.write_pdf(html, self.env["ir.actions.report"]._read_for_paged)
        except paged.Missing as error:
            raise UserError(
                self.env._(
                    "A library for making PDF pages is missing on the server: "
                    "%(error)s.",
                    error=error,
                )
            ) from error
        except Exception as error:
            _logger.exception("The pages of %s were not drawn", self)
            raise UserError(
                self.env._(
                    "The pages of %(report)s could not be drawn; the server's log says "
                    "why. Its workbook can be taken out all the same.",
                    report=self.name,
                )
            ) from error

    def _draw_plain(self, snapshot):
        """Yield ``(name, bytes)`` of each sheet as comma-separated values."""
        for sheet in self._book(snapshot).sheets:
            stream = io.BytesIO()
            plain.write(sheet, stream)
            yield f"{sheet.name}.csv", stream.getvalue()

    def _draw_archive(self, snapshot, files):
        """Return the bytes of an archive of these files and of the plain values."""
        stream = io.BytesIO()
        moment = fields.Datetime.to_datetime(snapshot["about"]["moment"])
        every = [
            *(archive.File(name, raw) for name, raw, _kind in files),
            *(archive.File(name, raw) for name, raw in self._draw_plain(snapshot)),
        ]
        archive.write(stream, every, self._evidence_of(snapshot), moment)
        return stream.getvalue()

    def _evidence_of(self, snapshot):
        """Return the :class:`archive.Evidence` that the numbers rest on."""
        return []

    def _draw_files(self, snapshot):
        files = super()._draw_files(snapshot)
        files.append((f"{self.name}.pdf", self._draw_pages(snapshot), PDF))
        files.append((f"{self.name}.zip", self._draw_archive(snapshot, files), ZIP))
        return files
