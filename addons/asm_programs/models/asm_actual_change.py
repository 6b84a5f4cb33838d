from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mines_to_markets.fields import OptionalFloat

STATE_COLUMNS = (
    "state",
    "value",
    "numerator",
    "denominator",
    "text",
    "option_id",
    "missing_reason",
    "comment",
)


class AsmActualChange(models.Model):
    """What happened to a number, one row a change: who, when, from what to what, why,
    and in whose place.

    Read from the earlier states that the trail keeps and from the number as it
    stands: a state in the trail names who ended it, so the next one is what they
    made of it.
    """

    _name = "asm.actual.change"
    _description = "History of a Number"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "actual_id"
    _depends = {
        "asm.actual": [
            "submission_id",
            "program_id",
            "partner_id",
            "program_indicator_id",
            "site_id",
            "disaggregation_id",
            *STATE_COLUMNS,
        ],
        "asm.actual.revision": [
            "actual_id",
            "user_id",
            "on_behalf_id",
            "reason",
            "valid_to",
            *STATE_COLUMNS,
        ],
    }

    actual_id = fields.Many2one("asm.actual", string="Number", readonly=True)
    submission_id = fields.Many2one("asm.submission", readonly=True)
    program_id = fields.Many2one("asm.program", string="Programme", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Reported By", readonly=True)
    program_indicator_id = fields.Many2one(
        "asm.program.indicator", string="Indicator", readonly=True
    )
    site_id = fields.Many2one("mtm.site", readonly=True)
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation", string="Category", readonly=True
    )
    date = fields.Datetime(string="When", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    on_behalf_id = fields.Many2one("res.users", string="In the Place Of", readonly=True)
    kind = fields.Selection(
        [
            ("entered", "Entered"),
            ("changed", "Changed"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("approved", "Approved"),
            ("reopened", "Reopened"),
        ],
        string="What",
        readonly=True,
    )
    reason = fields.Char(string="Why", readonly=True)
    description = fields.Text(string="What Changed", compute="_compute_description")

    was_state = fields.Char(readonly=True)
    was_value = OptionalFloat(readonly=True, aggregator=None)
    was_numerator = OptionalFloat(readonly=True, aggregator=None)
    was_denominator = OptionalFloat(readonly=True, aggregator=None)
    was_text = fields.Text(readonly=True)
    was_option_id = fields.Many2one("asm.scale.value", readonly=True)
    was_missing_reason = fields.Char(readonly=True)
    was_comment = fields.Text(readonly=True)
    state = fields.Char(readonly=True)
    value = OptionalFloat(readonly=True, aggregator=None)
    numerator = OptionalFloat(readonly=True, aggregator=None)
    denominator = OptionalFloat(readonly=True, aggregator=None)
    text = fields.Text(readonly=True)
    option_id = fields.Many2one("asm.scale.value", readonly=True)
    missing_reason = fields.Char(readonly=True)
    comment = fields.Text(readonly=True)

    @property
    def _table_query(self):
        """One row for entering a number and one for each change of it.

        What the window is divided by is what one asks for, so that PostgreSQL reads
        the states of one report or number only.
        """
        own = SQL(", ").join(SQL("states.%s", SQL.identifier(n)) for n in STATE_COLUMNS)
        was = SQL(", ").join(
            SQL(
                "LAG(%s) OVER number AS %s",
                SQL.identifier("states", name),
                SQL.identifier(f"was_{name}"),
            )
            for name in STATE_COLUMNS
        )
        made = SQL(", ").join(
            SQL(
                "LAG(states.%s) OVER number AS %s",
                SQL.identifier(source),
                SQL.identifier(name),
            )
            for source, name in (
                ("ended_by", "ended_by_before"),
                ("on_behalf_id", "on_behalf_before"),
                ("reason", "reason_before"),
                ("valid_to", "since"),
                ("revision_id", "revision_before"),
            )
        )
        return SQL(
            """
            SELECT CASE WHEN revision_before IS NULL THEN 2 * actual_id
                        ELSE 2 * revision_before + 1 END AS id,
                   actual_id, submission_id, program_id, partner_id,
                   program_indicator_id, site_id, disaggregation_id,
                   COALESCE(since, create_date) AS date,
                   COALESCE(ended_by_before, create_uid) AS user_id,
                   on_behalf_before AS on_behalf_id,
                   reason_before AS reason,
                   CASE WHEN revision_before IS NULL THEN 'entered'
                        WHEN state = was_state THEN 'changed'
                        WHEN was_state = 'approved' THEN 'reopened'
                        WHEN state = 'draft' THEN 'changed'
                        ELSE state END AS kind,
                   %s, %s
              FROM (SELECT states.actual_id, states.submission_id, states.program_id,
                           states.partner_id,
                           states.program_indicator_id, states.site_id,
                           states.disaggregation_id, states.create_date,
                           states.create_uid, %s, %s, %s
                      FROM (%s UNION ALL %s) AS states
                    WINDOW number AS (
                           PARTITION BY states.submission_id, states.actual_id
                           ORDER BY states.valid_to NULLS LAST, states.revision_id)
                   ) AS changes
            """,
            SQL(", ").join(map(SQL.identifier, STATE_COLUMNS)),
            SQL(", ").join(SQL.identifier(f"was_{name}") for name in STATE_COLUMNS),
            own,
            was,
            made,
            self._states_before(),
            self._states_now(),
        )

    def _place(self):
        return SQL(
            "number.id AS actual_id, number.submission_id, number.program_id, "
            "number.partner_id, "
            "number.program_indicator_id, number.site_id, number.disaggregation_id, "
            "number.create_date, number.create_uid"
        )

    def _states_before(self):
        columns = (SQL("state.%s", SQL.identifier(name)) for name in STATE_COLUMNS)
        return SQL(
            """
            SELECT %s, state.id AS revision_id, state.valid_to,
                   state.user_id AS ended_by, state.on_behalf_id, state.reason, %s
              FROM asm_actual_revision state
              JOIN asm_actual number ON number.id = state.actual_id
            """,
            self._place(),
            SQL(", ").join(columns),
        )

    def _states_now(self):
        columns = (SQL("number.%s", SQL.identifier(name)) for name in STATE_COLUMNS)
        return SQL(
            """
            SELECT %s, NULL::integer, NULL::timestamp, NULL::integer, NULL::integer,
                   NULL::varchar, %s
              FROM asm_actual number
            """,
            self._place(),
            SQL(", ").join(columns),
        )

    @api.depends("kind", "on_behalf_id", "value", "was_value")
    def _compute_description(self):
        for change in self:
            change.description = "\n".join(change._sentences())

    def _sentences(self):
        """Yield what happened, a sentence each."""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        if self.kind in ("submitted", "returned", "approved", "reopened"):
            yield (
                self.env._(
                    "%(what)s, in the place of %(user)s",
                    what=labels[self.kind],
                    user=self.on_behalf_id.sudo().name,
                )
                if self.on_behalf_id
                else labels[self.kind]
            )
        for name in STATE_COLUMNS[1:]:
            before = self._said_of(f"was_{name}", name)
            after = self._said_of(name, name)
            if before != after:
                yield self._sentence(name, before, after)

    def _sentence(self, name, before, after):
        label = self.env["asm.actual"]._fields[name]._description_string(self.env)
        words = {"what": label, "before": before, "after": after}
        if not before:
            return self.env._("%(what)s: %(after)s", **words)
        if not after:
            return self.env._("%(what)s cleared, it was %(before)s", **words)
        return self.env._("%(what)s from %(before)s to %(after)s", **words)

    def _said_of(self, name, kind):
        """Return what a field says, "" for a blank; 0 is a number."""
        value = self[name]
        if self._fields[name].type == "float":
            return self.env["asm.submission"]._portal_number(value)
        if kind == "option_id":
            return value.sudo().name or ""
        if kind == "missing_reason" and value:
            return dict(self.env["asm.actual"]._selection_of(kind)).get(value, value)
        if kind in ("comment", "text") and value:
            return f"“{value}”"
        return value or ""

    @api.model
    def _action_view(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_change_action"
        )
        return action | {"domain": domain}

    def action_view_actual(self):
        self.ensure_one()
        return self.actual_id._get_records_action(name=self.env._("Number"))
