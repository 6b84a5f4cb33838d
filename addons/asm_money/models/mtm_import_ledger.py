from collections import defaultdict
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, split_every

from odoo.addons.mines_to_markets.fields import OptionalFloat, OptionalInteger
from odoo.addons.mines_to_markets.models.mtm_import_run import BULK
from odoo.addons.mines_to_markets.tools.plans import Refusal

from ..tools.ledger_file import LedgerFile
from ._ledger_plan import LedgerPlan

KIND = "ledger"
SET_BY_USER = frozenset(
    {"mapping_id", "control_total", "control_count", "reversal_reason"}
)


class MtmImport(models.Model):
    """Ledger lines of awards from the file of a bookkeeping program.

    All of a file is imported or nothing: one transaction writes it. How far it is, is
    told beside that transaction, so that everybody sees it while it runs, and a server
    that dies leaves no line.
    """

    _inherit = "mtm.import"

    _set_by_user = frozenset(
        {"kind", "file", "filename", "all_or_nothing", "program_id"} | SET_BY_USER
    )
    _ledger_batch = 5_000

    kind = fields.Selection(
        selection_add=[(KIND, "Ledger of awards")], ondelete={KIND: "cascade"}
    )
    mapping_id = fields.Many2one(
        "asm.ledger.mapping",
        index="btree_not_null",
        ondelete="restrict",
        help="How the file is read: kept by name, since a ledger comes every month.",
    )
    control_total = OptionalFloat(
        aggregator=None,
        help="What all lines of the file add up to, as it is written there; debit less "
        "credit where there are two columns. Blank: as the file's own last row says.",
    )
    control_count = OptionalInteger(
        aggregator=None, help="How many lines the file has, without the row of totals."
    )
    ledger_totals = fields.Json(readonly=True, copy=False)
    ignored_count = fields.Integer(
        string="Ignored",
        readonly=True,
        copy=False,
        help="Lines that the mapping leaves out.",
    )
    late_count = fields.Integer(
        string="Late Postings",
        readonly=True,
        copy=False,
        help="Lines with a cost of a period that is closed.",
    )
    earlier_count = fields.Integer(
        string="Late Transactions",
        readonly=True,
        copy=False,
        help="Lines with a cost of an earlier period than the one they are posted in, "
        "which is still open.",
    )

    _ledger_is_whole = models.Constraint(
        "CHECK (kind <> 'ledger' OR all_or_nothing)",
        "A ledger file is imported as a whole or not at all.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        found = super().fields_get(allfields, attributes)
        choices = found.get("kind", {}).get("selection")
        if choices and not self._may_import_ledger():
            found["kind"]["selection"] = [
                choice for choice in choices if choice[0] != KIND
            ]
        return found

    @api.model
    def _may_import_ledger(self):
        return self.env.su or self.env.user.has_group("asm_programs.group_asm_finance")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                vals | {"all_or_nothing": True} if vals.get("kind") == KIND else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not vals.keys().isdisjoint(SET_BY_USER - {"reversal_reason"}):
            self._check_not_started()
            for item in self.filtered(lambda item: item.state != "new"):
                item._forget_outcome()
        if vals.get("kind") == KIND:
            vals = vals | {"all_or_nothing": True}
        elif "all_or_nothing" in vals and KIND in self.mapped("kind"):
            vals = {key: v for key, v in vals.items() if key != "all_or_nothing"}
        return super().write(vals)

    def _forget_outcome(self):
        result = super()._forget_outcome()
        self._record(
            ledger_totals=False, ignored_count=0, late_count=0, earlier_count=0
        )
        return result

    def _is_tried(self):
        return self.kind == KIND or super()._is_tried()

    # -- planning --

    def _read_table(self, content):
        if self.kind != KIND:
            return super()._read_table(content)
        return self._open_ledger(content)

    def _open_ledger(self, content):
        """Return the :class:`LedgerFile` of a file, as the mapping reads it.

        :raises Refusal: when there is no mapping that says how
        """
        self._check_ledger_rights()
        mapping = self.mapping_id
        if not mapping:
            raise Refusal(
                self.env._(
                    "Choose the mapping that says which column is what, or let one be "
                    "proposed from the file."
                )
            )
        if mapping.lacks:
            raise Refusal(
                self.env._(
                    "The mapping %(mapping)s does not say yet: %(columns)s.",
                    mapping=mapping.name,
                    columns=mapping.lacks,
                )
            )
        return LedgerFile(content, mapping._layout())

    def _check_ledger_rights(self):
        self.env["account.analytic.line"].check_access("create")
        if not self._may_import_ledger():
            raise AccessError(
                self.env._("The ledger of awards is imported by Finance alone.")
            )

    def _plan_ledger(self, file):
        maker = LedgerPlan(self, file)
        with self._told_beside():
            plan = maker.make()
        totals = maker.summed()
        self._record(
            ledger_totals=totals,
            ignored_count=maker.reader.ignored,
            late_count=sum(total["late"] for total in totals),
            earlier_count=sum(total["earlier"] for total in totals),
        )
        return plan

    # -- writing --

    def _apply_all(self, plan):
        if self.kind != KIND:
            return super()._apply_all(plan)
        if plan.errors:
            raise self._refusal_of_all(plan.errors)
        with self._told_beside(), self.env.cr.savepoint():
            errors = self._insert_all(plan)
            if errors:
                raise self._refusal_of_all(errors)
        return []

    def _insert_all(self, plan):
        total, done, errors = len(plan.steps), 0, []
        for steps in split_every(self._ledger_batch, plan.steps, list):
            errors += self._apply(plan.model, steps)
            done += len(steps)
            self._tell(
                50 + 50 * done / total,
                self.env._("%(done)s of %(total)s written.", done=done, total=total),
            )
        return errors

    def _write_steps(self, model, steps):
        if self.kind != KIND:
            super()._write_steps(model, steps)
            return
        lines = self.env[model].with_context(**BULK)
        new = [step for step in steps if not step.res_id]
        mine = {"import_id": self.id}
        created = lines._insert_lines([step.values | mine for step in new])
        paid = defaultdict(list)
        for step in steps:
            if step.res_id:
                paid[step.values["date_paid"]].append(step.res_id)
        for day, ids in paid.items():
            lines.browse(ids).write({"date_paid": day})
        new_ids = dict(zip((step.row for step in new), created._ids, strict=True))
        self._add_step_lines(model, steps, new_ids)

    # -- progress --

    @contextmanager
    def _told_beside(self):
        """Let progress be told by transactions beside this one.

        This one ends before and after: it may not write what another has written
        since it began, and what it holds locked nobody else may write.
        """
        self._commit(0, 1)
        try:
            yield
        except Refusal:
            self._commit(0, 1)
            raise
        self._commit(0, 1)

    def _tell_reading(self, file):
        expected = max(file.expected, file.row_count)
        self._tell(
            50 * file.row_count / expected if file.expected else 0,
            self.env._("%(count)s rows read.", count=file.row_count),
        )

    def _tell(self, progress, message):
        """Make progress visible while nothing of the import is."""
        if "cron_id" not in self.env.context:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE mtm_import SET progress = %s, message = %s WHERE id = %s",
                    min(progress, 99),
                    message,
                    self.id,
                )
            )
