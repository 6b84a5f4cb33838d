from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.asm_programs.models._results_source import until
from odoo.addons.asm_programs.tools import clock

from ..tools.typed import as_json

DEFINITION = (
    "code",
    "version",
    "name",
    "definition",
    "unit",
    "measure",
    "direction",
    "time_aggregation",
    "place_aggregation",
    "basis",
    "cumulative_since",
    "unique_scope",
    "multiplier",
    "formula",
)


class AsmDonorReport(models.Model):
    """What is kept beside the values of a report, to explain them in later years: the
    definitions, targets and rates that held when it was drawn."""

    _inherit = "asm.donor.report"

    def _read_beside(self):
        lines = self.award_ids.award_indicator_ids.program_indicator_id
        lines |= lines._inputs()
        moment = self.as_of or clock.now()
        return super()._read_beside() | {
            "definitions": self._definitions_of(lines.indicator_id),
            "targets": self._versions_of("asm.target", lines, moment),
            "baselines": self._versions_of("asm.baseline", lines, moment),
            "rates": self._rates_used(),
        }

    def _definitions_of(self, indicators):
        return [
            {name: _plain(indicator[name]) for name in DEFINITION}
            for indicator in indicators.sorted("code")
        ]

    def _versions_of(self, model, lines, moment):
        """Return the approved versions of targets or baselines that held then."""
        versions = self.env[model].search(
            Domain("program_indicator_id", "in", lines.ids)
            & until("approved_on", moment),
            order="id",
        )
        names = ("value", "numerator", "denominator", "text", "reason")
        return [
            {
                "id": version.id,
                "code": version.program_indicator_id.code,
                "award": version.award_id.reference or "",
                "site": version.site_id.name or "",
                "category": version.disaggregation_id.display_name or "",
                "approved_on": str(version.approved_on),
                **{name: _plain(version[name]) for name in names},
            }
            for version in versions
        ]

    def _rates_used(self):
        """Return the rates by which ledger lines came into the award's currency."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT currency.name AS currency, line.rate_date::text AS date,
                       COALESCE(line.rate_source, '') AS source, line.rate::text AS rate
                  FROM account_analytic_line line
                  JOIN res_currency currency
                    ON currency.id = line.transaction_currency_id
                 WHERE line.award_id = ANY(%(awards)s) AND line.date <= %(day)s
                   AND line.rate_date IS NOT NULL
              ORDER BY 1, 2, 3, 4
                """,
                awards=self.award_ids.ids,
                day=self.date_end,
            )
        )
        return [row | {"rate": as_json(Decimal(row["rate"]))} for row in rows]


def _plain(value):
    """Return what JSON keeps of a field's value."""
    if isinstance(value, float):
        return as_json(Decimal(str(value)))
    return None if value is False else value
