from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmAuditFactor(models.Model):
    """Verification factors of an audit: by indicator, and by indicator and site.

    One statement adds the sample up. Places are weighed by what they reported, so
    the factor of several is their sum recounted over their sum reported (see
    ``tools/verification.py``); a number whose source was not found is counted as
    such and is in neither sum.
    """

    _name = "asm.audit.factor"
    _description = "Verification Factor"
    _auto = False
    _order = "date desc, audit_id desc, program_indicator_id, is_total desc, id"
    _rec_name = "program_indicator_id"
    _depends = {
        "asm.audit": ["state", "date_done", "date_to"],
        "asm.audit.line": [
            "audit_id",
            "program_id",
            "program_indicator_id",
            "site_id",
            "is_ratio",
            "source",
            "reported",
            "reported_denominator",
            "recounted",
            "recounted_denominator",
        ],
    }

    audit_id = fields.Many2one("asm.audit", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("fieldwork", "Fieldwork"), ("done", "Done")],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    program_id = fields.Many2one("asm.program", string="Programme", readonly=True)
    program_indicator_id = fields.Many2one(
        "asm.program.indicator", string="Indicator", readonly=True
    )
    site_id = fields.Many2one("mtm.site", readonly=True)
    place = fields.Char(compute="_compute_place")
    is_total = fields.Boolean(string="All Sites", readonly=True)
    line_count = fields.Integer(string="Sampled", readonly=True)
    found_count = fields.Integer(string="Sources Found", readonly=True)
    reported = OptionalFloat(readonly=True, aggregator=None)
    recounted = OptionalFloat(readonly=True, aggregator=None)
    over = OptionalFloat(
        string="Over-reported",
        readonly=True,
        aggregator=None,
        help="By how much numbers exceed what their sources show, added up.",
    )
    under = OptionalFloat(
        string="Under-reported",
        readonly=True,
        aggregator=None,
        help="By how much numbers fall short of what their sources show, added up.",
    )
    factor = OptionalFloat(
        string="Verification Factor (%)", readonly=True, aggregator="avg"
    )

    @api.depends("site_id", "is_total")
    def _compute_place(self):
        for factor in self:
            whole = (
                self.env._("All together")
                if factor.is_total
                else self.env._("The whole programme")
            )
            factor.place = factor.site_id.name or whole

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT *, CASE
                       WHEN before = 0 AND after = 0 THEN 100
                       ELSE 100 * after / NULLIF(before, 0)
                   END AS factor
              FROM (
                SELECT MIN(line.id) * 2 + GROUPING(line.site_id) AS id,
                       line.audit_id,
                       audit.state,
                       COALESCE(audit.date_done, audit.date_to) AS date,
                       line.program_id,
                       line.program_indicator_id,
                       line.site_id,
                       GROUPING(line.site_id) = 1 AS is_total,
                       COUNT(*) AS line_count,
                       COUNT(line.recounted) AS found_count,
                       SUM(line.reported) AS reported,
                       SUM(line.recounted) AS recounted,
                       SUM(GREATEST(line.reported - line.recounted, 0))
                           FILTER (WHERE line.recounted IS NOT NULL) AS over,
                       SUM(GREATEST(line.recounted - line.reported, 0))
                           FILTER (WHERE line.recounted IS NOT NULL) AS under,
                       %(before)s AS before,
                       %(after)s AS after
                  FROM asm_audit_line AS line
                  JOIN asm_audit AS audit ON audit.id = line.audit_id
                 GROUP BY GROUPING SETS (
                       (line.audit_id, audit.id, line.program_id,
                        line.program_indicator_id, line.is_ratio),
                       (line.audit_id, audit.id, line.program_id,
                        line.program_indicator_id, line.is_ratio, line.site_id))
              ) AS added
            """,
            before=self._amount_sql("reported"),
            after=self._amount_sql("recounted"),
        )

    def _amount_sql(self, name):
        """Return the sum, or the ratio of sums, over what was recounted."""
        counted = SQL("FILTER (WHERE line.recounted IS NOT NULL)")
        return SQL(
            "CASE WHEN line.is_ratio "
            "THEN SUM(line.%(name)s) %(counted)s "
            "/ NULLIF(SUM(line.%(denominator)s) %(counted)s, 0) "
            "ELSE SUM(line.%(name)s) %(counted)s END",
            name=SQL.identifier(name),
            denominator=SQL.identifier(f"{name}_denominator"),
            counted=counted,
        )

    def action_view_audit(self):
        self.ensure_one()
        return self.audit_id._get_records_action()
