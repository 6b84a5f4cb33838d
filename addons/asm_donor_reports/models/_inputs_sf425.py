"""Values of a Federal Financial Report, as the award itself gives them."""

from ..tools.inputs import Line
from ._inputs_award import Values

TOTALS = {
    "11_base": "base",
    "11_charged": "amount_charged",
    "11_federal": "federal_share",
}
BOX_11 = {
    "base": "base",
    "charged": "amount_charged",
    "federal": "federal_share",
    "rate": "rate",
    "period_from": "period_from",
    "period_to": "period_to",
}


class FinancialValues(Values):
    """Lines 10a to 10o, the totals of box 11, and that of the attachment."""

    def value(self, asked):
        name = asked.term.partition(".")[2]
        if name == "disbursed_total":
            return self._disbursed_total()
        if name in TOTALS:
            return self.reader.form["box11_totals"][TOTALS[name]]
        return self.reader.form["lines"][name]

    def _disbursed_total(self):
        """Return what was disbursed on all awards; blank where currencies differ."""
        if len(self.reader.awards.currency_id) > 1:
            return None
        return sum(grant["disbursed"] for grant in self.reader.grants)


class Box11Rows:
    """Indirect expense of the award whose period is reported, by spans of rates."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        kinds = self.reader.env["asm.indirect.rate"]._fields["kind"]
        labels = dict(kinds._description_selection(self.reader.env))
        for row in self.reader.form["box11"]:
            values = {name: row[key] for name, key in BOX_11.items()}
            values["type"] = labels.get(row["type"])
            yield Line(
                (f"{row['rate_id'] or 0}:{row['period_from']}",),
                "total",
                "",
                {str(one): values[one.term.partition(".")[2]] for one in asked},
            )
