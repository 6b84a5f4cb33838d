from odoo import models

from ..models.mtm_import_targets import OPTIONAL, REQUIRED

WIDTHS = {"indicator": 16, "reason": 40, "text": 30}


class AsmTargetsSheet(models.AbstractModel):
    """Targets in the layout in which they come in again, to be changed and imported."""

    _name = "report.asm_programs.targets_sheet"
    _description = "Targets to Change and Import"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return super().get_workbook_options() | {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        columns = (*REQUIRED, *OPTIONAL)
        sheet = workbook.add_worksheet("targets")
        strong = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for place, name in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(name, 13))
            sheet.write_string(0, place, name, strong)
        sheet.freeze_panes(1, 2)
        targets = objs.filtered(lambda row: row.kind == "target")
        for number, row in enumerate(targets, start=1):
            said = self._values(row)
            for place, name in enumerate(columns):
                value = said.get(name)
                if value is None or value is False:
                    continue
                if name in ("from", "to"):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, float):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, value)

    def _values(self, row):
        """Return what holds; what is proposed is not taken for it."""
        version = row._version(row.current_key)
        categories = row.disaggregation_id.value_ids.sorted()
        return {
            "programme": row.program_id.code,
            "indicator": row.program_indicator_id.code,
            "from": row.date_from,
            "to": row.date_to,
            "site": row.site_id.code or row.site_id.name,
            "category": "; ".join(categories.mapped("code")) or None,
            "award": row.award_id.reference,
            "value": version.value,
            "numerator": version.numerator,
            "denominator": version.denominator,
            "scale value": version.option_id.code,
            "text": version.text,
        }
