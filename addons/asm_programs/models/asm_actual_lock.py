from odoo import api, models
from odoo.exceptions import UserError

# what a number says, and of what; comments and evidence are kept by the models alone
KEPT = (
    *("state", "value", "numerator", "denominator", "text", "option_id"),
    *("currency_id", "amount_currency", "missing_reason", "correction_of_id"),
    *("submission_id", "program_indicator_id", "period_id", "site_id"),
    "disaggregation_id",
)
CHANGED = {
    "INSERT": "SELECT submission_id, period_id FROM new_rows",
    "DELETE": "SELECT submission_id, period_id FROM old_rows",
    "UPDATE": """
        SELECT side.submission_id, side.period_id
          FROM old_rows o JOIN new_rows n USING (id),
       LATERAL (VALUES (o.submission_id, o.period_id), (n.submission_id, n.period_id))
            AS side(submission_id, period_id)
         WHERE (%(before)s) IS DISTINCT FROM (%(after)s)""",
}
SIDES = {
    "before": ", ".join(f"o.{name}" for name in KEPT),
    "after": ", ".join(f"n.{name}" for name in KEPT),
}
TABLES = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}
# most programmes have nothing closed: that is asked first
REFUSE = """
CREATE OR REPLACE FUNCTION asm_actual_closed_%(name)s() RETURNS trigger AS $closed$
BEGIN
    IF EXISTS (SELECT FROM asm_period_lock WHERE reopened_on IS NULL) AND EXISTS (
        SELECT
          FROM (%(changed)s) changed
          JOIN asm_submission report ON report.id = changed.submission_id
          JOIN asm_period period ON period.id = changed.period_id
          JOIN asm_period_lock lock
            ON lock.program_id = report.program_id AND lock.reopened_on IS NULL
          JOIN asm_period closed
            ON closed.id = lock.period_id
           AND closed.date_start <= period.date_start
           AND period.date_end <= closed.date_end
    ) THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
            TABLE = 'asm_actual', CONSTRAINT = 'asm_actual_in_closed_period';
    END IF;
    RETURN NULL;
END
$closed$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_actual_closed_%(name)s AFTER %(event)s ON asm_actual
    REFERENCING %(tables)s FOR EACH STATEMENT
    EXECUTE FUNCTION asm_actual_closed_%(name)s()
"""


def _statements():
    """Yield what makes the function and trigger of each event."""
    for event, changed in CHANGED.items():
        yield REFUSE % {
            "name": event.lower(),
            "event": event,
            "tables": TABLES[event],
            "changed": changed % SIDES,
        }


class AsmActual(models.Model):
    """No number changes in a period that is closed, whoever writes and however."""

    _inherit = "asm.actual"

    # what may still come: what a number rests on
    _open_in_closed_period = frozenset({"evidence_ids"})

    def init(self):
        result = super().init()
        for statement in _statements():
            self.env.cr.execute(statement)
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_actual_in_closed_period":
            return self.env._(
                "The period is closed for this programme, and its numbers stay as they "
                "are. Enter a correction in an open period, or have it opened again."
            )
        return super()._sql_error_to_message(exc)

    @api.model_create_multi
    def create(self, vals_list):
        # before the database refuses it in fewer words
        self._check_open_for(vals_list)
        rows = super().create(vals_list)
        rows._check_period_open()
        return rows

    def _check_open_for(self, vals_list):
        ids = {vals["submission_id"] for vals in vals_list if vals.get("submission_id")}
        reports = self.env["asm.submission"].sudo().browse(ids)
        Lock = self.env["asm.period.lock"]
        places = {
            (vals.get("submission_id"), vals.get("period_id")): vals
            for vals in vals_list
        }
        for (submission_id, period_id), vals in places.items():
            report = reports.browse(submission_id or ()).with_prefetch(reports.ids)
            period = report.period_id.browse(period_id or ()) or report.period_id
            lock = report and Lock._holding(report.program_id, period)
            if lock:
                self.sudo().new(vals)._refuse_closed(lock)

    def write(self, vals):
        guarded = not set(vals) <= self._open_in_closed_period
        if guarded:
            self._check_period_open()
        result = super().write(vals)
        if guarded and self._key_fields.intersection(vals):
            self._check_period_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_period_open()

    def _check_period_open(self):
        """:raises UserError: naming the cell, why it is closed and whom to ask"""
        Lock = self.env["asm.period.lock"]
        for program, period in self.sudo()._distinct("program_id", "period_id"):
            lock = Lock._holding(program, period)
            if lock:
                row = self.sudo().filtered(
                    lambda one, p=program, d=period: (
                        one.program_id == p and one.period_id == d
                    )
                )[:1]
                row._refuse_closed(lock)

    def _refuse_closed(self, lock):
        raise UserError(
            self.env._(
                "%(actual)s: %(closing)s",
                actual=self.display_name,
                closing=lock._describe(),
            )
        )
