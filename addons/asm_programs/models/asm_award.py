from odoo import api, fields, models


class AsmAward(models.Model):
    """A grant or contract from a donor, or an organisation's own resources."""

    _name = "asm.award"
    _description = "Award"
    _inherit = ["mail.thread", "mail.activity.mixin", "mtm.restrict.mixin"]
    _order = "reference, id"
    _rec_name = "reference"
    _rec_names_search = ["reference", "name", "donor_id"]
    _check_company_auto = True

    reference = fields.Char(required=True, tracking=True)
    name = fields.Char(tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("grant", "Grant"), ("contract", "Contract"), ("own", "Own resources")],
        required=True,
        default="grant",
        tracking=True,
    )
    donor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('is_company', '=', True)]",
    )
    prime_id = fields.Many2one(
        "res.partner",
        string="Prime Recipient",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        help="Who received the money first, where it is passed on to us.",
    )
    amount = fields.Monetary(tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    date_start = fields.Date(string="Start", required=True, tracking=True)
    date_end = fields.Date(string="End", required=True, tracking=True)
    fiscal_month = fields.Integer(
        string="Donor's Year Starts In Month",
        required=True,
        default=1,
        help="1 for January, 10 for October (as the US Government's).",
    )
    period_ids = fields.One2many("asm.award.period", "award_id", copy=True)
    share_ids = fields.One2many("asm.award.share", "award_id")
    award_indicator_ids = fields.One2many(
        "asm.award.indicator", "award_id", string="Indicators", copy=True
    )
    program_ids = fields.Many2many(
        "asm.program",
        string="Programmes",
        compute="_compute_program_ids",
        search="_search_program_ids",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    calendar_warning = fields.Text(compute="_compute_calendar_warning")
    report_count = fields.Integer(compute="_compute_report_count")

    _reference_unique = models.UniqueIndex(
        "(company_id, reference)", "There is an award with this reference already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An award cannot end before it starts."
    )
    _fiscal_month_range = models.Constraint(
        "CHECK (fiscal_month BETWEEN 1 AND 12)", "A month lies between 1 and 12."
    )
    _grant_has_donor = models.Constraint(
        "CHECK (kind = 'own' OR donor_id IS NOT NULL)",
        "A grant or contract has a donor.",
    )

    @api.depends("reference", "donor_id.name", "name")
    def _compute_display_name(self):
        for award in self:
            award.display_name = " ".join(
                filter(None, (award.reference, award.name or award.donor_id.name))
            )

    @api.depends("share_ids.program_id", "share_ids.superseded_on")
    def _compute_program_ids(self):
        # searched: the rules may have left shares in the cache that are hidden
        programs = dict(
            self.env["asm.award.share"]._read_group(
                [("award_id", "in", self.ids), ("superseded_on", "=", False)],
                ["award_id"],
                ["program_id:recordset"],
            )
        )
        for award in self:
            award.program_ids = programs.get(award)

    def _search_program_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        current = [("program_id", operator, value), ("superseded_on", "=", False)]
        return [("share_ids", "any", current)]

    @api.depends(
        "period_ids.date_start",
        "period_ids.date_end",
        "share_ids.program_id.frequency",
        "share_ids.program_id.fiscal_month",
    )
    def _compute_calendar_warning(self):
        for award in self:
            award.calendar_warning = "\n".join(award._calendar_misfits()) or False

    def _calendar_misfits(self):
        """Return a sentence for each programme whose periods cross the award's."""
        self.ensure_one()
        misfits = []
        for program in self.program_ids:
            crossing = self.period_ids.filtered(
                lambda period, p=program: not period._fits(p)
            )
            if crossing:
                misfits.append(
                    self.env._(
                        "%(program)s records its numbers in periods that cross the "
                        "borders of %(periods)s. Only whole periods count; such a "
                        "report stays incomplete.",
                        program=program.display_name,
                        periods=", ".join(crossing.mapped("name")),
                    )
                )
        return misfits

    def _compute_report_count(self):
        counts = dict(
            self.env["asm.donor.report"]._read_group(
                [("award_ids", "in", self.ids)], ["award_ids"], ["__count"]
            )
        )
        for award in self:
            award.report_count = counts.get(award, 0)

    def action_view_reports(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_donor_report_action"
        )
        return action | {
            "domain": [("award_ids", "in", self.ids)],
            "context": {"default_award_ids": self.ids},
        }

    def action_view_programs(self):
        return self.program_ids._get_records_action(name=self.env._("Programmes"))
