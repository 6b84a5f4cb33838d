from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import facts


class AsmOverlap(models.Model):
    """People counted by more than one site, partner or programme."""

    _name = "asm.overlap"
    _description = "Overlap"
    _inherit = ["asm.history.mixin", "mtm.category.mixin"]
    _order = "period_id, id"

    program_ids = fields.Many2many(
        "asm.program", string="Programmes", required=True, ondelete="restrict"
    )
    indicator_id = fields.Many2one(
        "asm.indicator",
        required=True,
        index=True,
        ondelete="restrict",
        help="One that counts people.",
    )
    period_id = fields.Many2one(
        "asm.period", required=True, index=True, ondelete="restrict"
    )
    site_ids = fields.Many2many("mtm.site", string="Sites", ondelete="restrict")
    partner_ids = fields.Many2many(
        "res.partner",
        "asm_overlap_partner_rel",
        "overlap_id",
        "partner_id",
        string="Partners",
        ondelete="restrict",
        help="The organisations that counted the same people.",
    )
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        index="btree_not_null",
        ondelete="restrict",
    )
    value = OptionalFloat(
        aggregator=None,
        required=True,
        help="How many were counted once too often: who stands in three lists was "
        "counted twice too often. 0 takes an earlier declaration back.",
    )
    method = fields.Text(help="How the overlap was found out.")
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "asm_overlap_evidence_rel",
        "overlap_id",
        "evidence_id",
        ondelete="restrict",
    )
    shown = fields.Char(string="Counted Too Often", compute="_compute_shown")
    reported_text = fields.Text(
        string="What They Report", compute="_compute_reported_text"
    )
    current_id = fields.Many2one(
        "asm.overlap", string="Holds Now", compute="_compute_history"
    )
    history_ids = fields.Many2many("asm.overlap", compute="_compute_history")

    _cell_fields = (
        "indicator_id",
        "period_id",
        "disaggregation_id",
        "program_ids",
        "site_ids",
        "partner_ids",
    )
    _kept_columns = (
        *("indicator_id", "period_id", "disaggregation_id", "value", "method"),
        *("reason", "proposed_by", "approved_by", "approved_on"),
    )

    _value_not_negative = models.Constraint(
        "CHECK (value >= 0)", "People counted too often are not fewer than none."
    )

    @api.depends("indicator_id.display_name", "period_id.name")
    def _compute_display_name(self):
        for overlap in self:
            overlap.display_name = bool(overlap.indicator_id) and self.env._(
                "Overlap in %(indicator)s, %(period)s",
                indicator=overlap.indicator_id.display_name or "",
                period=overlap.period_id.name or "",
            )

    @api.depends("value")
    def _compute_shown(self):
        for overlap in self:
            number = overlap._decimal("value")
            overlap.shown = number is not None and f"{number.normalize():f}"

    @api.constrains("program_ids", "site_ids", "partner_ids")
    def _check_between_places(self):
        for overlap in self:
            if not overlap._between():
                raise ValidationError(
                    self.env._(
                        "%(overlap)s: an overlap is between places. Name at least two "
                        "sites, two partners or two programmes that counted the same "
                        "people.",
                        overlap=overlap.display_name,
                    )
                )

    @api.constrains("indicator_id")
    def _check_counts_people(self):
        for overlap in self:
            if not overlap._is_of_people():
                raise ValidationError(
                    self.env._(
                        "%(indicator)s counts no people. Only who is a person can be "
                        "counted by two; tonnes or money are simply added.",
                        indicator=overlap.indicator_id.display_name,
                    )
                )

    @api.constrains("indicator_id", "program_ids")
    def _check_indicator_of_programs(self):
        # which indicators a programme uses counts for everybody
        for overlap in self.sudo():
            users = overlap.indicator_id.program_indicator_ids.program_id
            other = overlap.program_ids - users
            if other:
                raise ValidationError(
                    self.env._(
                        "%(program)s does not use %(indicator)s, so nobody is counted "
                        "there.",
                        program=other[0].display_name,
                        indicator=overlap.indicator_id.display_name,
                    )
                )

    @api.constrains("state", *_cell_fields)
    def _check_one_proposal(self):
        for overlap in self.filtered(lambda o: o.state == "proposed"):
            if overlap.sudo()._open_proposal() - overlap:
                raise ValidationError(
                    self.env._(
                        "A proposal for %(overlap)s is open already. Change that one, "
                        "or have it decided first.",
                        overlap=overlap.display_name,
                    )
                )

    def _is_of_people(self):
        indicator = self.indicator_id
        rules = ("time_aggregation", "numerator_time", "denominator_time")
        return indicator.counts_people or "unique" in [indicator[r] for r in rules]

    def _between(self):
        """Return by what its places are told apart: a field's name, or None.

        Programmes stand before partners, and partners before sites: the overlap is
        taken from where the places of that kind are added up.
        """
        self.ensure_one()
        names = ("program_ids", "partner_ids", "site_ids")
        return next((name for name in names if len(self[name]) > 1), None)

    def _as_overlap(self):
        self.ensure_one()
        return facts.Overlap(
            self.period_id.date_start,
            self.period_id.date_end,
            self._decimal("value"),
            tuple(self.site_ids.ids),
            self.disaggregation_id._categories(),
            self.period_id.id,
        )

    def _programs_to_ask(self):
        # one programme asks for all
        return self.env["asm.program"].union(*(o.program_ids[:1] for o in self))

    def _thread_to_tell(self):
        self.ensure_one()
        return self.program_ids[:1]

    def action_propose_change(self):
        """Open a proposal for the same places, or the one that is open already."""
        self.ensure_one()
        self.check_access("read")
        waiting = self._open_proposal()
        if waiting:
            return waiting._get_records_action()
        values = {}
        for name in (*self._cell_fields, "method", "evidence_ids"):
            value = self[name]
            if self._fields[name].type == "many2many":
                value = [Command.set(value.ids)]
            elif isinstance(value, models.BaseModel):
                value = value.id
            values[f"default_{name}"] = value
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Change"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": values,
        }
