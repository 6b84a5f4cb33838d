from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmTranche(models.Model):
    """An instalment of an award: planned, asked for, received.

    The people at the funder see it from the day on which it is asked for.
    """

    _name = "asm.tranche"
    _description = "Payment of an Award"
    _inherit = ["asm.space.mixin"]
    _order = "award_id, date, id"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    date = fields.Date(string="Planned For", required=True)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(related="award_id.currency_id")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("requested", "Asked for"),
            ("received", "Received"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
    )
    note = fields.Text(string="Words to the Funder")
    requested_on = fields.Date(readonly=True, copy=False)
    requested_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    paid_on = fields.Date(string="Paid by the Funder On", readonly=True, copy=False)
    paid_reference = fields.Char(string="Funder's Reference", readonly=True, copy=False)
    paid_by = fields.Many2one(
        "res.users",
        string="Told By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_received = fields.Date(string="Received On", copy=False)
    amount_received = OptionalFloat(
        copy=False, aggregator="sum", help="In the award's currency."
    )
    received_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment has an amount above zero."
    )
    _received_not_negative = models.Constraint(
        "CHECK (amount_received >= 0)", "What was received is not negative."
    )
    _requested_is_whole = models.Constraint(
        "CHECK (state = 'planned' OR (requested_on IS NOT NULL "
        "AND requested_by IS NOT NULL))",
        "A payment that is asked for says since when and by whom.",
    )
    _received_is_whole = models.Constraint(
        "CHECK (state <> 'received' OR (date_received IS NOT NULL "
        "AND amount_received > 0 AND received_by IS NOT NULL))",
        "A payment that is received says when, how much and who entered it.",
    )
    _stamped = frozenset(
        {
            "state",
            "requested_on",
            "requested_by",
            "paid_on",
            "paid_reference",
            "paid_by",
            "received_by",
        }
    )

    _agreed = frozenset({"amount", "date", "award_id", "name", "note"})
    _kept_in = {
        "planned": frozenset(),
        "requested": _agreed,
        "received": _agreed | {"date_received", "amount_received"},
    }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._completed(vals) for vals in vals_list])

    def _completed(self, vals):
        """Return values of a new payment; one that came already gets its stamps."""
        is_received = vals.get("state") == "received"
        vals = self._without_stamps(vals)
        return self._as_received(vals) if is_received else vals

    def _as_received(self, vals):
        """Return values of a payment that is here, recorded after the fact."""
        today = fields.Date.context_today(self)
        day = vals.get("date_received") or vals.get("date") or today
        amount = vals.get("amount") or vals.get("amount_received")
        known = vals.get("amount_received") not in (None, False)
        return {
            "name": self.env._("Payment of %(date)s", date=format_date(self.env, day)),
            "date": day,
            "requested_on": day,
            "requested_by": self.env.uid,
            "received_by": self.env.uid,
            **vals,
            "state": "received",
            "date_received": day,
            "amount": amount,
            "amount_received": vals["amount_received"] if known else amount,
        }

    def write(self, vals):
        vals = self._without_stamps(vals)
        if not self.env.su:
            self._check_may_change(vals)
        return super().write(vals)

    def _check_may_change(self, vals):
        """:raises UserError: when the funder reads already what would change"""
        for tranche in self:
            kept = self._kept_in[tranche.state]
            if vals.keys() & kept:
                raise UserError(
                    self.env._(
                        "%(payment)s was asked for already; what the funder reads "
                        "stays as it is.",
                        payment=tranche.name,
                    )
                )

    def _without_stamps(self, vals):
        if self.env.su:
            return vals
        return {key: v for key, v in vals.items() if key not in self._stamped}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if any(tranche.state != "planned" for tranche in self):
            raise UserError(self.env._("A payment that was asked for stays."))

    def action_request(self):
        """Ask the funder for these payments: its people see them from now on."""
        self.check_access("write")
        planned = self.filtered(lambda tranche: tranche.state == "planned")
        planned.sudo().write(
            {
                "state": "requested",
                "requested_on": fields.Date.context_today(self),
                "requested_by": self.env.uid,
            }
        )
        for tranche in planned:
            tranche._tell_people()

    def _tell_people(self):
        """Tell the funder's people where this payment stands."""
        self.award_id._tell_people(
            lambda award: (
                award.env._("Payment received: %(name)s", name=self.name)
                if self.state == "received"
                else award.env._("Payment request: %(name)s", name=self.name)
            ),
            "payments",
        )

    def action_receive(self):
        """Say that the money is here, on the day and with the amount entered."""
        self.check_access("write")
        for tranche in self:
            if tranche.state != "requested":
                raise UserError(
                    self.env._("%(payment)s is not asked for.", payment=tranche.name)
                )
            tranche.sudo().write(
                {
                    "state": "received",
                    "date_received": tranche.date_received
                    or fields.Date.context_today(self),
                    "amount_received": tranche.amount
                    if tranche.amount_received is False
                    else tranche.amount_received,
                    "received_by": self.env.uid,
                }
            )
            tranche._tell_people()

    def action_record_received(self):
        """Say that these came without being asked for here.

        The day and the amount are those entered, else those planned.
        """
        self.check_access("write")
        for tranche in self:
            if tranche.state != "planned":
                raise UserError(
                    self.env._(
                        "%(payment)s was asked for already.", payment=tranche.name
                    )
                )
            entered = {
                name: tranche[name]
                for name in ("name", "date", "amount", "date_received")
            }
            entered["amount_received"] = tranche.amount_received
            # the stamps are the system's
            tranche.sudo().write(self._as_received(entered))

    # -- what the funder sees and says --

    def _portal_card(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "note": self.note or "",
            "state": self.state,
            "state_label": self._space_label(self, "state"),
            "amount": self._space_money(self.amount, self.currency_id),
            "requested_on": self.requested_on,
            "paid_on": self.paid_on,
            "paid_reference": self.paid_reference or "",
            "date_received": self.date_received,
            "amount_received": self._space_money(
                self.amount_received, self.currency_id
            ),
        }

    def _portal_tell_paid(self, reference):
        """Take note that the funder has paid.

        The caller found the award as one of the user's.

        :param reference: the funder's, of the transfer; may be blank
        :raises AccessError: when the user only reads
        """
        self.ensure_one()
        if not self.award_id._portal_may_answer():
            raise AccessError(self.env._("You read this award; you do not answer."))
        if self.state != "requested" or self.paid_on:
            return
        self.write(
            {
                "paid_on": fields.Date.context_today(self),
                "paid_reference": (reference or "").strip()[:100] or False,
                "paid_by": self.env.uid,
            }
        )
        self.award_id._tell_responsible(
            self.env._("Paid: %(payment)s", payment=self.name),
            self.paid_reference or "",
        )
