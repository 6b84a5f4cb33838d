from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.asm_programs.tools import clock
from odoo.addons.mines_to_markets.fields import OptionalFloat

LOCAL = ("amount_local", "currency_local_id")


class AsmTranche(models.Model):
    """A payment received, and what the bank made of it in another currency.

    The two amounts are the rate of an award that converts by payments received. It is
    known by the day on which it was received.
    """

    _name = "asm.tranche"
    _inherit = ["asm.tranche", "asm.late.mixin"]

    amount_local = OptionalFloat(
        string="Amount Exchanged Into",
        aggregator=None,
        copy=False,
        help="What arrived of the amount received once the bank had exchanged it.",
    )
    currency_local_id = fields.Many2one(
        "res.currency",
        string="Local Currency",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    local_known_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the amount in local currency was entered.",
    )

    _local_is_whole = models.Constraint(
        "CHECK ((amount_local IS NULL) = (currency_local_id IS NULL) "
        "AND (amount_local IS NULL OR local_known_on IS NOT NULL))",
        "An amount in local currency comes with its currency.",
    )
    _local_positive = models.Constraint(
        "CHECK (amount_local > 0)", "What arrived is above zero."
    )

    _kept_closed = frozenset({"award_id", "state", "date_received", "amount_received"})
    _closed_sql = {
        "counts": "OLD.state = 'received'",
        "award": "OLD.award_id",
        "day": "OLD.date_received",
    }

    def _own_day(self):
        return self.state == "received" and self.date_received

    @api.constrains("currency_local_id", "award_id")
    def _check_local_is_another(self):
        for tranche in self:
            if tranche.currency_local_id == tranche.currency_id:
                raise UserError(
                    self.env._(
                        "%(payment)s is in %(currency)s already; the local currency "
                        "is another one.",
                        payment=tranche.name,
                        currency=tranche.currency_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._stamp_local(vals) for vals in vals_list])

    def write(self, vals):
        if not vals.keys().isdisjoint(LOCAL):
            self._check_rate_unused(vals)
        return super().write(self._stamp_local(vals))

    def _stamp_local(self, vals):
        vals = {name: v for name, v in vals.items() if name != "local_known_on"}
        if vals.get("amount_local"):
            vals["local_known_on"] = clock.now()
        return vals

    def _check_rate_unused(self, vals):
        """:raises UserError: when costs were converted by what would change"""
        for tranche in self.filtered("currency_local_id"):
            currency = vals.get("currency_local_id", tranche.currency_local_id.id)
            amount = vals.get("amount_local", tranche.amount_local)
            if (currency, amount) == (
                tranche.currency_local_id.id,
                tranche.amount_local,
            ):
                continue
            # whoever may keep payments is told what rests on one
            count = (
                self.env["account.analytic.line"]
                .sudo()
                .search_count(
                    [
                        ("award_id", "=", tranche.award_id.id),
                        ("transaction_currency_id", "=", tranche.currency_local_id.id),
                        ("date", ">=", tranche.date_received),
                    ]
                )
            )
            if tranche.date_received and count:
                raise UserError(
                    self.env._(
                        "%(payment)s stays as it is: %(count)s ledger lines in "
                        "%(currency)s since then were converted by it.",
                        payment=tranche.name,
                        count=count,
                        currency=tranche.currency_local_id.name,
                    )
                )
