from odoo import api, fields, models
from odoo.exceptions import UserError

# what may be told once, when it becomes known, and stays
ONCE = frozenset({"date_paid", "obligation_id", "program_id", "voucher_id"})


class AccountAnalyticLine(models.Model):
    """A ledger line of an award is posted when it is entered, and stays as it is.

    It is corrected by a line of the opposite amount that names it. Its description may
    be improved; when it was paid, for which programme and on which order may be told
    once. The database holds to it as well, see ``account_analytic_line_kept.py``.
    """

    _inherit = "account.analytic.line"

    reversal_of_id = fields.Many2one(
        "account.analytic.line",
        string="Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many(
        "account.analytic.line", "reversal_of_id", string="Reversed By", readonly=True
    )
    reversal_reason = fields.Char(string="Why Reversed", readonly=True, copy=False)

    _reversed_once = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL",
        "This line has been reversed already.",
    )

    # what stays; the column of the plan "Award" besides
    _posted_fields = (
        "award_id",
        "budget_line_id",
        "subaward_id",
        "funding",
        "nature",
        "date",
        "date_posted",
        "date_paid_known",
        "transaction_currency_id",
        "amount_transaction",
        "amount_award",
        "amount",
        "rate",
        "rate_date",
        "rate_source",
        "ledger_reference",
        "partner_id",
        "company_id",
        "import_id",
        "reversal_of_id",
        "reversal_reason",
    )

    def write(self, vals):
        posted = self.filtered("award_id")
        if vals.get("date_paid"):
            # when it became known is the system's to say
            vals = {name: v for name, v in vals.items() if name != "date_paid_known"}
        posted._check_posted_stays(vals)
        if vals.get("date_paid") and posted - posted.filtered("date_paid"):
            vals["date_paid_known"] = fields.Date.context_today(self)
        result = super().write(vals)
        entered = self - posted
        if entered and not vals.keys().isdisjoint(self._naming_fields()):
            for line in entered:
                if named := line._values_on_award():
                    super(AccountAnalyticLine, line).write(named)
        return result

    def _naming_fields(self):
        return {"award_id", self.env["asm.award"]._plan_column()}

    def _values_on_award(self):
        """Return what follows where a line without an award gets one, if it does."""
        self.ensure_one()
        column = self.env["asm.award"]._plan_column()
        names = ("amount", "date", column, "award_id", "budget_line_id")
        known = {"amount": self.amount} | self._values_as_written(names)
        if not known.get("award_id"):
            self._name_by_account([known])
        if not known.get("award_id"):
            return {}
        known |= self._values_as_written(
            ("amount_transaction", "transaction_currency_id", "funding", "nature",
             "date_posted", "date_paid")
        )  # fmt: skip
        # as when it is created
        self._complete(self.env["asm.award"].sudo().browse(known["award_id"]), [known])
        return known

    def _values_as_written(self, names):
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
            if self[name]
        }

    def _check_posted_stays(self, vals):
        """:raises UserError: naming what of a posted line would change"""
        kept = vals.keys() & {*self._posted_fields, *self._naming_fields()}
        once = vals.keys() & ONCE
        for line in self if kept or once else ():
            changed = [
                name
                for name in sorted(kept | once)
                if line._would_change(name, vals[name])
                and (name in kept or line[name] or line._is_reversed(name))
            ]
            if changed:
                raise UserError(line._say_it_stays(changed))

    def _would_change(self, name, value):
        field = self._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        if field.type == "monetary":
            return abs((new or 0.0) - (self[name] or 0.0)) > 1e-9
        return new != self[name]

    def _is_reversed(self, name):
        """Say whether a payment is told of what was reversed: nothing is owed."""
        return name == "date_paid" and bool(self.reversal_ids or self.reversal_of_id)

    def _say_it_stays(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return self.env._(
            "%(line)s is posted, and stays as it is (%(fields)s). Reverse it, and "
            "enter it again as it should be.",
            line=self.display_name,
            fields=", ".join(labels),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if posted := self.filtered(lambda line: line._stays_for_good()):
            raise UserError(
                self.env._(
                    "%(line)s is posted and cannot be deleted. Reverse it instead.",
                    line=posted[0].display_name,
                )
            )

    def _stays_for_good(self):
        return bool(self.award_id)

    # -- correcting --

    def action_reverse(self, reason=None):
        """Enter a line of the opposite amount for each of these.

        It has the day of the cost, the rate and whatever else of the line that it
        takes back, and is posted today.

        :param reason: why, for whoever reads it later
        :return: the new lines
        :raises UserError: when one is no line of an award, or is reversed already
        """
        self.check_access("write")
        for line in self:
            if not line.award_id or line.reversal_of_id or line.reversal_ids:
                raise UserError(
                    self.env._(
                        "%(line)s cannot be reversed: it is of no award, or takes back "
                        "another line, or was reversed already.",
                        line=line.display_name,
                    )
                )
        return self.create([line._reversal_values(reason) for line in self])

    def _reversal_values(self, reason):
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self.copy_data(
            {
                "name": self.env._("Reversal: %(name)s", name=self.name),
                "amount_transaction": -self.amount_transaction,
                "amount_award": -self.amount_award,
                "amount": -self.amount,
                "unit_amount": -self.unit_amount,
                "rate_source": self.rate_source or False,
                "date_posted": today,
                "date_paid": self.date_paid,
                "date_paid_known": self.date_paid and today,
                "reversal_of_id": self.id,
                "reversal_reason": reason or False,
            }
        )[0]
