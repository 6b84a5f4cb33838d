from odoo import fields, models
from odoo.tools import SQL

IN_AWARD = (
    "CASE WHEN %s.currency_id = award.currency_id THEN line.amount "
    "ELSE line.amount_award END"
)
# where late facts lie: which are late, of which award, by which day, since when, what
# each is called and worth, and whether that was spent
SOURCES = {
    "account.analytic.line": (
        "line.is_late",
        "line.award_id",
        "line.date",
        "COALESCE(line.late_on, line.create_date)",
        "line.name",
        "line.amount_award",
        "TRUE",
    ),
    "asm.subaward.line": (
        "line.late_on IS NOT NULL OR line.paid_late_on IS NOT NULL",
        "owner.award_id",
        "CASE WHEN line.late_on IS NULL THEN line.date_paid ELSE line.date END",
        "COALESCE(line.late_on, line.paid_late_on)",
        "concat_ws(': ', owner.reference, line.name)",
        f"CASE line.kind WHEN 'refund' THEN -1 ELSE 1 END * {IN_AWARD % 'owner'}",
        "line.kind = 'expense'",
    ),
    "asm.subaward": (
        "line.late_on IS NOT NULL",
        "line.award_id",
        "COALESCE(line.date_obligated, line.date_start)",
        "line.late_on",
        "line.reference",
        IN_AWARD % "line",
        "FALSE",
    ),
    "asm.tranche": (
        "line.late_on IS NOT NULL",
        "line.award_id",
        "line.date_received",
        "line.late_on",
        "line.name",
        "line.amount_received",
        "FALSE",
    ),
    "asm.obligation": (
        "line.late_on IS NOT NULL",
        "line.award_id",
        "line.date",
        "line.late_on",
        "line.reference",
        "line.amount_award",
        "FALSE",
    ),
    "asm.award.amendment": (
        "line.late_on IS NOT NULL",
        "line.award_id",
        "line.date_signed",
        "line.late_on",
        "line.number",
        "NULL::numeric",
        "FALSE",
    ),
    "asm.indirect.rate": (
        "line.late_on IS NOT NULL",
        "line.award_id",
        "COALESCE(line.date_determined, line.date_start)",
        "line.late_on",
        "line.kind",
        "NULL::numeric",
        "FALSE",
    ),
}


class AsmAwardLateFact(models.Model):
    """What came into a period of an award after it had been closed, of every kind.

    One row opens the record that it stands for.
    """

    _name = "asm.award.late.fact"
    _description = "Came After the Closing"
    _auto = False
    _order = "late_on desc, id desc"
    _depends = {
        "account.analytic.line": ["award_id", "is_late", "late_on", "date", "name"],
        "asm.subaward.line": ["late_on", "paid_late_on", "date", "date_paid", "name"],
        "asm.subaward": ["award_id", "late_on", "date_obligated", "amount"],
        "asm.tranche": ["award_id", "late_on", "date_received", "amount_received"],
        "asm.obligation": ["award_id", "late_on", "date", "amount_award"],
        "asm.award.amendment": ["award_id", "late_on", "date_signed", "number"],
        "asm.indirect.rate": ["award_id", "late_on", "date_determined", "kind"],
    }

    award_id = fields.Many2one("asm.award", readonly=True)
    kind = fields.Selection(
        [
            ("account.analytic.line", "Ledger line"),
            ("asm.subaward.line", "Money of a sub-award"),
            ("asm.subaward", "Sub-award"),
            ("asm.tranche", "Payment received"),
            ("asm.obligation", "Order"),
            ("asm.award.amendment", "Amendment"),
            ("asm.indirect.rate", "Indirect cost rate"),
        ],
        readonly=True,
    )
    res_id = fields.Integer(readonly=True)
    name = fields.Char(string="What", readonly=True)
    date = fields.Date(string="Its Day", readonly=True)
    late_on = fields.Datetime(string="Came On", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None)
    currency_id = fields.Many2one(related="award_id.currency_id")
    is_cost = fields.Boolean(string="Spent", readonly=True)

    @property
    def _table_query(self):
        parts = [
            self._source(number, model, *columns)
            for number, (model, columns) in enumerate(SOURCES.items())
        ]
        return SQL(" UNION ALL ").join(parts)

    def _flushed_query(self):
        """Return the rows as a statement, with all that was not written yet."""
        for model in SOURCES:
            self.env[model].flush_model()
        return self._table_query

    def _source(self, number, model, *columns):
        owner = SQL()
        if model == "asm.subaward.line":
            owner = SQL("JOIN asm_subaward owner ON owner.id = line.subaward_id")
        names = ("is_late", "award", "day", "late_on", "name", "amount", "is_cost")
        return SQL(
            """
            SELECT line.id::bigint * %(count)s + %(number)s AS id,
                   award.id AS award_id, %(model)s AS kind, line.id AS res_id,
                   %(name)s AS name, %(day)s AS date, %(late_on)s AS late_on,
                   %(amount)s AS amount, %(is_cost)s AS is_cost
              FROM %(table)s line %(owner)s
              JOIN asm_award award ON award.id = %(award)s
             WHERE %(is_late)s
            """,
            count=len(SOURCES),
            number=number,
            model=model,
            table=SQL.identifier(self.env[model]._table),
            owner=owner,
            **dict(zip(names, map(SQL, columns), strict=True)),
        )

    def action_open(self):
        """Open the record that this stands for."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "res_model": self.kind,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
        if self.kind == "account.analytic.line":
            view = self.env.ref("asm_money.account_analytic_line_view_form")
            action["views"] = [(view.id, "form")]
        if self.kind == "asm.subaward.line":
            line = self.env[self.kind].browse(self.res_id)
            action |= {"res_model": "asm.subaward", "res_id": line.subaward_id.id}
        return action
