from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# what a conversion took from a rate, and what it says of it
KEPT = ("currency_id", "target_currency_id", "rate", "kind", "date", "source")
REFUSE = """
CREATE OR REPLACE FUNCTION asm_exchange_rate_used() RETURNS trigger AS $used$
BEGIN
    IF EXISTS (SELECT FROM asm_exchange_rate_used_rel WHERE rate_id = OLD.id) THEN
        RAISE EXCEPTION 'used' USING ERRCODE = 'check_violation',
            TABLE = 'asm_exchange_rate', CONSTRAINT = 'asm_exchange_rate_used_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$used$ LANGUAGE plpgsql;
"""
TRIGGERS = """
CREATE OR REPLACE TRIGGER asm_exchange_rate_used_change BEFORE UPDATE
    ON asm_exchange_rate FOR EACH ROW
    WHEN ((%(old)s, OLD.award_id) IS DISTINCT FROM (%(new)s, NEW.award_id))
    EXECUTE FUNCTION asm_exchange_rate_used();
CREATE OR REPLACE TRIGGER asm_exchange_rate_used_delete BEFORE DELETE
    ON asm_exchange_rate FOR EACH ROW EXECUTE FUNCTION asm_exchange_rate_used();
"""


class AsmExchangeRate(models.Model):
    """A rate on which a ledger line or an obligation rests stays as it is.

    What was converted by a wrong rate is corrected by reversing the line and entering
    it again with the right rate and its source.
    """

    _inherit = "asm.exchange.rate"

    used_award_ids = fields.Many2many(
        "asm.award",
        "asm_exchange_rate_used_rel",
        "rate_id",
        "award_id",
        string="Used For",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Awards of which ledger lines or obligations were converted by it.",
    )

    def init(self):
        result = super().init()
        names = {
            side.code.lower(): SQL(", ").join(
                SQL("%s.%s", side, SQL.identifier(name)) for name in KEPT
            )
            for side in (SQL("OLD"), SQL("NEW"))
        }
        self.env.cr.execute(REFUSE)
        self.env.cr.execute(SQL(TRIGGERS, **names))
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_exchange_rate_used_stays":
            return self.env._(
                "Amounts were converted by this rate, so that it stays as it is."
            )
        return super()._sql_error_to_message(exc)

    def write(self, vals):
        if not vals.keys().isdisjoint((*KEPT, "award_id")):
            self._check_unused(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self, vals=None):
        """Refuse what would change the ground of an amount.

        :param vals: what would be written, None when it would be deleted
        :raises UserError: naming what rests on the rate
        """
        for rate in self.sudo().filtered("used_award_ids"):
            if vals is not None and rate._says_already(vals):
                continue
            raise UserError(
                self.env._(
                    "%(rate)s stays as it is: amounts of %(awards)s were converted by "
                    "it (%(example)s). Reverse what is wrong, and enter it again with "
                    "the right rate and its source.",
                    rate=rate.display_name,
                    awards=", ".join(rate.used_award_ids.mapped("display_name")),
                    example=rate._resting_on_it(),
                )
            )

    def _says_already(self, vals):
        """Say whether these values are those that the rate has."""
        names = vals.keys() & {*KEPT, "award_id"}
        return all(
            self._fields[name].convert_to_cache(vals[name], self)
            == self._fields[name].convert_to_cache(self[name], self)
            for name in names
        )

    def _resting_on_it(self):
        """Say how many ledger lines and obligations rest on the rate, and name one."""
        self.ensure_one()
        domain = [("award_id", "in", self.used_award_ids.ids), ("rate", "!=", 1)]
        lines = self.env["account.analytic.line"].search_count(
            [*domain, ("rate_source", "like", self.source)]
        )
        orders = self.env["asm.obligation"].search_count(
            [*domain, ("rate_source", "like", self.source)]
        )
        return self.env._(
            "%(lines)s ledger lines and %(orders)s obligations rest on rates of "
            "%(teller)s",
            lines=lines,
            orders=orders,
            teller=self.source,
        )
