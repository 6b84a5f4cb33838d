from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ._results_source import until

MODELS = {"target": "asm.target", "baseline": "asm.baseline"}


class AsmLedger(models.Model):
    """Targets and baselines by cell: what was approved first, what holds now, and what
    was known at a moment that the reader chooses.

    One row is one cell: its versions are those of ``asm.target`` or ``asm.baseline``.
    The moment is ``asm_as_of`` of the context, in UTC.
    """

    _name = "asm.ledger"
    _description = "Ledger of Targets and Baselines"
    _auto = False
    _order = "program_indicator_id, kind desc, date_from, id"
    _depends = {
        "asm.target": ["value", "numerator", "denominator", "approved_on", "state"],
        "asm.baseline": ["value", "numerator", "denominator", "approved_on", "state"],
        "asm.program.indicator": ["indicator_id"],
        "asm.indicator": ["multiplier"],
    }

    kind = fields.Selection(
        [("target", "Target"), ("baseline", "Baseline")], readonly=True
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator", string="Indicator", readonly=True
    )
    program_id = fields.Many2one("asm.program", string="Programme", readonly=True)
    award_id = fields.Many2one("asm.award", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    site_id = fields.Many2one("mtm.site", readonly=True)
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation", string="Category", readonly=True
    )
    original_key = fields.Integer(readonly=True)
    original_number = OptionalFloat(aggregator=None, readonly=True)
    original_on = fields.Datetime(string="First Approved On", readonly=True)
    original = fields.Char(compute="_compute_words")
    current_key = fields.Integer(readonly=True)
    current_number = OptionalFloat(aggregator=None, readonly=True)
    current_on = fields.Datetime(string="Holds Since", readonly=True)
    current = fields.Char(compute="_compute_words")
    difference = OptionalFloat(
        aggregator=None, readonly=True, help="What holds now less what was first."
    )
    revision_count = fields.Integer(
        string="Revisions", readonly=True, help="How often it changed since the first."
    )
    reason = fields.Char(string="Reason of the Last Change", readonly=True)
    donor_reference = fields.Char(readonly=True)
    proposal_key = fields.Integer(readonly=True)
    proposal = fields.Char(string="Open Proposal", compute="_compute_words")
    proposal_count = fields.Integer(string="Open Proposals", readonly=True)
    known_key = fields.Integer(compute="_compute_known")
    known_number = OptionalFloat(compute="_compute_known", aggregator=None)
    known = fields.Char(string="Known Then", compute="_compute_known")
    known_on = fields.Datetime(string="Approved by Then", compute="_compute_known")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(id) AS id, kind, program_indicator_id, program_id, award_id,
                   date_from, date_to, site_id, disaggregation_id,
                   (array_agg(version ORDER BY %(first)s) FILTER (%(approved)s))[1]
                   AS original_key,
                   (array_agg(number ORDER BY %(first)s) FILTER (%(approved)s))[1]
                   AS original_number,
                   min(approved_on) AS original_on,
                   (array_agg(version ORDER BY %(last)s) FILTER (%(approved)s))[1]
                   AS current_key,
                   (array_agg(number ORDER BY %(last)s) FILTER (%(approved)s))[1]
                   AS current_number,
                   max(approved_on) AS current_on,
                   (array_agg(number ORDER BY %(last)s) FILTER (%(approved)s))[1]
                   - (array_agg(number ORDER BY %(first)s) FILTER (%(approved)s))[1]
                   AS difference,
                   GREATEST(count(approved_on) - 1, 0) AS revision_count,
                   (array_agg(reason ORDER BY %(last)s) FILTER (%(approved)s))[1]
                   AS reason,
                   (array_agg(donor_reference ORDER BY %(last)s)
                    FILTER (%(approved)s))[1] AS donor_reference,
                   max(version) FILTER (%(proposed)s) AS proposal_key,
                   count(*) FILTER (%(proposed)s) AS proposal_count
              FROM (%(targets)s UNION ALL %(baselines)s) AS versions
             WHERE state IN ('approved', 'proposed')
             GROUP BY kind, program_indicator_id, program_id, award_id, date_from,
                      date_to, site_id, disaggregation_id
            """,
            first=SQL("approved_on, version"),
            last=SQL("approved_on DESC, version DESC"),
            approved=SQL("WHERE approved_on IS NOT NULL"),
            proposed=SQL("WHERE state = 'proposed'"),
            targets=self._versions("target", "date_from", "date_to"),
            baselines=self._versions("baseline", "NULL::date", "NULL::date"),
        )

    def _versions(self, kind, date_from, date_to):
        return SQL(
            """
            SELECT 2 * version.id + %(odd)s AS id, %(kind)s AS kind,
                   version.id AS version, version.program_indicator_id,
                   version.program_id, version.award_id, %(date_from)s AS date_from,
                   %(date_to)s AS date_to, version.site_id, version.disaggregation_id,
                   COALESCE(
                       version.value,
                       version.numerator / version.denominator
                       * indicator.multiplier::numeric
                   ) AS number,
                   version.reason, version.donor_reference, version.approved_on,
                   version.state
              FROM %(table)s version
              JOIN asm_program_indicator used
                ON used.id = version.program_indicator_id
              JOIN asm_indicator indicator ON indicator.id = used.indicator_id
            """,
            odd=int(kind == "baseline"),
            kind=kind,
            date_from=SQL(date_from),
            date_to=SQL(date_to),
            table=SQL.identifier(self.env[MODELS[kind]]._table),
        )

    def _compute_display_name(self):
        for row in self:
            row.display_name = row._version(row.current_key or row.proposal_key)[
                "display_name"
            ]

    def _version(self, key):
        """Return a version of this cell, none without a key."""
        return self.env[MODELS[self.kind]].browse(key or ())

    def _compute_words(self):
        for row in self:
            row.original = row._version(row.original_key).shown
            row.current = row._version(row.current_key).shown
            row.proposal = row._version(row.proposal_key).shown

    @api.depends_context("asm_as_of")
    def _compute_known(self):
        moment = self.env["asm.program.indicator"]._moment(
            self.env.context.get("asm_as_of")
        )
        known = self._known_by(moment) if moment else {}
        for row in self:
            version = known.get(row._cell(), row._version(None))
            row.known_key = version.id
            number = version._number() if version else None
            row.known_number = False if number is None else float(number)
            row.known = version.shown
            row.known_on = version.approved_on

    def _known_by(self, moment):
        """Return ``{cell: version}`` of what held at a moment, by two queries."""
        found = {}
        for kind, model in MODELS.items():
            lines = self.filtered(lambda row, k=kind: row.kind == k)
            if not lines:
                continue
            versions = self.env[model].search(
                until("approved_on", moment)
                & Domain("program_indicator_id", "in", lines.program_indicator_id.ids)
            )
            for version in versions._latest_of_each():
                found[kind, *version._cell_key()] = version
        return found

    def _cell(self):
        names = self.env[MODELS[self.kind]]._cell_fields
        return (
            self.kind,
            *(
                self[name].id if self._fields[name].type == "many2one" else self[name]
                for name in names
            ),
        )

    def action_open_version(self):
        """Open the version that holds, or what is proposed where none does."""
        self.ensure_one()
        return self._version(
            self.current_key or self.proposal_key
        )._get_records_action()

    def action_workbook(self):
        return self._action_report("asm_programs.asm_ledger_report")

    def action_pages(self):
        return self._action_report("asm_programs.asm_ledger_report_pages")

    def _action_report(self, name):
        """Take out the rows chosen, or all that are shown, as of the moment shown."""
        rows = self or self.search(self.env.context.get("active_domain") or [])
        # with data, one file is made of all rows, and the moment goes along
        data = {"asm_as_of": self.env.context.get("asm_as_of") or ""}
        return self.env.ref(name).report_action(rows, data=data, config=False)

    def action_choose_moment(self):
        """Ask for a moment, and keep what the reader has filtered by."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_ledger_moment_action"
        )
        domain = self.env.context.get("active_domain") or []
        return action | {"context": {"asm_ledger_domain": domain}}
