from babel.core import get_global

from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.mines_to_markets.tools.numerals import show
from odoo.addons.mines_to_markets.tools.plans import Note, Plan, Step
from odoo.addons.mines_to_markets.tools.tables import Problem

from ..tools import rate_file

RATES = ("rates", "rates_wdi")
# codes of the World Bank that are no country's
AREAS = {"EMU": ("EU", "EUR"), "XKX": ("XK", "EUR")}


class MtmImport(models.Model):
    """Exchange rates from a file: a general layout, and that of the World Bank.

    What is known already is left alone; a rate that amounts rest on stays as it is,
    and the row that says otherwise has a problem.
    """

    _inherit = "mtm.import"

    kind = fields.Selection(
        selection_add=[
            ("rates", "Exchange rates"),
            ("rates_wdi", "Exchange rates (World Bank, yearly averages)"),
        ],
        ondelete=dict.fromkeys(RATES, "cascade"),
    )

    def _columns_rates(self):
        return rate_file.REQUIRED, rate_file.OPTIONAL

    def _columns_rates_wdi(self):
        return rate_file.WDI_REQUIRED, rate_file.WDI_OPTIONAL

    def _plan_rates(self, table):
        source = self.filename or self.env._("Imported file")
        quoted, problems = rate_file.read_general(table.rows, source)
        return self._plan_quoted(table, quoted, problems, len(quoted))

    def _plan_rates_wdi(self, table):
        quoted, problems, left = rate_file.read_wdi(
            table.rows, self._currencies_by_country()
        )
        return self._plan_quoted(table, quoted, problems, len(quoted) + left)

    def _currencies_by_country(self):
        """Return ``{country code in 3 letters: (in 2 letters, its currency)}``."""
        countries = self.env["res.country"].search([("currency_id", "!=", False)])
        currencies = {
            country.code: country.currency_id.name for country in countries.sudo()
        }
        found = {
            long: (short[0], currencies[short[0]])
            for long, short in get_global("territory_aliases").items()
            if len(long) == 3 and len(short) == 1 and short[0] in currencies
        }
        return found | AREAS

    def _plan_quoted(self, table, quoted, problems, record_count):
        """Return the plan of what rates in a file would add and change."""
        rate_model = self.env["asm.exchange.rate"]
        rate_model.check_access("create")
        rate_model.check_access("write")
        currencies, awards = self._currencies_of(quoted), self._awards_of(quoted)
        known = self._known_rates(quoted)
        steps, problems = [], [*table.problems, *problems]
        for rate in quoted:
            wrong = self._find_unknown_rate(rate, currencies, awards)
            problems += wrong
            if not wrong and (step := self._step(rate, currencies, awards, known)):
                (problems if isinstance(step, Problem) else steps).append(step)
        return Plan(
            model="asm.exchange.rate",
            steps=steps,
            errors=[self._note_rate_problem(problem) for problem in sorted(problems)],
            row_count=len(table.rows) + len(table.problems),
            record_count=record_count,
        )

    def _currencies_of(self, quoted):
        names = {name for rate in quoted for name in (rate.currency, rate.target)}
        found = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", sorted(names))])
        )
        return {currency.name: currency for currency in found}

    def _awards_of(self, quoted):
        references = {rate.award for rate in quoted if rate.award}
        found = self.env["asm.award"].search([("reference", "in", sorted(references))])
        return {award.reference: award for award in found}

    def _known_rates(self, quoted):
        """Return ``{key: rate}`` of the rates that are kept, by what a file says."""
        found = self.env["asm.exchange.rate"].search(
            [
                ("date", "in", list({rate.date for rate in quoted})),
                ("kind", "in", list({rate.kind for rate in quoted})),
            ]
        )
        return {
            (
                rate.currency_id.name,
                rate.target_currency_id.name,
                rate.kind,
                rate.date,
                rate.award_id.reference or "",
            ): rate
            for rate in found
        }

    def _find_unknown_rate(self, rate, currencies, awards):
        wrong = [
            Problem(rate.row, column, "unknown", name)
            for column, name in (("currency", rate.currency), ("target", rate.target))
            if name not in currencies
        ]
        if rate.award and rate.award not in awards:
            wrong.append(Problem(rate.row, "award", "unknown", rate.award))
        return wrong

    def _step(self, rate, currencies, awards, known):
        """Return what one rate adds or changes, None where it is known."""
        label = self.env._(
            "%(currency)s to %(target)s, %(date)s: %(rate)s (%(teller)s)",
            currency=rate.currency,
            target=rate.target,
            date=format_date(self.env, rate.date),
            rate=show(rate.rate),
            teller=rate.source,
        )
        values = {"rate": float(rate.rate), "source": rate.source}
        kept = known.get(rate.key)
        if not kept:
            values |= {
                "currency_id": currencies[rate.currency].id,
                "target_currency_id": currencies[rate.target].id,
                "kind": rate.kind,
                "date": rate.date,
                "award_id": awards[rate.award].id if rate.award else False,
                "origin": "imported",
            }
            return Step(rate.row, None, values, [Note(rate.row, "add", "", label)])
        # as many digits as are stored
        if abs(kept.rate - values["rate"]) < 1e-12 + 1e-12 * values["rate"]:
            return None
        if kept.used_award_ids:
            return Problem(rate.row, "rate", "used", show(kept.rate))
        before = self.env._("%(label)s; was %(rate)s", label=label, rate=kept.rate)
        note = Note(rate.row, "change", "rate", before)
        return Step(rate.row, kept.id, values, [note])

    def _note_rate_problem(self, problem):
        value, column = problem.value[:80], problem.column
        texts = self._get_layout()._problem_texts(column, value)
        texts |= self._rate_problem_texts(value)
        return Note(problem.row, "error", column, texts[problem.reason])

    def _rate_problem_texts(self, value):
        return {
            "positive": self.env._(
                '"%(value)s" is no rate: a rate is above zero. Write digits with a '
                "point before decimals.",
                value=value,
            ),
            "first": self.env._(
                "%(value)s is not the first day of its month or year, by which an "
                "average is dated. Write the first day, or 2026-12 or 2026.",
                value=value,
            ),
            "kind": self.env._(
                '"%(value)s" is no kind of rate. Write %(kinds)s, or leave it blank '
                "for the rate of a day.",
                value=value,
                kinds=", ".join(rate_file.KINDS),
            ),
            "award": self.env._(
                "A fixed rate names its award, and no other rate does. Correct the "
                "kind or the award."
            ),
            "same": self.env._(
                "A rate leads from one currency to another; both are %(value)s.",
                value=value,
            ),
            "country": self.env._(
                '"%(value)s" is no country with a currency here. Its row is left out.',
                value=value,
            ),
            "disagree": self.env._(
                "Countries that have %(value)s in common give different rates for the "
                "year. Enter the right one by hand.",
                value=value,
            ),
            "used": self.env._(
                "Another rate is kept (%(value)s), and amounts were converted by it, "
                "so that it stays.",
                value=value,
            ),
        }
