from odoo import models
from odoo.tools import format_datetime

from odoo.addons.mines_to_markets.tools.workbooks import ROW_BY_ROW

from .tracking_table import Column, TableWriter


class AsmLedgerWorkbook(models.AbstractModel):
    """The ledger as a workbook: original, revised and current beside each other.

    With a moment in the context it also says what was known then, and which moment.
    """

    _name = "report.asm_programs.ledger"
    _description = "Workbook of Targets and Baselines"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return super().get_workbook_options() | ROW_BY_ROW

    def generate_xlsx_report(self, workbook, data, objs):
        moment = (data or {}).get("asm_as_of") or self.env.context.get("asm_as_of")
        rows = objs.with_context(asm_as_of=moment)
        columns = self._columns(bool(moment))
        sheet = workbook.add_worksheet(self.env._("Ledger"))
        TableWriter(workbook, sheet, columns).fill(
            self.env._("Targets and baselines"),
            self._facts(moment),
            ((False, self._values(row, bool(moment))) for row in rows),
        )

    def _facts(self, moment):
        facts = [
            self.env._(
                "Taken out by %(user)s on %(moment)s UTC",
                user=self.env.user.name,
                moment=self.env.cr.now().replace(microsecond=0, tzinfo=None),
            )
        ]
        if moment:
            facts.append(
                self.env._(
                    "Known then: what was approved by %(moment)s UTC (%(local)s)",
                    moment=moment,
                    local=format_datetime(self.env, moment),
                )
            )
        return facts

    def _columns(self, with_moment):
        columns = [
            Column(self.env._("Programme"), 14),
            Column(self.env._("Indicator"), 45),
            Column(self.env._("Unit"), 12),
            Column(self.env._("Kind"), 10),
            Column(self.env._("From"), 12, "date"),
            Column(self.env._("To"), 12, "date"),
            Column(self.env._("Site"), 18),
            Column(self.env._("Category"), 18),
            Column(self.env._("Award"), 16),
            Column(self.env._("Original"), 12, "number"),
            Column(self.env._("First approved on"), 13, "date"),
            Column(self.env._("Revisions"), 10, "integer"),
            Column(self.env._("Current"), 12, "number"),
            Column(self.env._("Holds since"), 13, "date"),
            Column(self.env._("Difference"), 12, "number"),
            Column(self.env._("Reason of the last change"), 40),
            Column(self.env._("Donor reference"), 24),
            Column(self.env._("Open proposal"), 14),
            Column(self.env._("In words"), 24),
        ]
        if with_moment:
            columns += [
                Column(self.env._("Known then"), 12, "number"),
                Column(self.env._("Approved then on"), 13, "date"),
                Column(self.env._("Known then, in words"), 24),
            ]
        return columns

    def _values(self, row, with_moment):
        line = row.program_indicator_id
        labels = dict(row._fields["kind"]._description_selection(self.env))
        is_number = row.current_number is not False
        values = [
            row.program_id.code,
            line.indicator_id.display_name,
            line.unit or None,
            labels[row.kind],
            row.date_from or None,
            row.date_to or None,
            row.site_id.name or None,
            row.disaggregation_id.display_name or None,
            row.award_id.reference or None,
            _none_if_blank(row.original_number),
            row.original_on or None,
            row.revision_count,
            _none_if_blank(row.current_number),
            row.current_on or None,
            _none_if_blank(row.difference),
            row.reason or None,
            row.donor_reference or None,
            row.proposal or None,
            None if is_number else row.current or None,
        ]
        if with_moment:
            is_number = row.known_number is not False
            values += [
                _none_if_blank(row.known_number),
                row.known_on or None,
                None if is_number else row.known or None,
            ]
        return values


def _none_if_blank(number):
    return None if number is False else number
