from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ._register_plan import make_plan

REGISTERS = ("stakeholders", "engagements", "deliveries")


class Undone(Exception):
    """Leads out of a savepoint, so that what was tried is undone."""


class MtmImport(models.Model):
    """Registers come in by the same file in which they went out.

    The preview tries what it announces and undoes it, so that it shows what the rules
    of the models refuse as well, row by row.
    """

    _inherit = "mtm.import"

    # a preview is to be there at once; what is not tried is refused at the import
    _most_tried = 5_000

    kind = fields.Selection(
        selection_add=[
            ("stakeholders", "Stakeholders"),
            ("engagements", "Engagements"),
            ("deliveries", "Deliveries"),
        ],
        ondelete=dict.fromkeys(REGISTERS, "cascade"),
    )
    is_register = fields.Boolean(compute="_compute_is_register")

    def _compute_is_register(self):
        for item in self:
            item.is_register = item.kind in REGISTERS

    def action_download_template(self):
        """Give an empty workbook of this kind to start from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/mines_to_markets/register/{self.kind}/template",
            "target": "download",
        }

    def _get_register(self):
        return self.env[f"mtm.register.{self.kind}"]

    def _columns_register(self):
        return self._get_register()._file_columns()

    def _plan_register(self, table):
        return make_plan(self._get_register(), table)

    _columns_stakeholders = _columns_engagements = _columns_register
    _columns_deliveries = _columns_register
    _plan_stakeholders = _plan_engagements = _plan_deliveries = _plan_register

    def _get_layout(self):
        return self._get_register() if self.is_register else super()._get_layout()

    def _is_tried(self):
        """Say whether a preview tries what it announces."""
        return self.is_register

    def _try(self, plan):
        plan = super()._try(plan)
        if not self._is_tried() or len(plan.steps) > self._most_tried:
            return plan
        refused = []
        try:
            with self.env.cr.savepoint():
                trial = self.with_context(mtm_import_trial=True)
                for steps in split_every(self._batch_size, plan.steps, list):
                    refused += trial._apply(plan.model, steps)
                raise Undone
        except Undone:
            bad_rows = {note.row for note in refused}
        return plan._replace(
            steps=[step for step in plan.steps if step.row not in bad_rows],
            errors=sorted([*plan.errors, *refused]),
        )

    def _summarise_plan(self, plan):
        text = super()._summarise_plan(plan)
        if not self._is_tried() or len(plan.steps) <= self._most_tried:
            return text
        untried = self.env._(
            "Of more than %(most)s records nothing was tried: what a rule refuses "
            "shows at the import.",
            most=self._most_tried,
        )
        return f"{text} {untried}"

    def _create_records(self, records, steps):
        if not self.is_register:
            return super()._create_records(records, steps)
        register = self._get_register()
        if self.env.context.get("mtm_import_trial"):
            return register._create_rows(records, list(map(register._for_trial, steps)))
        return register._create_rows(records, [step.values for step in steps])

    def _write_record(self, record, values):
        if not self.is_register:
            return super()._write_record(record, values)
        return self._get_register()._write_row(record, values)

    def _explain(self, model, error):
        if self.is_register and isinstance(error, AccessError):
            return self.env._(
                "You may not write this: what the row says is not open to you. Ask a "
                "colleague who works on it to bring it in."
            )
        return super()._explain(model, error)
