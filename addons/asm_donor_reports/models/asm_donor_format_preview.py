from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape

from ..tools import layout_reading, pages, vocabulary
from ..tools.compose import compose
from ..tools.inputs import Inputs
from ..tools.layout import LayoutError
from ..tools.sample import sample
from ._layout_words import describe_faults

ROWS = 40


class AsmDonorFormat(models.Model):
    """A layout as it will look, while it is changed."""

    _inherit = "asm.donor.format"

    preview_report_id = fields.Many2one(
        "asm.donor.report",
        string="Shown With",
        store=False,
        help="A report whose numbers fill the preview; blank: made-up ones.",
    )
    preview = fields.Html(
        compute="_compute_preview",
        sanitize=False,
        help="Drawn anew with each change, before it is saved.",
    )

    vocabulary = fields.Html(compute="_compute_vocabulary", sanitize=False)

    def _compute_vocabulary(self):
        # nosemgrep: markup-of-a-value - the vocabulary is ours, and escaped
        self.vocabulary = Markup(vocabulary.as_html())

    @api.depends(
        "name",
        "code",
        "rounding",
        "fiscal_month",
        "preview_report_id",
        "style_ids",
        "word_ids",
        "sheet_ids.block_ids.cell_ids",
        "sheet_ids.chart_ids",
    )
    def _compute_preview(self):
        for record in self:
            record.preview = record._draw_preview()

    def _draw_preview(self):
        """Return the layout as it is now, saved or not, or what is wrong with it."""
        try:
            layout = layout_reading.read(self._as_layout())
            inputs = self._preview_inputs(layout)
        except LayoutError as error:
            return self._show_wrong(describe_faults(self.env, error.faults))
        except UserError as error:
            return self._show_wrong(str(error))
        book = compose(layout, inputs, self.name or "")
        # nosemgrep: markup-of-a-value - it escapes what each cell says
        return Markup(pages.preview(book, limit=ROWS))

    def _preview_inputs(self, layout):
        report = self.preview_report_id._origin
        if not report:
            return sample(layout)
        single, rows = layout.asked({})
        if not single and not rows:
            return Inputs()
        return report._inputs_of(layout)

    def _show_wrong(self, words):
        lines = Markup("<br/>").join(map(html_escape, words.splitlines()))
        return Markup('<div class="alert alert-warning mb-0">%s</div>') % lines
