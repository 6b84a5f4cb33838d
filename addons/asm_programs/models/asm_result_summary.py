import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ._summary_sql import COLUMNS, KEY, columns, same_key, stored, totals
from ._summary_subtotals import PAIR

_logger = logging.getLogger(__name__)
BATCH = 5_000
READ_BY_SQL = (
    "asm.actual",
    "asm.program.indicator",
    "asm.indicator",
    "asm.period",
    "mtm.dimension",
    "mtm.dimension.value",
)
DIFFERS_SHOWN = 10


class AsmResultSummary(models.Model):
    """The total of each report: one row in place of all its categories.

    What it holds follows from the approved rows and from nothing else, so it can be
    dropped and made again at any time. Nobody reads it as such: the calculation
    takes it in place of the rows where a reader may see all of them, together with
    what is still in the queue, so a number read is always the number of now.
    """

    _name = "asm.result.summary"
    _description = "Total of a Report"
    _log_access = False

    # no references: a row follows its numbers by the queue, and is in nobody's way
    program_indicator_id = fields.Integer(required=True)
    period_id = fields.Integer(required=True)
    site_id = fields.Integer()
    partner_id = fields.Integer(required=True)
    program_id = fields.Integer(required=True)
    indicator_id = fields.Integer(required=True)
    country_id = fields.Integer()
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    value = fields.Float(digits=0)
    numerator = fields.Float(digits=0)
    denominator = fields.Float(digits=0)
    is_ratio = fields.Boolean(help="Its numbers are numerators and denominators.")
    has_rows = fields.Boolean(help="It has numbers, of which there may be no total.")
    is_worded = fields.Boolean()
    has_lone = fields.Boolean(help="A correction of something that is not there.")
    is_odd = fields.Boolean(
        help="A correction of something that is not there, an amount of money, or a "
        "ratio where none is defined: to be looked at row by row."
    )
    missing = fields.Char(help="Why numbers are missing, joined by commas.")

    _key_unique = models.UniqueIndex(
        "(program_indicator_id, period_id, COALESCE(site_id, 0), partner_id)"
    )
    _odd_idx = models.Index("(program_indicator_id) WHERE is_odd")

    def init(self):
        result = super().init()
        self.pool.post_init(self._fill_once)
        return result

    @api.model
    def _fill_once(self):
        """Fill the tables where they are new and numbers were there before them."""
        [(is_new,)] = self.env.execute_query(
            SQL(
                """SELECT NOT EXISTS (SELECT FROM asm_result_summary)
                      AND NOT EXISTS (SELECT FROM asm_summary_touched)
                      AND EXISTS (SELECT FROM asm_actual WHERE state = 'approved')
                       OR NOT EXISTS (SELECT FROM asm_result_subtotal)
                      AND EXISTS (SELECT FROM asm_result_summary)"""
            )
        )
        if is_new:
            self._rebuild()

    @api.model
    def _totals(self, keys=None):
        """Return the SQL of total cells: of all reports, or of those with some keys."""
        reasons = self.env["asm.actual"]._fields["missing_reason"].get_values(self.env)
        return totals(reasons, keys)

    @api.model
    def _rows(self, condition):
        """Return the SQL of the summary as it is now, the queue included.

        :param condition: SQL on the columns of the table ``s``
        """
        self._flush()
        if not self._is_waiting():
            return stored(condition)
        keys = SQL("SELECT %s FROM asm_summary_touched t", columns(KEY, "t"))
        return SQL(
            """%s AND NOT EXISTS (SELECT FROM asm_summary_touched t WHERE %s)
            UNION ALL SELECT %s FROM (%s) s WHERE %s""",
            stored(condition),
            same_key("t", "s"),
            columns(COLUMNS, "s"),
            self._totals(keys),
            condition,
        )

    @api.model
    def _flush(self):
        for name in READ_BY_SQL:
            self.env[name].flush_model()

    @api.model
    def _is_waiting(self):
        found = self.env.execute_query(
            SQL("SELECT EXISTS (SELECT FROM asm_summary_touched)")
        )
        return found[0][0]

    @api.model
    def _drain(self, limit=None):
        """Bring the summary up to date with the oldest changes of the queue.

        Needs a snapshot of its own: what others commit meanwhile stays in the queue.

        :param limit: how many changes to take; none: all
        :return: how many there were
        """
        self._flush()
        last = SQL("SELECT max(id) FROM asm_summary_touched")
        if limit:
            last = SQL(
                """SELECT max(id) FROM (SELECT id FROM asm_summary_touched
                   ORDER BY id LIMIT %s) t""",
                limit,
            )
        [(last_id,)] = self.env.execute_query(last)
        if not last_id:
            return 0
        taken = SQL("FROM asm_summary_touched t WHERE t.id <= %s", last_id)
        keys = SQL("SELECT DISTINCT %s %s", columns(KEY, "t"), taken)
        self.env.cr.execute(
            SQL(
                "DELETE FROM asm_result_summary s USING (%s) k WHERE %s",
                keys,
                same_key("s", "k"),
            )
        )
        self._insert(self._totals(keys))
        pairs = SQL("SELECT DISTINCT %s %s", columns(PAIR, "t"), taken)
        self.env["asm.result.subtotal"]._renew(pairs)
        self.env.cr.execute(SQL("DELETE %s", taken))
        return self.env.cr.rowcount

    @api.model
    def _insert(self, rows):
        self.env.cr.execute(
            SQL(
                "INSERT INTO asm_result_summary (%s) SELECT %s FROM (%s) s",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                columns(COLUMNS, "s"),
                rows,
            )
        )

    @api.model
    def _cron_drain(self):
        cron = self.env["ir.cron"]
        while done := self._drain(BATCH):
            if not cron._commit_progress(done, remaining=int(self._is_waiting())):
                return

    @api.model
    def _touch(self, indicators):
        """Mark all reports of some definitions, whose totals are now others."""
        self._flush()
        self.env.cr.execute(
            SQL(
                """INSERT INTO asm_summary_touched (%s)
                   SELECT DISTINCT %s FROM asm_actual a
                     JOIN asm_program_indicator l ON l.id = a.program_indicator_id
                    WHERE a.state = 'approved' AND l.indicator_id = ANY(%s)""",
                SQL(", ").join(map(SQL.identifier, KEY)),
                columns(KEY, "a"),
                indicators.ids,
            )
        )

    @api.model
    def _rebuild(self):
        """Compute all totals anew, and put right what differs from the stored ones.

        :return: list of keys that differed, though no change of theirs was waiting,
            those of reports and those of subtotals
        """
        self._flush()
        self.env.cr.execute("DROP TABLE IF EXISTS asm_summary_fresh")
        self.env.cr.execute(
            SQL(
                "CREATE TEMP TABLE asm_summary_fresh ON COMMIT DROP AS %s",
                self._totals(),
            )
        )
        names = columns(COLUMNS, "s")
        fresh = SQL("SELECT %s FROM asm_summary_fresh s", names)
        held = SQL("SELECT %s FROM asm_result_summary s", names)
        differing = SQL(
            "SELECT DISTINCT %s FROM ((%s EXCEPT %s) UNION ALL (%s EXCEPT %s)) s",
            columns(KEY, "s"),
            fresh,
            held,
            held,
            fresh,
        )
        self.env.cr.execute("DROP TABLE IF EXISTS asm_summary_drift")
        self.env.cr.execute(
            SQL("CREATE TEMP TABLE asm_summary_drift ON COMMIT DROP AS %s", differing)
        )
        drift = self.env.execute_query(
            SQL(
                """SELECT %s FROM asm_summary_drift k WHERE NOT EXISTS (
                   SELECT FROM asm_summary_touched t WHERE %s)""",
                columns(KEY, "k"),
                same_key("t", "k"),
            )
        )
        subtotals = self.env["asm.result.subtotal"]._rebuild(fresh)
        self._repair()
        return drift + subtotals

    @api.model
    def _repair(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM asm_result_summary s USING asm_summary_drift k WHERE %s",
                same_key("s", "k"),
            )
        )
        self._insert(
            SQL(
                """SELECT s.* FROM asm_summary_fresh s
                   JOIN asm_summary_drift k ON %s""",
                same_key("s", "k"),
            )
        )
        self.env.cr.execute("DELETE FROM asm_summary_touched")

    @api.model
    def _cron_rebuild(self):
        """Nightly: totals that differ from their numbers are put right and told of."""
        drift = self._rebuild()
        if drift:
            self._alarm(drift)

    @api.model
    def _alarm(self, drift):
        """Tell the administrators which totals were not those of their numbers."""
        lines = self.env["asm.program.indicator"].browse({key[0] for key in drift})
        names = lines.exists()[:DIFFERS_SHOWN].mapped("display_name")
        _logger.warning(
            "%s totals of reports differed from their numbers and were put right: %s",
            len(drift),
            ", ".join(names),
        )
        self.env["mtm.job"]._tell_administrators(
            self.env._("Totals differed from their numbers"),
            self.env._(
                "%(count)s stored totals of reports differed from the numbers "
                "behind them. They were put right. Please find out what changed "
                "numbers without the database noticing. Indicators: %(names)s",
                count=len(drift),
                names=", ".join(names),
            ),
        )
