from odoo import api, models
from odoo.exceptions import ValidationError

NEVER_BOTH = """
CREATE OR REPLACE FUNCTION asm_ledger_line_indirect() RETURNS trigger AS $both$
BEGIN
    IF EXISTS (
        SELECT FROM changed AS line
          JOIN asm_award AS award ON award.id = line.award_id
         WHERE line.nature = 'indirect' AND line.funding IN ('donor', 'cost_share')
           AND line.reversal_of_id IS NULL AND line.is_reversed IS NOT TRUE
           AND award.indirect_method = 'computed'
    ) THEN
        RAISE EXCEPTION 'both' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line', CONSTRAINT = 'asm_indirect_never_both';
    END IF;
    RETURN NULL;
END
$both$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_ledger_line_indirect_insert
    AFTER INSERT ON account_analytic_line REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_indirect();
CREATE OR REPLACE TRIGGER asm_ledger_line_indirect_update
    AFTER UPDATE ON account_analytic_line REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_indirect();
CREATE OR REPLACE FUNCTION asm_award_indirect() RETURNS trigger AS $both$
BEGIN
    IF EXISTS (
        SELECT FROM account_analytic_line AS line
         WHERE line.award_id = NEW.id AND line.nature = 'indirect'
           AND line.funding IN ('donor', 'cost_share')
           AND line.reversal_of_id IS NULL AND line.is_reversed IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'both' USING ERRCODE = 'check_violation',
            TABLE = 'asm_award', CONSTRAINT = 'asm_indirect_never_both';
    END IF;
    RETURN NEW;
END
$both$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_award_indirect BEFORE UPDATE ON asm_award FOR EACH ROW
    WHEN (NEW.indirect_method = 'computed' AND OLD.indirect_method <> 'computed')
    EXECUTE FUNCTION asm_award_indirect();
"""


class AccountAnalyticLine(models.Model):
    """Indirect cost is posted or computed, never both: the ledger's side of it."""

    _inherit = "account.analytic.line"

    def init(self):
        result = super().init()
        self.env.cr.execute(NEVER_BOTH)
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_indirect_never_both":
            return self.env._("Indirect cost is posted or computed, never both.")
        return super()._sql_error_to_message(exc)

    @api.constrains("award_id", "nature", "funding")
    def _check_indirect_not_computed(self):
        # how an award counts is for everybody who posts on it
        for line in self.sudo().filtered(lambda one: one.nature == "indirect"):
            award = line.award_id
            # what our own resources or the award's income pay is not the rate's
            if award.indirect_method == "computed" and line.funding in (
                "donor",
                "cost_share",
            ):
                raise ValidationError(
                    self.env._(
                        "%(award)s computes its indirect cost from rates: %(line)s of "
                        "%(date)s would count it twice. Leave it out, or set the award "
                        "to “Posted in the ledger”.",
                        award=award.display_name,
                        line=line.name,
                        date=line.date,
                    )
                )
