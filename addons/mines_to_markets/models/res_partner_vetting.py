from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# One row per stakeholder and kind of check: the latest decided check of the kind,
# or what is required and has none.
_STANDINGS = """
    SELECT COALESCE(required.partner_id, decided.partner_id) AS partner_id,
           COALESCE(required.kind, decided.kind) AS kind,
           decided.date,
           decided.date_expiry,
           CASE
               WHEN decided.result IS NULL THEN 'missing'
               WHEN decided.result = 'failed' THEN 'failed'
               WHEN decided.date_expiry < %(today)s THEN 'expired'
               WHEN decided.date_expiry <= %(soon)s THEN 'expiring'
               ELSE 'valid'
           END AS standing
      FROM (
               SELECT DISTINCT partner.id AS partner_id, requirement.kind
                 FROM mtm_vetting_requirement requirement
                 JOIN mtm_stakeholder_type type
                   ON requirement.stakeholder_type_id IS NULL
                   OR '/' || type.parent_path LIKE
                      '%%/' || requirement.stakeholder_type_id || '/%%'
                 JOIN res_partner partner ON partner.stakeholder_type_id = type.id
                WHERE %(required_of)s
           ) required
      FULL JOIN (
               SELECT DISTINCT ON (partner_id, kind)
                      partner_id, kind, result, date, date_expiry
                 FROM mtm_vetting
                WHERE result <> 'pending' AND %(decided_of)s
                ORDER BY partner_id, kind, date DESC, id DESC
           ) decided
        ON decided.partner_id = required.partner_id AND decided.kind = required.kind
"""

# The worst standing of a stakeholder's kinds of check, and of what is asked for.
_STATES = """
    SELECT partner_id,
           CASE
               WHEN bool_or(standing = 'failed') THEN 'failed'
               WHEN bool_or(standing = 'expired') THEN 'expired'
               WHEN bool_and(standing = 'missing') THEN 'none'
               WHEN bool_or(standing = 'missing') THEN 'pending'
               WHEN bool_and(standing = 'asked') THEN 'pending'
               WHEN bool_or(standing = 'expiring') THEN 'expiring'
               ELSE 'valid'
           END AS state,
           MIN(date_expiry) FILTER (WHERE standing <> 'failed') AS expiry
      FROM (
               SELECT partner_id, standing, date_expiry FROM (%(standings)s) decided
                UNION ALL
               SELECT partner_id, 'asked', NULL FROM mtm_vetting
                WHERE result = 'pending' AND %(asked_of)s
           ) standings
     GROUP BY partner_id
"""


class ResPartner(models.Model):
    _inherit = "res.partner"

    vetting_ids = fields.One2many(
        "mtm.vetting",
        "partner_id",
        string="Vettings",
        groups="mines_to_markets.group_mtm_user",
    )
    vetting_state = fields.Selection(
        [
            ("none", "Not vetted"),
            ("pending", "Pending"),
            ("valid", "Valid"),
            ("expiring", "Expiring"),
            ("expired", "Expired"),
            ("failed", "Failed"),
        ],
        string="Vetting",
        compute="_compute_vetting",
        search="_search_vetting_state",
        groups="mines_to_markets.group_mtm_user",
        help="By the latest decided check of each kind and the checks that are "
        "required of this type of stakeholder: the worst of them counts.",
    )
    vetting_expiry = fields.Date(
        string="Vetted Until",
        compute="_compute_vetting",
        search="_search_vetting_expiry",
        groups="mines_to_markets.group_mtm_user",
        help="The day on which the first of the checks that count expires.",
    )

    @api.depends("stakeholder_type_id", "vetting_ids.result", "vetting_ids.date_expiry")
    @api.depends_context("company")
    def _compute_vetting(self):
        found = {}
        if self.ids:
            for partner_id, *values in self.env.execute_query(
                self._vetting_states_sql()
            ):
                found[partner_id] = values
        for partner in self:
            partner.vetting_state, partner.vetting_expiry = found.get(
                partner._origin.id, ("none", False)
            )

    def _search_vetting_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_vetting(SQL("state IN %s", tuple(value) or (None,)))
        if "none" in value:
            # whoever nobody asked about has no row at all
            domain |= ~self._domain_vetting(SQL("TRUE"))
        return domain

    def _search_vetting_expiry(self, operator, value):
        if operator in ("<", "<=", ">", ">="):
            return self._domain_vetting(SQL("expiry %s %s", SQL(operator), value))
        if operator != "in":
            return NotImplemented
        days = tuple(day for day in value if day)
        domain = self._domain_vetting(SQL("expiry IN %s", days or (None,)))
        if len(days) < len(value):
            domain |= ~self._domain_vetting(SQL("expiry IS NOT NULL"))
        return domain

    @api.model
    def _domain_vetting(self, condition):
        """Return those whose state or expiry meets an SQL condition."""
        # Odoo checks the access to columns only, not to what has a search method
        self._check_field_access(self._fields["vetting_state"], "read")
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT partner_id FROM (%s) states WHERE %s)",
                self.browse()._vetting_states_sql(),
                condition,
            ),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let stakeholders be grouped by how their vetting stands."""
        if field_expr != "vetting_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        if query is None:
            raise ValueError(f"Cannot convert {field_expr} to SQL without a query")
        states = query.make_alias(alias, "vetting_state")
        query.add_join(
            "LEFT JOIN",
            states,
            SQL("(%s)", self.browse()._vetting_states_sql()),
            SQL(
                "%s = %s",
                SQL.identifier(alias, "id"),
                SQL.identifier(states, "partner_id"),
            ),
        )
        return SQL("COALESCE(%s, 'none')", SQL.identifier(states, "state"))

    def _vetting_states_sql(self):
        """Return the query of state and expiry, of these partners or of all."""
        return SQL(
            _STATES,
            standings=self._vetting_standings_sql(),
            asked_of=self._of_these("partner_id"),
        )

    def _vetting_standings_sql(self):
        """Return the query of how each kind of check stands."""
        self.env["mtm.vetting"].flush_model()
        self.env["mtm.vetting.requirement"].flush_model()
        self.env["mtm.stakeholder.type"].flush_model(["parent_path"])
        self.env["res.partner"].flush_model(["stakeholder_type_id"])
        today = fields.Date.context_today(self)
        days = self.env.company.sudo().mtm_vetting_reminder_days
        return SQL(
            _STANDINGS,
            today=today,
            soon=today + timedelta(days=days),
            required_of=self._of_these("partner.id"),
            decided_of=self._of_these("partner_id"),
        )

    def _of_these(self, column):
        # nothing but a column that is written above gets here
        if not self.ids:
            return SQL("TRUE")
        return SQL("%s IN %s", SQL(column), tuple(self.ids))
