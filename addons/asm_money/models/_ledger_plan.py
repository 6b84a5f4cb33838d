"""What importing a ledger file would do: every row read, nothing written."""

from collections import defaultdict
from decimal import Decimal

from odoo import fields
from odoo.tools import split_every

from odoo.addons.mines_to_markets.tools.plans import Note, Plan, Refusal, Step

from ..tools import rates, splits
from ..tools.ledger_cells import BadCell, read_amount
from ..tools.ledger_file import AMOUNTS, text_of
from ._ledger_known import KnownLines
from ._ledger_late import Lateness
from ._ledger_lookup import Bad, Lookup
from ._ledger_rows import RowReader
from ._ledger_texts import LedgerTexts

CHUNK = 2_000
MODEL = "account.analytic.line"


class LedgerPlan:
    """Makes the plan of one file.

    :param item: the ``mtm.import``
    :param file: :class:`LedgerFile`
    """

    def __init__(self, item, file):
        self.item, self.file, self.env = item, file, item.env
        mapping = item.mapping_id
        self.lookup = Lookup(mapping)
        self.reader = RowReader(self.lookup, fields.Date.context_today(item))
        self.known = KnownLines(self.env[MODEL], mapping.company_id, file.places)
        # what is hidden from the user would count twice all the same
        vouchers = self.env["asm.voucher"].sudo()
        self.shared = vouchers._posted_numbers(mapping.company_id)
        self.texts = LedgerTexts(self.env, file.titles, mapping.name)
        self.new, self.changed, self.seen = [], [], {}
        self.known_count = 0
        self.totals = {}

    def make(self):
        """Return the :class:`Plan`.

        :raises Refusal: when the file does not agree with its control totals
        """
        for rows in split_every(CHUNK, self.file, list):
            self._read(rows)
            self.item._tell_reading(self.file)
        self.reader.problems += [
            (problem.row, Bad("", problem.reason, problem.value))
            for problem in self.file.problems
        ]
        self._add_up()
        notes = sorted(self._note(row, bad) for row, bad in self.reader.problems)
        self._check_control(notes)
        return Plan(
            model=MODEL,
            steps=[*map(self._step, self.new), *map(self._step_paid, self.changed)],
            errors=notes,
            row_count=self.file.row_count,
            record_count=len(self.new) + self.known_count,
        )

    def _note(self, row, bad):
        column, message = self.texts.say(bad)
        return Note(row, "error", column, message)

    # -- rows --

    def _read(self, rows):
        self.lookup.fetch_partners(
            {" ".join(text_of(cells.get("partner")).split()) for _row, cells in rows}
        )
        taken = []
        for number, cells in rows:
            values = self.reader.values_of(number, cells)
            if values is not None:
                taken.append((number, values))
        known = self.known.fetch([values["ledger_reference"] for _n, values in taken])
        for number, values in taken:
            reference = values["ledger_reference"]
            first = self.seen.setdefault(reference, number)
            if first != number:
                self._complain(number, "reference", "twice", first)
            elif reference in known:
                self._compare(number, known[reference], values)
            elif invoice := self._shared_invoice(values):
                name, day = invoice.reference, invoice.date
                self._complain(number, "invoice", "shared", name, border=day)
            else:
                self.new.append((number, values))

    def _shared_invoice(self, values):
        """Return the posted shared invoice that a line would count a second time."""
        number = self.shared and values.get("invoice_reference")
        if not number:
            return None
        partner = self.env["res.partner"].sudo().browse(values.get("partner_id") or [])
        currency = self.env["res.currency"].browse(values["transaction_currency_id"])
        amount = values["amount_transaction"]
        found = self.shared.get(splits.invoice_key(number), ())
        return next(
            (one for one in found if one._is_invoice_of(partner, currency, amount)),
            None,
        )

    def _complain(self, number, role, reason, value="", **details):
        self.reader.problems.append((number, Bad(role, reason, value, **details)))

    def _compare(self, number, line, values):
        """Leave a known line alone, tell when it was paid, or refuse other content."""
        reference = values["ledger_reference"]
        if line["is_hidden"]:
            self._complain(number, "reference", "hidden", reference)
        elif changes := self.known.changes(line, values):
            text = self.known.describe(changes)
            self._complain(number, "reference", "differs", reference, changes=text)
        else:
            self.known_count += 1
            if values.get("date_paid") and not line["date_paid"]:
                self.changed.append((number, line["id"], values))

    # -- amounts --

    def _add_up(self):
        """Convert what is new, and add it up by award, currency and budget line."""
        by_award = defaultdict(list)
        for number, values in self.new:
            by_award[values["award_id"]].append((number, values))
        late = Lateness(self.env, list(by_award))
        currencies, without = self.env["res.currency"], set()
        for award in self.env["asm.award"].browse(by_award):
            rows = by_award[award.id]
            pairs = {
                (currencies.browse(values["transaction_currency_id"]), values["date"])
                for _number, values in rows
            }
            found = {
                (currency.id, day): rate
                for (currency, day), rate in award._try_rates_for(pairs).items()
            }
            places = award.currency_id.decimal_places
            for number, values in rows:
                rate = found[values["transaction_currency_id"], values["date"]]
                if isinstance(rate, rates.MissingRate):
                    self._complain_of_rate(number, award, values, rate)
                    without.add(number)
                else:
                    self._add(values, rate, places, late)
        self.new = [row for row in self.new if row[0] not in without]

    def _complain_of_rate(self, number, award, values, missing):
        currency = self.env["res.currency"].browse(values["transaction_currency_id"])
        message = award._describe_missing(currency, missing)
        role = "currency" if "currency" in self.file.places else "date"
        self._complain(number, role, "rate", message=message)

    def _add(self, values, rate, places, late):
        key = (
            values["award_id"],
            values.get("budget_line_id") or False,
            values["transaction_currency_id"],
        )
        total = self.totals.get(key)
        if total is None:
            total = self.totals[key] = [0, Decimal(0), Decimal(0), 0, 0]
        amount = Decimal(str(values["amount_transaction"]))
        total[0] += 1
        total[1] += amount
        total[2] += rate.of(amount, places)
        when = late.of(values["award_id"], values["date"], values["date_posted"])
        if when:
            total[3 if when == "late" else 4] += 1

    def summed(self):
        """Return the totals as they are kept with the import."""
        names = ("award", "budget_line", "currency", "count", "amount", "amount_award")
        return [
            dict(
                zip(
                    (*names, "late", "earlier"),
                    [*key, total[0], str(total[1]), str(total[2]), *total[3:]],
                    strict=True,
                )
            )
            for key, total in sorted(self.totals.items())
        ]

    # -- steps --

    def _step(self, row):
        number, values = row
        currency = self.env["res.currency"].browse(values["transaction_currency_id"])
        places = currency.decimal_places
        text = " · ".join(
            (
                values["ledger_reference"],
                str(values["date"]),
                f"{values['amount_transaction']:.{places}f} {currency.name}",
                self.lookup.awards[values["award_id"]].name,
                values["name"],
            )
        )
        return Step(number, None, values, [Note(number, "add", "", text)])

    def _step_paid(self, row):
        number, line_id, values = row
        text = self.env._(
            "%(reference)s was paid on %(date)s",
            reference=values["ledger_reference"],
            date=values["date_paid"],
        )
        column = self.file.titles["date_paid"]
        note = Note(number, "change", column, text)
        return Step(number, line_id, {"date_paid": values["date_paid"]}, [note])

    # -- control totals --

    def _check_control(self, notes):
        if self.reader.has_bad_amount or self.file.problems:
            # what cannot be read cannot be added up either
            return
        wrong = [*self._wrong_totals(), *self._wrong_count()]
        if wrong:
            raise Refusal(
                self.env._(
                    "%(file)s is refused as a whole, since it is not what it says: "
                    "%(wrong)s Find out which lines are missing or doubled, or correct "
                    "the control total.",
                    file=self.item.display_name,
                    wrong=" ".join(note.message for note in wrong),
                ),
                errors=[*wrong, *notes],
            )

    def _wrong_totals(self):
        sums = self.reader.sums
        row, cells = self.file.total or (0, {})
        for role in AMOUNTS:
            if cells.get(role, "") == "":
                continue
            title = self.file.titles[role]
            try:
                told = read_amount(cells[role], self.reader.point).value
            except BadCell:
                bad = Bad(role, "text", cells[role])
                yield self._note(row, bad)
                continue
            if told != sums[role]:
                yield self._note_difference(row, title, told, sums[role])
        if self.item.control_total is not False:
            told = Decimal(str(self.item.control_total))
            net = sums["amount"] + sums["debit"] - sums["credit"]
            if told != net:
                label = self.env._("Control Total")
                yield self._note_difference(0, label, told, net)

    def _note_difference(self, row, title, told, found):
        text = self.env._(
            "%(title)s: the lines add up to %(found)s, the control total is %(told)s, "
            "which is a difference of %(difference)s.",
            title=title,
            found=f"{found:f}",
            told=f"{told:f}",
            difference=f"{found - told:f}",
        )
        return Note(row, "error", title, text)

    def _wrong_count(self):
        told = self.item.control_count
        if told is not False and told != self.file.row_count:
            label = self.env._("Control Count")
            text = self.env._(
                "The file has %(found)s lines, and should have %(told)s.",
                found=self.file.row_count,
                told=told,
            )
            yield Note(0, "error", label, text)
