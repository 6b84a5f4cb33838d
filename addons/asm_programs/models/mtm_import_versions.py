from odoo import fields, models

from ._version_plan import VersionPlan

KINDS = {"targets": "target", "baselines": "baseline"}


class MtmImport(models.Model):
    """Targets or baselines from a table: one row a cell, each change a proposal.

    What a row says already is left, so the same file twice changes nothing. Nothing
    is approved by importing it.
    """

    _inherit = "mtm.import"

    kind = fields.Selection(
        selection_add=[("targets", "Targets"), ("baselines", "Baselines")],
        ondelete=dict.fromkeys(KINDS, "cascade"),
    )

    def action_download_template(self):
        """Give the versions that hold, to be changed and brought in again."""
        if self.kind not in KINDS:
            return super().action_download_template()
        rows = self.env["asm.ledger"].search([("kind", "=", KINDS[self.kind])])
        report = self.env.ref(f"asm_programs.asm_{self.kind}_sheet_report")
        return report.report_action(rows, config=False)

    def _is_tried(self):
        return self.kind in KINDS or super()._is_tried()

    def _get_layout(self):
        if self.kind in KINDS:
            return self.env[f"report.asm_programs.{self.kind}_sheet"]
        return super()._get_layout()

    def _columns_versions(self):
        return self._get_layout()._file_columns()

    def _plan_versions(self, table):
        return VersionPlan(self._get_layout(), table).make()

    _columns_targets = _columns_baselines = _columns_versions
    _plan_targets = _plan_baselines = _plan_versions
