import base64
import gzip
import json

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.asm_programs.tools import clock

from ..tools import layout_reading
from ..tools.compose import compose
from ..tools.inputs import Inputs
from ..tools.typed import canonical
from ._inputs import InputsReader, LayoutFacts
from ._software import software


class AsmDonorReport(models.Model):
    """Drawing: what a report rests on is read once and kept, and drawn from that.

    The snapshot holds the layout, the values of all its terms, the definitions,
    targets and rates behind them and the versions of the software. A draft's is made
    anew with each drawing, a frozen one's stays.
    """

    _inherit = "asm.donor.report"

    snapshot = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        help="What the report was drawn from, as compressed JSON.",
    )

    def action_draw(self):
        result = super().action_draw()
        for report in self.filtered("format_id"):
            report._keep_snapshot(report._make_snapshot())
        return result

    def _prepare_lines(self):
        # a financial report has no table of indicators
        if self.format_id and not self._shows_indicators():
            return []
        return super()._prepare_lines()

    def _shows_indicators(self):
        _single, rows = self.format_id._read_layout().asked({})
        return any(source.subject == "indicator" for source in rows)

    # -- the snapshot --

    def _make_snapshot(self):
        """Return what the report is drawn from as it is known now."""
        self.ensure_one()
        data = self.format_id._as_layout()
        layout = layout_reading.read(data)
        return {
            "layout": data,
            "inputs": self._inputs_of(layout).as_json(),
            "about": self._about(),
            "software": software(self.env),
            **self._read_beside(),
        }

    def _inputs_of(self, layout):
        """Return the :class:`Inputs` of a layout for this report as known now."""
        facts = LayoutFacts(layout.fiscal_month, layout.rounding, layout.lang)
        single, rows = layout.asked(InputsReader(self, facts).spans)
        return self._read_inputs(single, rows, facts)

    def _about(self):
        """Return what its files say of themselves."""
        period, awards = self.award_period_id, self.award_ids
        return {
            "title": self.name or "",
            "author": period.award_id.company_id.name,
            "award": ", ".join(awards.mapped("display_name")),
            "donor": ", ".join(awards.donor_id.mapped("name")),
            "period": {
                "name": period.name,
                "date_start": fields.Date.to_string(period.date_start),
                "date_end": fields.Date.to_string(period.date_end),
            },
            "moment": fields.Datetime.to_string(clock.now()),
        }

    def _read_beside(self):
        """Return what is kept beside the inputs, to explain them in later years."""
        return {}

    def _keep_snapshot(self, snapshot):
        packed = gzip.compress(canonical(snapshot), mtime=0)
        # whoever may draw may not therefore write attachments of any kind
        self.sudo().snapshot = base64.b64encode(packed)

    def _kept_snapshot(self):
        """Return the snapshot as it was kept, or None where there is none."""
        self.ensure_one()
        packed = self.sudo().with_context(bin_size=False).snapshot
        if not packed:
            return None
        return json.loads(gzip.decompress(base64.b64decode(packed)))

    def _drawn_snapshot(self):
        """Return the snapshot as it was kept.

        :raises UserError: when the report was not drawn yet
        """
        snapshot = self._kept_snapshot()
        if not snapshot:
            raise UserError(
                self.env._("Draw %(report)s first.", report=self.display_name)
            )
        return snapshot

    # -- the book --

    def _book(self, snapshot=None):
        """Return the :class:`tools.book.Book` of this report.

        :param snapshot: what it is drawn from; none for what is kept
        :raises UserError: when it was not drawn yet
        """
        snapshot = snapshot or self._drawn_snapshot()
        return self._compose(snapshot["layout"], snapshot["inputs"], snapshot["about"])

    def _compose(self, layout, inputs, about):
        return compose(
            layout_reading.read(layout),
            Inputs.from_json(inputs),
            about["title"],
            about["author"],
            fields.Datetime.to_datetime(about["moment"]),
        )
