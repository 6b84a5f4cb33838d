from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import validity

_IN_FORCE = ("in_force", "expiring")


class Agreement(models.Model):
    _name = "agreement"
    _inherit = [
        "agreement",
        "mtm.reminder.mixin",
        "mtm.attachment.mixin",
        "mtm.restrict.mixin",
    ]
    _rec_names_search = ["name", "code"]
    _reminder_date_field = "end_date"
    _reminder_days_field = "mtm_agreement_reminder_days"

    partner_id = fields.Many2one(index="btree_not_null")
    commercial_partner_id = fields.Many2one(index="btree_not_null")
    signature_date = fields.Date(copy=False)
    end_date = fields.Date(index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who is reminded before it ends.",
    )
    terms = fields.Html(
        sanitize_attributes=True,
        help="The text, or what of it one wants to have at hand; the signed paper "
        "itself is a file.",
    )
    date_terminated = fields.Date(
        string="Terminated On",
        readonly=True,
        copy=False,
        tracking=True,
        help="The first day on which it no longer holds.",
    )
    termination_reason = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("signed", "Signed"),
            ("in_force", "In force"),
            ("expiring", "Expiring"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ],
        string="Status",
        compute="_compute_state",
        search="_search_state",
        help="Signed: it has not begun yet. Expiring: its end is near, by the setting.",
    )
    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_state",
        search="_search_is_in_force",
        help="Signed, and today lies between its start and its end.",
    )
    engagement_ids = fields.Many2many(
        "mtm.engagement",
        "mtm_engagement_agreement_rel",
        "agreement_id",
        "engagement_id",
        string="Engagements",
        copy=False,
    )
    amendment_ids = fields.One2many("mtm.agreement.amendment", "agreement_id")
    version_ids = fields.One2many("mtm.agreement.version", "agreement_id")
    sharing_ids = fields.One2many(
        "mtm.data.sharing", "agreement_id", string="Data Sharing", copy=True
    )
    commitment_ids = fields.One2many(
        "mtm.commitment", "agreement_id", string="Obligations"
    )
    commitment_count = fields.Integer(
        string="Open Obligations", compute="_compute_commitment_count"
    )
    commitment_overdue_count = fields.Integer(
        string="Overdue Obligations", compute="_compute_commitment_count"
    )

    _dates_in_order = models.Constraint(
        "CHECK (end_date >= start_date)", "An agreement cannot end before it starts."
    )
    _terminated_after_signature = models.Constraint(
        "CHECK (date_terminated IS NULL OR date_terminated >= signature_date)",
        "An agreement that nobody signed cannot be terminated.",
    )

    @api.depends("signature_date", "start_date", "end_date", "date_terminated")
    @api.depends_context("company")
    def _compute_state(self):
        today, soon = self._today_and_soon()
        for agreement in self:
            agreement.state = agreement._state_on(today, soon)
            agreement.is_in_force = agreement.state in _IN_FORCE

    def _state_on(self, day, soon):
        return validity.agreement_state(
            day,
            soon,
            self.signature_date,
            self.start_date,
            self.end_date,
            self.date_terminated,
        )

    @api.model
    def _today_and_soon(self):
        """Return today and the last day on which an end counts as near."""
        today = fields.Date.context_today(self)
        # what a company has set is for everybody who works in it
        days = self.env.company.sudo().mtm_agreement_reminder_days
        return today, today + timedelta(days=days)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._state_sql(alias), tuple(value) or (None,)
            ),
            predicate=lambda agreement: agreement.state in value,
        )

    def _search_is_in_force(self, operator, value):
        return self._search_state(operator, _IN_FORCE)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let agreements be grouped by how they stand."""
        if field_expr == "state":
            return self._state_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    def _state_sql(self, alias):
        """Say in SQL what :func:`validity.agreement_state` says in Python."""
        today, soon = self._today_and_soon()
        names = ("signature_date", "start_date", "end_date", "date_terminated")
        columns = {name: self._field_to_sql(alias, name) for name in names}
        return SQL(
            """CASE
                WHEN %(signature_date)s IS NULL OR %(signature_date)s > %(today)s
                    THEN 'draft'
                WHEN %(date_terminated)s <= %(today)s THEN 'terminated'
                WHEN %(end_date)s < %(today)s THEN 'expired'
                WHEN %(start_date)s > %(today)s THEN 'signed'
                WHEN %(end_date)s <= %(soon)s THEN 'expiring'
                ELSE 'in_force'
            END""",
            today=today,
            soon=soon,
            **columns,
        )

    def _filtered_valid_on(self, day):
        """Return those signed by the day and in force on it.

        :param day: a date
        """
        return self.filtered(
            lambda agreement: agreement._state_on(day, day) in _IN_FORCE
        )

    def _describe_validity(self):
        """Say in a sentence why this agreement is not in force today."""
        self.ensure_one()
        name = self.display_name
        sentences = {
            "draft": self.env._("%(agreement)s is not signed.", agreement=name),
            "signed": self.env._(
                "%(agreement)s starts on %(date)s.",
                agreement=name,
                date=self.start_date,
            ),
            "expired": self.env._(
                "%(agreement)s ended on %(date)s.", agreement=name, date=self.end_date
            ),
            "terminated": self.env._(
                "%(agreement)s was terminated on %(date)s.",
                agreement=name,
                date=self.date_terminated,
            ),
        }
        in_force = self.env._("%(agreement)s is in force.", agreement=name)
        return sentences.get(self.state, in_force)

    def _compute_commitment_count(self):
        is_open = Domain("state", "=", "open")
        counts = self._count_commitments(is_open)
        overdue = self._count_commitments(is_open & Domain("date_due", "<", "today"))
        for agreement in self:
            agreement.commitment_count = counts.get(agreement, 0)
            agreement.commitment_overdue_count = overdue.get(agreement, 0)

    def _count_commitments(self, domain):
        return dict(
            self.env["mtm.commitment"]._read_group(
                Domain("agreement_id", "in", self.ids) & domain,
                ["agreement_id"],
                ["__count"],
            )
        )

    @api.constrains("engagement_ids", "partner_id")
    def _check_engagements_are_of_the_partner(self):
        self.engagement_ids._check_agreements_of_parties()

    @api.model
    def _reminder_domain(self):
        return (
            super()._reminder_domain()
            & Domain("signature_date", "!=", False)
            & Domain("date_terminated", "=", False)
            & Domain("is_template", "=", False)
        )

    @api.model
    def _reminder_company_domain(self, company):
        by_user = Domain("company_id", "=", False) & super()._reminder_company_domain(
            company
        )
        return Domain("company_id", "=", company.id) | by_user

    def action_view_commitments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_commitment_action"
        )
        return action | {
            "domain": [("agreement_id", "=", self.id)],
            "context": {
                "default_agreement_id": self.id,
                "default_partner_id": self.commercial_partner_id.id,
                "search_default_open": 1,
            },
        }

    def action_amend(self):
        """Open an empty amendment of this agreement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Amendment"),
            "res_model": "mtm.agreement.amendment",
            "view_mode": "form",
            "context": {"default_agreement_id": self.id},
        }
