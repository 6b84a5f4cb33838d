"""Ledger lines that are known already, by the ledger's own reference."""

from decimal import Decimal

from odoo.tools import SQL, format_date

# what a file may say of a line; what it leaves open is not compared
COMPARED = (
    "date",
    "name",
    "award_id",
    "budget_line_id",
    "program_id",
    "subaward_id",
    "obligation_id",
    "partner_id",
    "funding",
    "nature",
    "transaction_currency_id",
    "amount_transaction",
    "invoice_reference",
)


class KnownLines:
    """Lines of a company, compared with what a file says of them.

    :param lines: ``account.analytic.line`` of the user who imports
    :param company: ``res.company``
    :param told: roles of the columns that the file has
    """

    def __init__(self, lines, company, told):
        self.lines, self.env, self.company = lines, lines.env, company
        self.compared = [name for name in COMPARED if name != "name" or "name" in told]
        if "date_posted" in told:
            self.compared.append("date_posted")

    def fetch(self, references):
        """Return ``{reference: {field: value}}`` of those that there are."""
        names = ["id", "ledger_reference", "date_paid", "is_late", *self.compared]
        names = list(dict.fromkeys(names))
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM account_analytic_line WHERE company_id = %s AND "
                "ledger_reference = ANY(%s) AND is_reversed IS NOT TRUE",
                SQL(", ").join(map(SQL.identifier, names)),
                self.company.id,
                references,
            )
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        # a reference is taken whether its line is open to the user or not
        seen = set(
            self.lines.search([("id", "in", [line["id"] for line in found])])._ids
        )
        for line in found:
            line["is_hidden"] = line["id"] not in seen
        return {line["ledger_reference"]: line for line in found}

    def changes(self, line, values):
        """Return ``[(field, before, after)]`` of what a file says otherwise."""
        changed = [
            (name, line[name], values[name])
            for name in self.compared
            if name in values
            and not _same(line[name], values[name])
            # a late posting is posted when it came, whatever the ledger says
            and not (name == "date_posted" and line["is_late"])
        ]
        paid = values.get("date_paid")
        if paid and line["date_paid"] and line["date_paid"] != paid:
            changed.append(("date_paid", line["date_paid"], paid))
        return changed

    def describe(self, changes):
        """Say in one line what differs."""
        return "; ".join(
            self.env._(
                "%(field)s %(before)s in the ledger, %(after)s in the file",
                field=self.lines._fields[name]._description_string(self.env),
                before=self._show(name, before),
                after=self._show(name, after),
            )
            for name, before, after in changes
        )

    def _show(self, name, value):
        field = self.lines._fields[name]
        if value is None or value is False or value == "":
            return self.env._("blank")
        if field.type == "many2one":
            record = self.env[field.comodel_name].browse(value)
            return record.display_name if record.has_access("read") else "?"
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "date":
            return format_date(self.env, value)
        return str(value)


def _same(before, after):
    if isinstance(before, Decimal | float):
        return Decimal(str(before)) == Decimal(str(after))
    return (before or None) == (after or None)
