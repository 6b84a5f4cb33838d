from odoo import api, models
from odoo.tools import SQL

from .account_analytic_line_posted import ONCE

MESSAGES = {
    "asm_ledger_line_posted": "posted",
    "asm_ledger_line_of_one_award": "award",
    "asm_ledger_line_reversal": "reversal",
}
POSTED = """
CREATE OR REPLACE FUNCTION asm_ledger_line_posted() RETURNS trigger AS $posted$
BEGIN
    RAISE EXCEPTION 'posted' USING ERRCODE = 'check_violation',
        TABLE = 'account_analytic_line', CONSTRAINT = 'asm_ledger_line_posted';
END
$posted$ LANGUAGE plpgsql;
"""
# the lines that others take back are looked up one by one: a plan that was made while
# the ledger was empty would read all new lines again for each line of the ledger
AGREES = """
CREATE OR REPLACE FUNCTION asm_ledger_line_agrees() RETURNS trigger AS $agrees$
BEGIN
    IF EXISTS (
        SELECT FROM changed AS line
          LEFT JOIN asm_budget_line AS budget ON budget.id = line.budget_line_id
          LEFT JOIN asm_subaward AS sub ON sub.id = line.subaward_id
          LEFT JOIN asm_obligation AS obligation ON obligation.id = line.obligation_id
         WHERE (line.budget_line_id IS NOT NULL OR line.subaward_id IS NOT NULL
                OR line.obligation_id IS NOT NULL)
           AND (line.award_id IS NULL OR budget.award_id <> line.award_id
                OR sub.award_id <> line.award_id
                OR obligation.award_id <> line.award_id)
    ) THEN
        RAISE EXCEPTION 'award' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line',
            CONSTRAINT = 'asm_ledger_line_of_one_award';
    END IF;
    IF EXISTS (
        SELECT FROM changed AS line
         CROSS JOIN LATERAL (
               SELECT * FROM account_analytic_line AS reversed
                WHERE reversed.id = line.reversal_of_id
               OFFSET 0) AS origin
         WHERE line.reversal_of_id IS NOT NULL
           AND (origin.award_id IS DISTINCT FROM line.award_id
                OR origin.amount_award <> -line.amount_award
                OR origin.amount_transaction <> -line.amount_transaction
                OR origin.reversal_of_id IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'reversal' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line',
            CONSTRAINT = 'asm_ledger_line_reversal';
    END IF;
    RETURN NULL;
END
$agrees$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_ledger_line_agrees_insert
    AFTER INSERT ON account_analytic_line REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_agrees();
CREATE OR REPLACE TRIGGER asm_ledger_line_agrees_update
    AFTER UPDATE ON account_analytic_line REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_agrees();
"""
OTHER_SIDE = """
CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger AS $other$
BEGIN
    IF EXISTS (SELECT FROM account_analytic_line WHERE %(column)s = OLD.id) THEN
        RAISE EXCEPTION 'award' USING ERRCODE = 'check_violation',
            TABLE = '%(table)s', CONSTRAINT = 'asm_ledger_line_of_one_award';
    END IF;
    RETURN NEW;
END
$other$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW
    WHEN (OLD.award_id IS DISTINCT FROM NEW.award_id) EXECUTE FUNCTION %(name)s();
"""
STAYS = """
CREATE OR REPLACE TRIGGER asm_ledger_line_posted_change
    BEFORE UPDATE ON account_analytic_line FOR EACH ROW
    WHEN (OLD.award_id IS NOT NULL AND (
        (%(old)s) IS DISTINCT FROM (%(new)s) OR %(told)s))
    EXECUTE FUNCTION asm_ledger_line_posted();
CREATE OR REPLACE FUNCTION asm_ledger_line_deleted() RETURNS trigger AS $deleted$
BEGIN
    IF %(may_go)s THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'posted' USING ERRCODE = 'check_violation',
        TABLE = 'account_analytic_line', CONSTRAINT = 'asm_ledger_line_posted';
END
$deleted$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_ledger_line_posted_delete
    BEFORE DELETE ON account_analytic_line FOR EACH ROW
    WHEN (OLD.award_id IS NOT NULL) EXECUTE FUNCTION asm_ledger_line_deleted();
"""


def _statements():
    """Yield what keeps those that a line names on its award."""
    for table, column in (
        ("asm_budget_line", "budget_line_id"),
        ("asm_subaward", "subaward_id"),
        ("asm_obligation", "obligation_id"),
    ):
        name = f"asm_ledger_line_of_{table}"
        yield OTHER_SIDE % {"name": name, "table": table, "column": column}


class AccountAnalyticLine(models.Model):
    """What the database itself holds to about ledger lines of awards."""

    _inherit = "account.analytic.line"

    def init(self):
        result = super().init()
        self.env.cr.execute(SQL(POSTED))
        self.env.cr.execute(SQL(AGREES))
        for statement in _statements():
            self.env.cr.execute(statement)
        return result

    @api.model
    def _keep_posted(self):
        """Make the triggers that keep posted lines; called by data, after the plan.

        When it was paid may be told once, which says when it became known too.
        """
        once = sorted(ONCE)
        kept = [*self._posted_fields, self.env["asm.award"]._plan_column()]
        kept.remove("date_paid_known")
        told = [
            SQL(
                "(OLD.%(name)s IS NOT NULL AND OLD.%(name)s IS DISTINCT FROM "
                "NEW.%(name)s)",
                name=SQL.identifier(name),
            )
            for name in (*once, "date_paid_known")
        ]
        columns = {
            side.code.lower(): SQL(", ").join(
                SQL("%s.%s", side, SQL.identifier(name)) for name in kept
            )
            for side in (SQL("OLD"), SQL("NEW"))
        }
        self.env.cr.execute(
            SQL(
                STAYS,
                **columns,
                told=SQL(" OR ").join(told),
                may_go=self._may_go_sql(),
            )
        )

    def _may_go_sql(self):
        """Return the condition on ``OLD`` of a posted line that may be deleted."""
        return SQL("FALSE")

    def _sql_error_to_message(self, exc):
        texts = {
            "posted": self.env._(
                "A posted ledger line stays as it is. Reverse it, and enter it again "
                "as it should be."
            ),
            "award": self.env._(
                "A ledger line, its budget line, sub-award and obligation are of one "
                "award."
            ),
            "reversal": self.env._(
                "A reversal has the award and the opposite amounts of the line that it "
                "takes back."
            ),
        }
        reason = MESSAGES.get(exc.diag.constraint_name)
        return texts[reason] if reason else super()._sql_error_to_message(exc)
