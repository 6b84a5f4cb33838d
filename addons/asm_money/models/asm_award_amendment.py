from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount, format_date

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import terms
from .asm_award_in_force import FOLLOWED


class AsmAwardAmendment(models.Model):
    """A signed change of an award. Amounts are the totals after it; blank is as before.

    What was in force on a day is what the amendments signed by then left; one that is
    signed later than today waits for its day.
    """

    _name = "asm.award.amendment"
    _description = "Amendment of an Award"
    _inherit = ["mtm.attachment.mixin", "mtm.restrict.mixin", "asm.late.mixin"]
    _order = "award_id, date_signed, id"
    _rec_name = "number"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char(required=True)
    date_signed = fields.Date(string="Signed On", required=True)
    name = fields.Char(string="What Changes")
    currency_id = fields.Many2one(related="award_id.currency_id")
    amount_total = OptionalFloat(
        string="Amount of the Award",
        aggregator=None,
        help="In total after it; blank where it stays.",
    )
    amount_obligated = OptionalFloat(
        string="Obligated",
        aggregator=None,
        help="What the donor has obligated in total after it; blank where it stays.",
    )
    cost_share_required = OptionalFloat(
        string="Cost Share",
        aggregator=None,
        help="In total after it; blank where it stays.",
    )
    date_end = fields.Date(string="New End", help="Blank where it stays.")
    state = fields.Selection(
        [("waiting", "Waits for its day"), ("in_force", "In force")],
        compute="_compute_state",
    )
    warning = fields.Text(compute="_compute_warning")

    _number_unique = models.UniqueIndex(
        "(award_id, number)", "This award has an amendment with this number."
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (LEAST(amount_total, amount_obligated, cost_share_required) >= 0)",
        "Amounts of an award are not negative.",
    )
    _not_obligated_beyond = models.Constraint(
        "CHECK (amount_obligated <= amount_total)",
        "A donor does not obligate more than the award.",
    )

    _kept_closed = frozenset({"award_id", "date_signed", *FOLLOWED})
    _closed_sql = {
        "counts": "TRUE",
        "award": "OLD.award_id",
        "day": "OLD.date_signed",
    }

    def _own_day(self):
        return self.date_signed

    @api.depends("award_id.reference", "number")
    def _compute_display_name(self):
        for amendment in self:
            amendment.display_name = self.env._(
                "%(award)s, amendment %(number)s",
                award=amendment.award_id.reference or "",
                number=amendment.number or "",
            )

    @api.depends("date_signed")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for amendment in self:
            signed = amendment.date_signed
            amendment.state = signed and ("waiting" if signed > today else "in_force")

    @api.depends("award_id", "date_signed", "amount_obligated", "amount_total")
    def _compute_warning(self):
        for amendment in self:
            amendment.warning = amendment._describe_too_little()

    def _describe_too_little(self):
        """Return a sentence where less is obligated than is spent, else False."""
        award = self.award_id._origin
        obligated = self.amount_obligated
        if obligated is False:
            obligated = self.amount_total
        if not award or obligated is False:
            return False
        spent = award._spent_of_donor()
        if Decimal(str(obligated)) >= spent:
            return False
        currency = award.currency_id
        return self.env._(
            "It obligates %(obligated)s, and %(spent)s of the donor's money is spent "
            "already. The rest would be ours to pay.",
            obligated=format_amount(self.env, obligated, currency),
            spent=format_amount(self.env, float(spent), currency),
        )

    def _as_terms(self):
        self.ensure_one()
        values = {name: self[name] for name in FOLLOWED}
        return terms.Terms(
            **{
                name: Decimal(str(value)) if isinstance(value, float) else value or None
                for name, value in values.items()
            }
        )

    # -- an award follows its amendments --

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        awards = self.env["asm.award"].browse(
            {vals.get("award_id") for vals in vals_list} - {None, False}
        )
        # whoever may write an amendment decides with it what the award says
        awards.sudo()._keep_original()
        amendments = super().create(vals_list)
        amendments._take_effect()
        return amendments

    def write(self, vals):
        changing = vals.keys() & self._signed_fields()
        if "award_id" in vals:
            self._check_award_stays(vals["award_id"])
        if changing:
            self._check_may_change()
        before = {one: one._values_shown(changing) for one in self}
        result = super().write(vals)
        if changing:
            self._take_effect()
            self._tell_changes(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rested_on_by_reports(self):
        self._check_may_change()

    def unlink(self):
        awards = self.award_id
        names = {one: one.display_name for one in self}
        kept = {award: award.amendment_ids - self for award in awards.sudo()}
        for award, amendments in kept.items():
            award._check_chain(amendments)
        by_award = self.grouped("award_id")
        result = super().unlink()
        awards.sudo()._follow_amendments()
        for award, gone in by_award.items():
            award.sudo()._message_log(
                body=self.env._(
                    "Deleted: %(names)s", names=", ".join(names[one] for one in gone)
                ),
                author_id=self.env.user.partner_id.id,
            )
        return result

    def _take_effect(self):
        awards = self.award_id.sudo()
        awards._follow_amendments()

    @api.constrains("award_id", "date_signed", *FOLLOWED)
    def _check_chain(self):
        for award in self.sudo().award_id:
            award._check_chain(award.amendment_ids)

    # -- nothing changes silently --

    @api.model
    def _signed_fields(self):
        """Return the names of the fields that a signature fixes."""
        return {"award_id", "number", "date_signed", *FOLLOWED}

    def _check_award_stays(self, award_id):
        if self.filtered(lambda one: one.award_id.id != award_id):
            raise UserError(
                self.env._("An amendment stays with its award. Delete it instead.")
            )

    def _check_may_change(self):
        """:raises UserError: naming what rests on one that is in force"""
        for amendment in self.filtered(lambda one: one.state == "in_force"):
            resting = amendment._rests_on_it()
            if resting:
                raise UserError(
                    self.env._(
                        "%(amendment)s stays as it is: %(resting)s rest on it. Enter "
                        "another amendment.",
                        amendment=amendment.display_name,
                        resting=", ".join(resting),
                    )
                )

    def _rests_on_it(self):
        """Return the names of what was told or closed since it is in force."""
        self.ensure_one()
        told = self.award_id.sudo()._told_since(self.date_signed)
        return [record.display_name for record in told]

    def _values_shown(self, names):
        return {
            self._fields[name]._description_string(self.env): self._shown(name)
            for name in sorted(names)
        }

    def _shown(self, name):
        value = self[name]
        if value is False:
            return "–"
        if self._fields[name].type == "date":
            return format_date(self.env, value)
        if isinstance(value, float):
            return format_amount(self.env, value, self.currency_id)
        return str(value)

    def _tell_changes(self, before):
        """Say on the award what was changed of an amendment, and by whom."""
        for amendment, earlier in before.items():
            now = amendment._values_shown(amendment._signed_fields())
            changes = [
                f"{label}: {value} → {now[label]}"
                for label, value in earlier.items()
                if value != now[label]
            ]
            if changes:
                amendment.award_id.sudo()._message_log(
                    body=self.env._(
                        "%(amendment)s changed. %(changes)s",
                        amendment=amendment.display_name,
                        changes="; ".join(changes),
                    ),
                    author_id=self.env.user.partner_id.id,
                )
