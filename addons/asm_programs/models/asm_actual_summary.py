from odoo import models

ROWS = (
    "id",
    "program_indicator_id",
    "period_id",
    "site_id",
    "partner_id",
    "correction_of_id",
)
WATCHED = (
    "state",
    "value",
    "numerator",
    "denominator",
    "currency_id",
    "missing_reason",
    "text",
    "option_id",
    "program_indicator_id",
    "period_id",
    "site_id",
    "partner_id",
    "country_id",
    "disaggregation_id",
    "correction_of_id",
)
CHANGED = {
    "INSERT": "SELECT %(rows)s FROM new_rows WHERE state = 'approved'",
    "DELETE": "SELECT %(rows)s FROM old_rows WHERE state = 'approved'",
    "UPDATE": """
        SELECT %(old)s FROM old_rows o JOIN new_rows n USING (id) WHERE %(is_changed)s
         UNION ALL
        SELECT %(new)s FROM old_rows o JOIN new_rows n USING (id) WHERE %(is_changed)s
    """,
}
PARTS = {
    "rows": ", ".join(ROWS),
    "old": ", ".join(f"o.{name}" for name in ROWS),
    "new": ", ".join(f"n.{name}" for name in ROWS),
    "is_changed": "'approved' IN (o.state, n.state) AND "
    f"({', '.join(f'o.{name}' for name in WATCHED)}) IS DISTINCT FROM "
    f"({', '.join(f'n.{name}' for name in WATCHED)})",
}
TABLES = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}
# planned each time: a plan that suits a thousand rows is slow for one
TOUCH = """
CREATE OR REPLACE FUNCTION asm_actual_touch_%(name)s() RETURNS trigger AS $touch$
BEGIN
    EXECUTE $query$
    WITH changed AS MATERIALIZED (%(changed)s)
    INSERT INTO asm_summary_touched
           (program_indicator_id, period_id, site_id, partner_id)
    SELECT program_indicator_id, period_id, site_id, partner_id FROM changed
     UNION
    SELECT c.program_indicator_id, c.period_id, c.site_id, c.partner_id
      FROM changed r JOIN asm_actual c ON c.id = r.correction_of_id
     UNION
    SELECT c.program_indicator_id, c.period_id, c.site_id, c.partner_id
      FROM changed r JOIN asm_actual c ON c.correction_of_id = r.id
    $query$;
    RETURN NULL;
END
$touch$ LANGUAGE plpgsql
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER asm_actual_touch_%(name)s AFTER %(event)s ON asm_actual
    REFERENCING %(tables)s FOR EACH STATEMENT
    EXECUTE FUNCTION asm_actual_touch_%(name)s()
"""


def _statements():
    """Yield what makes the functions and triggers, one pair for each event."""
    for event, changed in CHANGED.items():
        names = {
            "name": event.lower(),
            "event": event,
            "changed": changed % PARTS,
            "tables": TABLES[event],
        }
        yield TOUCH % names
        yield TRIGGER % names


class AsmActual(models.Model):
    """Whatever changes an approved number, its report is marked as touched."""

    _inherit = "asm.actual"

    def init(self):
        result = super().init()
        for statement in _statements():
            self.env.cr.execute(statement)
        return result
