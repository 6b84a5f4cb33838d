from odoo import api, fields, models


class AsmExchangeRate(models.Model):
    """What one unit of a currency was worth in another, of a day, a month or a year.

    A rate that names an award is that award's alone: a fixed rate that its donor
    agreed to. The others may be used by all awards.
    """

    _name = "asm.exchange.rate"
    _description = "Exchange Rate"
    _inherit = ["mtm.restrict.mixin"]
    _order = "date desc, currency_id, target_currency_id, id"
    _rec_name = "source"

    currency_id = fields.Many2one(
        "res.currency",
        string="One Unit Of",
        required=True,
        index=True,
        ondelete="restrict",
    )
    target_currency_id = fields.Many2one(
        "res.currency",
        string="Is Worth, In",
        required=True,
        index=True,
        ondelete="restrict",
    )
    rate = fields.Float(required=True, digits=(24, 12), aggregator=None)
    kind = fields.Selection(
        [
            ("day", "Of a day"),
            ("month", "Average of a month"),
            ("year", "Average of a year"),
            ("fixed", "Fixed from this day"),
        ],
        required=True,
        default="day",
    )
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="The day, or the first of the month or year.",
    )
    source = fields.Char(required=True, help="Who says so: a central bank, a donor.")
    origin = fields.Selection(
        [("typed", "Typed"), ("imported", "Imported")],
        required=True,
        default="typed",
        readonly=True,
    )
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="cascade",
        help="Blank: for all awards.",
    )

    _rate_unique = models.UniqueIndex(
        "(currency_id, target_currency_id, kind, date, COALESCE(award_id, 0))",
        "There is a rate of these currencies, kind and day already.",
    )
    _rate_positive = models.Constraint("CHECK (rate > 0)", "A rate is above zero.")
    _other_currency = models.Constraint(
        "CHECK (currency_id <> target_currency_id)",
        "A rate leads from one currency to another.",
    )
    _fixed_is_of_award = models.Constraint(
        "CHECK ((kind = 'fixed') = (award_id IS NOT NULL))",
        "A fixed rate is of an award, and only such a one is.",
    )
    _first_of_its_span = models.Constraint(
        "CHECK (CASE kind WHEN 'month' THEN date = date_trunc('month', date) "
        "WHEN 'year' THEN date = date_trunc('year', date) ELSE TRUE END)",
        "The average of a month or a year is dated its first day.",
    )

    @api.depends("currency_id.name", "target_currency_id.name", "date", "source")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = self.env._(
                "%(currency)s to %(target)s, %(date)s, %(teller)s",
                currency=rate.currency_id.name or "",
                target=rate.target_currency_id.name or "",
                date=rate.date or "",
                teller=rate.source or "",
            )
