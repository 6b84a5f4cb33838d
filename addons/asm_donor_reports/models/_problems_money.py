"""What would make the money of a donor report wrong."""

from datetime import timedelta
from typing import NamedTuple

from odoo.exceptions import UserError


class Found(NamedTuple):
    """One problem, and the records that mend it.

    :param kind: key of the problem's choices
    :param sentence: what is wrong
    :param model: name of the model that is opened
    :param domain: of the records; of those that are missing, where they would be
    :param context: defaults for what is made there
    :param is_warning: whether the report is right all the same
    :param indicator: ``asm.award.indicator`` record that it is about, or None
    """

    kind: str
    sentence: str
    model: str
    domain: list
    context: dict = {}
    is_warning: bool = False
    indicator: object = None


class MoneyProblems:
    """Finds the problems of amounts: one method for each kind."""

    def _rates(self):
        """Amounts without a rate, and rates older than the award allows."""
        for award in self.awards:
            missing = self._unconverted(award)
            if missing:
                yield Found(
                    "rate",
                    self.env._(
                        "%(award)s: %(count)s amounts of sub-awards have no rate to "
                        "%(currency)s.",
                        award=award.reference,
                        count=len(missing),
                        currency=award.currency_id.name,
                    ),
                    "asm.subaward.line",
                    [("id", "in", missing.ids)],
                )
            old = self._converted_with_old_rates(award)
            if old:
                yield Found(
                    "rate",
                    self.env._(
                        "%(award)s: %(count)s ledger lines were converted with rates "
                        "older than %(days)s days.",
                        award=award.reference,
                        count=len(old),
                        days=award.rate_max_age,
                    ),
                    "account.analytic.line",
                    [("id", "in", old.ids)],
                    is_warning=True,
                )

    def _unconverted(self, award):
        """Return approved lines of sub-awards without an amount in its currency."""
        lines = self.env["asm.subaward.line"].search(
            [
                ("subaward_id.award_id", "=", award.id),
                ("state", "=", "approved"),
                ("amount_award", "=", False),
                "|",
                ("date", "<=", self.report.date_end),
                ("date_paid", "<=", self.report.date_end),
            ]
        )
        return lines.filtered(lambda one: one.currency_id != award.currency_id)

    def _converted_with_old_rates(self, award):
        age = timedelta(days=award.rate_max_age)
        lines = self.env["account.analytic.line"].search(
            [
                ("award_id", "=", award.id),
                ("date", ">=", self.report.date_start),
                ("date", "<=", self.report.date_end),
                ("rate_date", "!=", False),
                ("transaction_currency_id", "!=", award.currency_id.id),
            ]
        )
        if award.rate_policy in ("fixed", "tranche"):
            return lines.browse()
        return lines.filtered(lambda one: one.rate_date + age < one.date)

    def _budget(self):
        """Money on no budget line, and lines for which the layout has no word."""
        for award in self.awards:
            without = self.env["account.analytic.line"].search_count(
                [
                    ("award_id", "=", award.id),
                    ("budget_line_id", "=", False),
                    ("date", "<=", self.report.date_end),
                    ("nature", "!=", "income"),
                    ("funding", "=", "donor"),
                ]
            )
            if without:
                yield Found(
                    "budget",
                    self.env._(
                        "%(award)s: %(count)s ledger lines are on no budget line.",
                        award=award.reference,
                        count=without,
                    ),
                    "account.analytic.line",
                    [
                        ("award_id", "=", award.id),
                        ("budget_line_id", "=", False),
                        ("date", "<=", str(self.report.date_end)),
                    ],
                    is_warning=True,
                )
            yield from self._without_word(award)

    def _without_word(self, award):
        words = self.layout.words if self.layout else {}
        known = {code for subject, code in words if subject == "budget"}
        lines = award.budget_line_ids.filtered(lambda one: one.code not in known)
        if known and lines:
            yield Found(
                "budget",
                self.env._(
                    "The layout has no word of the donor's for %(lines)s.",
                    lines=", ".join(lines.mapped("display_name")),
                ),
                "asm.budget.line",
                [("id", "in", lines.ids)],
            )

    def _federal_form(self):
        """What the Federal Financial Report itself warns of."""
        if not self.layout or not self._asks_for("sf425"):
            return
        award = self.reader.award
        is_final = self.report.is_final
        days = self.report.date_end, self.reader.moment
        try:
            warnings = award.read_sf425(*days, final=is_final)["warnings"]
        except UserError as refused:
            # what is open in a final report, named by the form
            yield Found("money", str(refused), "asm.award", [("id", "=", award.id)])
            return
        for sentence in warnings:
            yield Found(
                "money",
                sentence,
                "asm.award",
                [("id", "=", award.id)],
                is_warning=True,
            )

    def _asks_for(self, subject):
        single, _rows = self.layout.asked({})
        return any(one.subject == subject for one in single)
