from odoo import api, fields, models

WRITTEN = frozenset({"text"})


class AsmDonorReportSection(models.Model):
    """A section of the story that a donor report tells, as its layout asks for it."""

    _name = "asm.donor.report.section"
    _description = "Section of a Donor Report"
    _order = "report_id, sequence, id"
    _rec_name = "name"

    report_id = fields.Many2one(
        "asm.donor.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(string="Section", required=True)
    help = fields.Text(string="What to Write")
    is_required = fields.Boolean(string="Required")
    text = fields.Text()
    previous_text = fields.Text(
        string="Last Time",
        compute="_compute_previous_text",
        help="What the report of the period before says here.",
    )

    _code_unique = models.UniqueIndex(
        "(report_id, code)", "This report has a section with this code already."
    )

    @api.depends("report_id.award_period_id", "report_id.award_ids", "code")
    def _compute_previous_text(self):
        for report, sections in self.grouped("report_id").items():
            before = report._report_before().section_ids
            texts = {section.code: section.text for section in before}
            for section in sections:
                section.previous_text = texts.get(section.code, False)

    @api.model_create_multi
    def create(self, vals_list):
        sections = super().create(vals_list)
        sections.report_id._check_is_draft()
        return sections

    def write(self, vals):
        self.report_id._check_is_draft()
        if not self.env.su:
            # which sections there are is said by the layout
            vals = {name: value for name, value in vals.items() if name in WRITTEN}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.report_id._check_is_draft()
