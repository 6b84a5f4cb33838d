from odoo import api, fields, models

from ..tools import calendars
from ._tracking import Tracking


class AsmProgram(models.Model):
    """All indicators of a programme at once, as dashboards and tables show them."""

    _inherit = "asm.program"

    @api.readonly
    def read_tracking(self, date_from, date_to, by_period=True):
        """Read every indicator of one programme, in total and by period.

        The values are those of ``asm.program.indicator.read_results``, fetched in a
        number of queries that does not grow with the indicators.

        :param date_from: first day of the window
        :param date_to: last day of the window; only periods wholly inside count
        :param by_period: whether the periods are wanted as well
        :return: ``{program indicator id: {"total": cell, "periods": [cell, ...]}}``,
            cells as of ``read_results``, those of periods with ``period_id``
        """
        self.ensure_one()
        window = calendars.Window(
            fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        )
        return Tracking(self, window).cells_of(by_period)

    def _newest_by_code(self):
        """Return ``{code: indicator}`` of the programme, the newest version of each."""
        lines = self.program_indicator_ids
        ordered = lines.sorted(lambda line: line.indicator_id.version)
        # whoever reads one of many columns reads those of its fellows along
        return {
            line.indicator_id.code: line.with_prefetch(lines.ids) for line in ordered
        }
