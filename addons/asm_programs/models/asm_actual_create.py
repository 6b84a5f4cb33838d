from odoo import api, models
from odoo.tools import SQL

# in the context this cannot come from outside
_ADDED = object()


class AsmActual(models.Model):
    """Many numbers at once: what follows from others is looked up once for all."""

    _inherit = "asm.actual"

    @api.model
    def _with_places(self, vals_list):
        """Return the values of corrections with the place of what they correct, and
        without what only the review sets."""
        vals_list = [self._in_place_of_corrected(vals) for vals in vals_list]
        if self.env.su:
            return vals_list
        return [self._without_review_fields(vals) for vals in vals_list]

    @api.model
    def _prepare_create_values(self, vals_list):
        """Ask once for the defaults of all rows that are given the same columns."""
        defaults = {}
        rows = []
        for vals in vals_list:
            columns = frozenset(vals)
            if columns not in defaults:
                whole = self._add_missing_default_values(vals)
                defaults[columns] = {
                    name: value for name, value in whole.items() if name not in vals
                }
            rows.append(defaults[columns] | vals)
        model = self.with_context(asm_defaults=_ADDED)
        return super(AsmActual, model)._prepare_create_values(rows)

    @api.model
    def _add_missing_default_values(self, values):
        if self.env.context.get("asm_defaults") is _ADDED:
            return values
        return super()._add_missing_default_values(values)

    def _validate_fields(self, field_names, excluded_names=()):
        # Odoo also asks for each new row, mostly about no field at all
        if not field_names:
            return None
        return super()._validate_fields(field_names, excluded_names)

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Take from report and site what Odoo would compute row by row."""
        reports = self._of_reports({vals.get("submission_id") for vals in vals_list})
        countries = self._of_sites({vals.get("site_id") for vals in vals_list})
        for vals in vals_list:
            found = reports.get(vals.get("submission_id"))
            if found is None:
                continue
            site = {"country_id": countries.get(vals.get("site_id"), False)}
            missing = {
                name: value
                for name, value in (found | site).items()
                if name not in vals
            }
            vals |= missing
            vals["__precomputed__"] = {self._fields[name] for name in missing}
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _of_reports(self, ids):
        """Return ``{id: columns}`` of what a number takes from its report."""
        # whether the user may add to the report is checked as for any other
        reports = self.env["asm.submission"].sudo().browse(filter(None, ids))
        return {
            report.id: {
                name: report[name].id
                for name in ("program_id", "partner_id", "period_id")
            }
            for report in reports.exists()
        }

    @api.model
    def _of_sites(self, ids):
        sites = self.env["mtm.site"].sudo().browse(filter(None, ids))
        return {site.id: site.country_id.id for site in sites.exists()}

    @api.model
    def _in_place_of_corrected(self, vals):
        """Return the values of a correction with the place of what it corrects."""
        if not vals.get("correction_of_id"):
            return vals
        corrected = self.browse(vals["correction_of_id"])
        place = {
            name: corrected[name].id
            for name in ("program_indicator_id", "site_id", "disaggregation_id")
        }
        return place | vals

    def _filtered_suspect(self):
        """Return those whose place may hold parts above their total.

        One statement looks at the sums: of the parts by one dimension against the
        total. Where there is more to it (corrections, several dimensions at once)
        the place is a suspect, and looked at in full.
        """
        pairs = self._distinct("submission_id", "program_indicator_id")
        if not pairs:
            return self.browse()
        self.env["asm.actual"].flush_model()
        self.env["mtm.disaggregation"].flush_model()
        suspects = set(
            self.env.execute_query(
                self._suspects_query(
                    list({report.id for report, _line in pairs}),
                    list({line.id for _report, line in pairs}),
                )
            )
        )
        return suspects and self.filtered(
            lambda row: (
                (
                    row.submission_id.id,
                    row.program_indicator_id.id,
                    row.period_id.id,
                    row.site_id.id or None,
                )
                in suspects
            )
        )

    @api.model
    def _suspects_query(self, report_ids, line_ids):
        """Return the statement that finds ``(report, line, period, site)``."""
        relation = self.env["mtm.disaggregation"]._fields["value_ids"].relation
        return SQL(
            """
            WITH split AS (
                SELECT relation.mtm_disaggregation_id AS id,
                       MIN(value.dimension_id) AS dimension_id, COUNT(*) AS count
                  FROM %(relation)s relation
                  JOIN mtm_dimension_value value
                    ON value.id = relation.mtm_dimension_value_id
                 GROUP BY relation.mtm_disaggregation_id
            ), parts AS (
                SELECT number.submission_id, number.program_indicator_id,
                       number.period_id, number.site_id, split.dimension_id,
                       SUM(number.value) AS value,
                       SUM(number.numerator) AS numerator,
                       SUM(number.denominator) AS denominator,
                       BOOL_OR(split.count > 1
                               OR number.correction_of_id IS NOT NULL
                               OR EXISTS (SELECT FROM asm_actual correction
                                   WHERE correction.correction_of_id = number.id)
                       ) AS is_more
                  FROM asm_actual number
                  LEFT JOIN split ON split.id = number.disaggregation_id
                 WHERE number.submission_id = ANY(%(reports)s)
                   AND number.program_indicator_id = ANY(%(lines)s)
                 GROUP BY number.submission_id, number.program_indicator_id,
                          number.period_id, number.site_id, split.dimension_id
            ), compared AS (
                SELECT parts.*,
                       MAX(value) FILTER (WHERE dimension_id IS NULL)
                           OVER place AS total_value,
                       MAX(numerator) FILTER (WHERE dimension_id IS NULL)
                           OVER place AS total_numerator,
                       MAX(denominator) FILTER (WHERE dimension_id IS NULL)
                           OVER place AS total_denominator
                  FROM parts
                WINDOW place AS (PARTITION BY submission_id, program_indicator_id,
                                              period_id, site_id)
            )
            SELECT submission_id, program_indicator_id, period_id, site_id
              FROM compared
             WHERE is_more
                OR dimension_id IS NOT NULL
               AND (value > total_value OR numerator > total_numerator
                    OR denominator > total_denominator)
            """,
            relation=SQL.identifier(relation),
            reports=report_ids,
            lines=line_ids,
        )
