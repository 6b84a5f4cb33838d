from odoo import api, fields, models


class AsmDonorReport(models.Model):
    """The story of a report, in the sections that its layout has."""

    _inherit = "asm.donor.report"

    section_ids = fields.One2many(
        "asm.donor.report.section", "report_id", string="Narrative"
    )

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._make_sections()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if "format_id" in vals:
            self._make_sections()
        return result

    def _make_sections(self):
        """Have the sections of the layout; those that hold a text stay."""
        for report in self.sudo():
            layout = report._layout_now()
            wanted = layout.sections if layout else ()
            own = {section.code: section for section in report.section_ids}
            codes = {section.code for section in wanted}
            for code, section in own.items():
                if code not in codes and not section.text:
                    section.unlink()
            for number, section in enumerate(wanted, start=1):
                values = {
                    "sequence": number,
                    "name": section.name,
                    "help": section.help,
                    "is_required": section.is_required,
                }
                if section.code in own:
                    own[section.code].write(values)
                else:
                    report.section_ids.create(
                        [values | {"report_id": report.id, "code": section.code}]
                    )

    def _report_before(self):
        """Return the report of the period before, sent or not; empty for none."""
        self.ensure_one()
        return self.search(
            self._earlier_domain(),
            order="date_end desc, sent_on desc, id desc",
            limit=1,
        )

    def _sections(self):
        return [
            {
                "key": section.code,
                "name": section.name,
                "text": section.text,
                "previous": section.previous_text,
            }
            for section in self.section_ids.sorted(lambda one: (one.sequence, one.id))
        ]
