from odoo import api, fields, models
from odoo.tools import SQL

from ._summary_sql import columns
from ._summary_subtotals import COLUMNS, PAIR, same_pair, stored, subtotals
from ._tracking_sql import tracking_function


class Numbers(fields.Json):
    """An array of whole numbers, which only SQL writes."""

    _column_type = ("_int8", "int8[]")


class AsmResultSubtotal(models.Model):
    """What the reports of an indicator, period and country come to.

    It stands to the totals of reports as these stand to the numbers: it follows from
    them alone, is brought up to date with them, and whoever reads it takes what is
    in the queue anew.
    """

    _name = "asm.result.subtotal"
    _description = "Subtotal of Reports"
    _log_access = False

    # no references: a row follows its numbers by the queue, and is in nobody's way
    program_indicator_id = fields.Integer(required=True)
    period_id = fields.Integer(required=True)
    is_placed = fields.Boolean(help="Of reports that name a site.")
    country_id = fields.Integer(
        help="That of the sites. What names no site is of its programme's country, "
        "where there is one, which is not kept here."
    )
    program_id = fields.Integer(required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    value = fields.Float(digits=0)
    numerator = fields.Float(digits=0)
    denominator = fields.Float(digits=0)
    reported = fields.Integer(help="How many reports have a number.")
    expected = fields.Integer(help="How many reports there are.")
    lacks_totals = fields.Boolean(help="A report has parts that do not add up.")
    missing = fields.Char(help="Why numbers are missing, joined by commas.")
    reporters = Numbers(
        help="Who reported for which site, of all countries: once for an indicator "
        "and period."
    )

    _key_unique = models.UniqueIndex(
        "(program_indicator_id, period_id, is_placed, COALESCE(country_id, 0))"
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(tracking_function())
        return result

    @api.model
    def _rows(self, condition):
        """Return the SQL of the subtotals as they are now, the queue included.

        :param condition: SQL on indicator, period and days of the table ``s``
        """
        Summary = self.env["asm.result.summary"]
        Summary._flush()
        if not Summary._is_waiting():
            return stored(condition)
        touched = SQL("SELECT FROM asm_summary_touched t WHERE %s", same_pair("t", "s"))
        reports = Summary._rows(SQL("%s AND EXISTS (%s)", condition, touched))
        return SQL(
            "%s AND NOT EXISTS (%s) UNION ALL SELECT %s FROM (%s) s",
            stored(condition),
            touched,
            columns(COLUMNS, "s"),
            subtotals(reports),
        )

    @api.model
    def _renew(self, pairs):
        """Add up some indicators and periods anew from the stored totals of reports.

        :param pairs: SQL of the distinct indicators and periods
        """
        self._delete(pairs)
        reports = SQL(
            "SELECT s.* FROM asm_result_summary s JOIN (%s) k ON %s",
            pairs,
            same_pair("k", "s"),
        )
        self._insert(subtotals(reports))

    @api.model
    def _delete(self, pairs):
        self.env.cr.execute(
            SQL(
                "DELETE FROM asm_result_subtotal s USING (%s) k WHERE %s",
                pairs,
                same_pair("s", "k"),
            )
        )

    @api.model
    def _insert(self, rows):
        self.env.cr.execute(
            SQL(
                "INSERT INTO asm_result_subtotal (%s) SELECT %s FROM (%s) s",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                columns(COLUMNS, "s"),
                rows,
            )
        )

    @api.model
    def _rebuild(self, reports):
        """Add up all reports anew, and put right what differs from what is stored.

        :param reports: SQL of the totals of all reports, computed anew
        :return: list of indicators and periods that differed, though no change of
            theirs was waiting
        """
        self.env.cr.execute(
            SQL(
                """DROP TABLE IF EXISTS asm_subtotal_fresh, asm_subtotal_drift;
                CREATE TEMP TABLE asm_subtotal_fresh ON COMMIT DROP AS %s""",
                subtotals(reports),
            )
        )
        fresh = SQL("SELECT %s FROM asm_subtotal_fresh s", columns(COLUMNS, "s"))
        held = stored(SQL("TRUE"))
        self.env.cr.execute(
            SQL(
                """CREATE TEMP TABLE asm_subtotal_drift ON COMMIT DROP AS
                SELECT DISTINCT %s
                  FROM ((%s EXCEPT %s) UNION ALL (%s EXCEPT %s)) s""",
                columns(PAIR, "s"),
                fresh,
                held,
                held,
                fresh,
            )
        )
        drift = self.env.execute_query(
            SQL(
                """SELECT %s FROM asm_subtotal_drift k WHERE NOT EXISTS (
                   SELECT FROM asm_summary_touched t WHERE %s)""",
                columns(PAIR, "k"),
                same_pair("t", "k"),
            )
        )
        self._delete(SQL("SELECT * FROM asm_subtotal_drift"))
        self._insert(
            SQL(
                "SELECT s.* FROM asm_subtotal_fresh s JOIN asm_subtotal_drift k ON %s",
                same_pair("s", "k"),
            )
        )
        return drift
