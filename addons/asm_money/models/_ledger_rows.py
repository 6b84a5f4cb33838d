"""Rows of a ledger file, each read into the values of a ledger line."""

from decimal import Decimal

from odoo.addons.mines_to_markets.tools.cells import fold, tidy

from ..tools.ledger_cells import BadCell, read_amount, read_day
from ..tools.ledger_file import AMOUNTS, text_of
from ._ledger_lookup import Bad

CODES = ("account", "cost_center", "award")
# what a cell of these says goes into the field as it is looked up
DAYS = {"date": "date", "date_posted": "date_posted", "date_paid": "date_paid"}
OF_AWARD = {
    "budget_line": "budget_line_id",
    "subaward": "subaward_id",
    "obligation": "obligation_id",
}


class RowReader:
    """Reads rows, and keeps what is wrong with them and what they add up to.

    :param lookup: :class:`Lookup`
    :param today: the day on which lines without a day of posting are posted
    """

    def __init__(self, lookup, today):
        self.lookup, self.today = lookup, today
        mapping = lookup.mapping
        self.order, self.point = mapping.date_order or "", mapping.decimal or ""
        self.sign = -1 if mapping.sign == "spent_negative" else 1
        self.fixed_currency = mapping.currency_id
        self.refuses_partners = mapping.unknown_partner == "refuse"
        self.problems = []
        self.sums = dict.fromkeys(AMOUNTS, Decimal(0))
        self.has_bad_amount = False
        self.ignored = 0
        self.left_partners = set()
        self._days, self._units = {}, {}

    def values_of(self, number, cells):
        """Return ``{field: value}`` of the line that a row makes.

        None where it makes none: something is wrong with it, or it is ignored.
        """
        before = len(self.problems)
        amount = self._try(number, self._read_amounts, cells)
        codes = [text_of(cells.get(role)) for role in CODES]
        unknown = False
        try:
            target = self.lookup.target(*codes)
        except Bad as bad:
            self.problems.append((number, bad))
            target, unknown = {}, True
        if target is None:
            self.ignored += 1
            return None
        values = self._read_plain(number, cells)
        if not unknown:
            self._place(number, cells, codes[2], target, values)
        for name in ("funding", "nature"):
            self._try(number, self._read_word, name, cells.get(name), target, values)
        if amount is not None:
            self._try(number, self._convert, amount, cells, values)
        return values if len(self.problems) == before else None

    def _try(self, number, read, *args):
        try:
            return read(*args)
        except Bad as bad:
            self.problems.append((number, bad))
            return None

    # -- amounts --

    def _read_amounts(self, cells):
        """Return ``(amount as the file has it, codes of currencies in its cells)``."""
        found = {}
        for role in AMOUNTS:
            cell = cells.get(role, "")
            if cell == "":
                continue
            try:
                found[role] = read_amount(cell, self.point)
            except BadCell as bad:
                self.has_bad_amount = True
                reason = {"ambiguous": "ambiguous_amount"}.get(bad.reason, bad.reason)
                raise Bad(role, reason, cell) from None
            self.sums[role] += found[role].value
        if not found:
            self.has_bad_amount = True
            role = "amount" if "amount" in cells else "debit"
            raise Bad(role, "no_amount")
        codes = {amount.currency for amount in found.values() if amount.currency}
        if "amount" in found:
            return self.sign * found["amount"].value, codes
        debit, credit = (
            found[role].value if role in found else Decimal(0) for role in AMOUNTS[1:]
        )
        return debit - credit, codes

    def _convert(self, amount, cells, values):
        """Put amount and currency into the values."""
        value, codes = amount
        currency = self._find_currency(cells, codes)
        unit = self._units.get(currency.id)
        if unit is None:
            unit = Decimal(1).scaleb(-currency.decimal_places)
            self._units[currency.id] = unit
        role = "amount" if "amount" in cells else "debit"
        if value != value.quantize(unit):
            raise Bad(
                role,
                "decimals",
                value,
                currency=currency.name,
                places=currency.decimal_places,
            )
        # what comes in goes the other way than what is spent
        spent = -value if values.get("nature") == "income" else value
        values["amount_transaction"] = float(spent) if spent else 0.0
        values["transaction_currency_id"] = currency.id

    def _find_currency(self, cells, codes):
        known = self.lookup.currencies
        if "currency" in cells:
            code = text_of(cells["currency"]).upper()
            if not code:
                raise Bad("currency", "no_currency")
            if code not in known:
                raise Bad("currency", "currency", code)
            currency = known[code]
        else:
            currency = self.fixed_currency
        others = codes - {currency.name}
        if others:
            role = "amount" if "amount" in cells else "debit"
            code = min(others)
            raise Bad(role, "two_currencies", code, currency=currency.name)
        return currency

    # -- the rest --

    def _read_plain(self, number, cells):
        reference = tidy(text_of(cells["reference"]))
        if not reference:
            self.problems.append((number, Bad("reference", "no_reference")))
        values = {
            "ledger_reference": reference,
            "name": tidy(text_of(cells.get("name"))) or reference,
        }
        for role, field in DAYS.items():
            if role in cells:
                day = self._try(number, self._read_day, role, cells[role])
                if day:
                    values[field] = day
        if "date_posted" not in values:
            values["date_posted"] = self.today
        if invoice := tidy(text_of(cells.get("invoice"))):
            values["invoice_reference"] = invoice
        self._try(number, self._find_partner, cells.get("partner"), values)
        return values

    def _read_day(self, role, cell):
        key = type(cell), cell
        if key not in self._days:
            try:
                self._days[key] = read_day(cell, self.order)
            except BadCell as bad:
                self._days[key] = bad.reason
        day = self._days[key]
        if isinstance(day, str):
            reason = {"ambiguous": "ambiguous_date"}.get(day, day)
            raise Bad(role, reason, cell)
        if day is None and role != "date_paid":
            raise Bad(role, "no_date")
        return day

    def _find_partner(self, cell, values):
        name = tidy(text_of(cell))
        if not name:
            return
        found = self.lookup.partners.get(name, ())
        if len(found) == 1:
            values["partner_id"] = found[0]
        elif self.refuses_partners:
            raise Bad("partner", "partners" if found else "partner", name)
        else:
            self.left_partners.add(name)

    def _place(self, number, cells, code, target, values):
        """Put award, budget line and what else belongs to the award into the values."""
        award = self._try(number, self.lookup.award, code, target)
        if "program_id" in target:
            values["program_id"] = target["program_id"]
        self._try(number, self._find_program, cells.get("program"), values)
        if not award:
            return
        values["award_id"] = award.id
        if "budget_line_id" in target:
            values["budget_line_id"] = target["budget_line_id"]
        for role, field in OF_AWARD.items():
            if text := text_of(cells.get(role)):
                values[field] = self._try(
                    number, self.lookup.of_award, role, text, award
                )
        day = values.get("date")
        if day and not award.date_start <= day <= award.date_end:
            reason = "before" if day < award.date_start else "after"
            details = {"award": award.name, "border": award.date_start}
            if reason == "after":
                details["border"] = award.date_end
            self.problems.append((number, Bad("date", reason, day, **details)))

    def _find_program(self, cell, values):
        if code := text_of(cell):
            found = self.lookup.programs.get(fold(code))
            if not found:
                raise Bad("program", "program", code)
            values["program_id"] = found

    def _read_word(self, name, cell, target, values):
        text = text_of(cell)
        if text:
            found = self.lookup.words[name].get(fold(text))
            if not found:
                raise Bad(name, name, text)
            values[name] = found
        elif name in target:
            values[name] = target[name]
