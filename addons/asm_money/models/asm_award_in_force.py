from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount, format_date

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import terms

# the award's field that follows each field of its amendments
FOLLOWED = {
    "amount_total": "amount",
    "amount_obligated": "amount_obligated",
    "cost_share_required": "cost_share_required",
    "date_end": "date_end",
}
FOLLOWED_AT_ONCE = 50
# in the context while an award follows its amendments; nobody can send it
FOLLOWING = object()


def _decimal(value):
    return None if value is False or value is None else Decimal(str(value))


class AsmAward(models.Model):
    """What of an award is in force, on any day.

    An award says what is in force today. What was first agreed is kept beside it from
    the first amendment on; from then on amendments alone change it.
    """

    _inherit = "asm.award"

    amount_obligated = OptionalFloat(
        string="Obligated",
        aggregator=None,
        tracking=True,
        help="What the donor has bound itself to pay; blank: all of the amount.",
    )
    original_amount = OptionalFloat(
        string="Amount as First Agreed", readonly=True, copy=False, aggregator=None
    )
    original_amount_obligated = OptionalFloat(
        string="Obligated at First", readonly=True, copy=False, aggregator=None
    )
    original_cost_share_required = OptionalFloat(
        string="Cost Share as First Agreed", readonly=True, copy=False, aggregator=None
    )
    original_date_end = fields.Date(
        string="End as First Agreed", readonly=True, copy=False
    )

    _not_obligated_beyond = models.Constraint(
        "CHECK (amount_obligated >= 0 AND amount_obligated <= amount)",
        "A donor does not obligate more than the award, nor less than nothing.",
    )

    # -- what is in force --

    def _in_force(self, day, as_of=None):
        """Return what was in force on a day, as signed by then.

        :param day: date
        :param as_of: moment; amendments signed later are left out, whenever they were
            entered, and what came late by then, see :class:`AsmLateMixin`
        :return: dict of ``amount_total``, ``amount_obligated`` and
            ``cost_share_required`` (Decimal, in the award's currency) and
            ``date_end``; all is obligated where nothing else is said
        """
        self.ensure_one()
        return self._in_force_all(day, as_of)[self]

    def _in_force_all(self, day, as_of=None):
        """Return ``{award: what was in force on a day}``; see :meth:`_in_force`."""
        # what an award is worth shows to whoever reads it
        self.check_access("read")
        found = {}
        for award in self:
            signed = award.sudo().amendment_ids.filtered(
                lambda amendment: (
                    amendment.date_signed <= day
                    and (not as_of or amendment._is_known(as_of))
                )
            )
            found[award] = terms.whole(award._terms_after(signed))._asdict()
        return found

    def _terms_after(self, amendments):
        """Return the terms as first agreed and changed by some amendments."""
        self.ensure_one()
        ordered = amendments.sorted(lambda one: (one.date_signed, one._origin.id))
        return terms.amended(
            self._terms_original(), [one._as_terms() for one in ordered]
        )

    def _terms_original(self):
        self.ensure_one()
        kept = f"{'original_' if self.original_date_end else ''}%s"
        return terms.Terms(
            _decimal(self[kept % "amount"]),
            _decimal(self[kept % "amount_obligated"]),
            _decimal(self[kept % "cost_share_required"]),
            self[kept % "date_end"],
        )

    # -- following --

    def write(self, vals):
        if self.env.context.get("asm_following") is not FOLLOWING:
            self._check_not_typed_over(vals)
        return super().write(vals)

    def _check_not_typed_over(self, vals):
        """:raises UserError: where an amendment has to say it"""
        for name in vals.keys() & set(FOLLOWED.values()):
            field = self._fields[name]
            for award in self.sudo().filtered("original_date_end"):
                value = field.convert_to_record(
                    field.convert_to_cache(vals[name], award), award
                )
                if value != award[name]:
                    raise UserError(
                        self.env._(
                            "%(field)s of %(award)s follows its amendments. Enter "
                            "another amendment, signed and dated.",
                            field=field._description_string(self.env),
                            award=award.display_name,
                        )
                    )

    def _keep_original(self):
        """Keep what was agreed before the first amendment."""
        for award in self.filtered(lambda award: not award.original_date_end):
            award.with_context(asm_following=FOLLOWING).write(
                {f"original_{name}": award[name] for name in FOLLOWED.values()}
            )

    def _follow_amendments(self):
        """Say on these awards what their amendments have in force today."""
        today = fields.Date.context_today(self)
        for award in self.filtered("original_date_end"):
            signed = award.amendment_ids.filtered(lambda one: one.date_signed <= today)
            now = award._terms_after(signed)
            vals = {
                name: False if (value := getattr(now, term)) is None else value
                for term, name in FOLLOWED.items()
            }
            vals = {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in vals.items()
            }
            if not award.amendment_ids:
                vals |= {f"original_{name}": False for name in FOLLOWED.values()}
            changed = {
                name: value for name, value in vals.items() if award[name] != value
            }
            award.with_context(asm_following=FOLLOWING).write(changed)

    @api.model
    def _cron_follow_amendments(self):
        """Let amendments that were entered ahead take effect on their day."""
        self.env["mtm.job"]._apart(
            self.env._("Amendments that take effect"),
            self.with_context(active_test=False).search(
                [("amendment_ids", "!=", False)]
            ),
            lambda awards: awards._follow_amendments(),
            FOLLOWED_AT_ONCE,
        )

    # -- an end is not before what was spent --

    @api.constrains("date_end")
    def _check_ends_after_expenses(self):
        for award in self.sudo():
            award._refuse_end_before_expenses(award.date_end, award.display_name)

    def _refuse_end_before_expenses(self, end, who):
        """Refuse an end of this award with something dated after it.

        :param end: date
        :param who: what sets this end, for the message
        :raises ValidationError: naming the last thing that is dated after it
        """
        last = self._last_dated_after(end)
        if last:
            day, words = last
            raise ValidationError(
                self.env._(
                    "%(who)s ends on %(end)s, before %(last)s of %(day)s. Choose an "
                    "end that is not before it, or correct that first.",
                    who=who,
                    end=format_date(self.env, end),
                    last=words,
                    day=format_date(self.env, day),
                )
            )

    def _last_dated_after(self, day):
        """Return ``(day, words)`` of the last expense after a day, or None."""
        self.ensure_one()
        dated = {
            "account.analytic.line": ("date", self.env._("the expense %(name)s")),
            "asm.obligation": ("date", self.env._("the obligation %(name)s")),
            "asm.subaward": ("date_end", self.env._("the end of sub-award %(name)s")),
        }
        found = []
        for model, (field, words) in dated.items():
            # what is hidden from the reader was spent all the same
            record = (
                self.env[model]
                .sudo()
                .search(
                    [("award_id", "=", self.id), (field, ">", day)],
                    order=f"{field} desc, id desc",
                    limit=1,
                )
            )
            if record:
                found.append((record[field], words % {"name": record.display_name}))
        return max(found, default=None)

    def _check_chain(self, amendments):
        """Refuse amendments that together say what cannot be.

        :param amendments: those that remain, those that wait included
        :raises ValidationError: naming what is wrong with what is left of the award
        """
        self.ensure_one()
        now = terms.whole(self._terms_after(amendments))
        if now.amount_obligated > now.amount_total:
            raise ValidationError(
                self.env._(
                    "%(award)s would have more obligated (%(obligated)s) than its "
                    "amount of %(total)s. Say on the amendment what the amount is, "
                    "or obligate less.",
                    award=self.display_name,
                    obligated=format_amount(
                        self.env, float(now.amount_obligated), self.currency_id
                    ),
                    total=format_amount(
                        self.env, float(now.amount_total), self.currency_id
                    ),
                )
            )
        ending = amendments.filtered("date_end").sorted(
            lambda one: (one.date_signed, one.id)
        )[-1:]
        if now.date_end < self.date_start:
            raise ValidationError(
                self.env._(
                    "%(who)s ends on %(end)s, before %(award)s starts on %(start)s.",
                    who=(ending or self).display_name,
                    end=format_date(self.env, now.date_end),
                    award=self.display_name,
                    start=format_date(self.env, self.date_start),
                )
            )
        self._refuse_end_before_expenses(now.date_end, (ending or self).display_name)

    def _told_since(self, day):
        """Return the records by which the world was told what holds since a day.

        An amendment in force then is not altered any more.
        """
        self.ensure_one()
        reports = self.env["asm.donor.report"].sudo()
        sent = reports.search(
            [
                ("award_ids", "in", self.ids),
                ("state", "!=", "draft"),
                ("date_end", ">=", day),
            ],
            limit=3,
        )
        closed = self.sudo().period_ids.filtered(
            lambda one: one.closed_on and one.date_end >= day
        )
        return [*sent, *closed[:3]]

    def _spent_of_donor(self):
        """Return what is spent of the donor's money, in the award's currency."""
        self.ensure_one()
        domain = [
            ("award_id", "=", self.id),
            ("funding", "=", "donor"),
            ("nature", "!=", "income"),
        ]
        lines = self.env["account.analytic.line"].sudo()
        ((total,),) = lines._read_group(domain, [], ["amount_award:sum"])
        return Decimal(str(total or 0))
