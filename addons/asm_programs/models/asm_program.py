from odoo import api, fields, models


class AsmProgram(models.Model):
    """A programme, project or portfolio: what is done, for whom, by whose money."""

    _name = "asm.program"
    _description = "Programme"
    _inherit = ["mail.thread", "mail.activity.mixin", "mtm.restrict.mixin"]
    _parent_store = True
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    code = fields.Char(required=True, tracking=True)
    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "asm.program", string="Part Of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("asm.program", "parent_id", string="Consists Of")
    country_ids = fields.Many2many(
        "res.country",
        "asm_program_country_rel",
        "program_id",
        "country_id",
        string="Countries",
    )
    theme_ids = fields.Many2many("mtm.theme", string="Themes")
    mineral_ids = fields.Many2many("mtm.mineral", string="Minerals")
    manager_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    stage_id = fields.Many2one(
        "asm.program.stage",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
        default=lambda self: self.env["asm.program.stage"].search([], limit=1),
        group_expand="_read_group_expand_full",
    )
    date_start = fields.Date(string="Start", tracking=True)
    date_end = fields.Date(string="End", tracking=True)
    frequency = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
        ],
        string="Reports Every",
        required=True,
        default="quarter",
        help="The finest period in which numbers are recorded, once.",
    )
    fiscal_month = fields.Integer(
        string="Year Starts In Month",
        required=True,
        default=1,
        help="Calendar of the programme: 1 for January, 10 for October.",
    )
    description = fields.Html(sanitize_attributes=True)
    partner_line_ids = fields.One2many(
        "asm.program.partner", "program_id", string="Organisations", copy=True
    )
    result_ids = fields.One2many("asm.result", "program_id", copy=False)
    program_indicator_ids = fields.One2many(
        "asm.program.indicator", "program_id", string="Indicators"
    )
    share_ids = fields.One2many("asm.award.share", "program_id")
    award_ids = fields.Many2many(
        "asm.award", compute="_compute_award_ids", search="_search_award_ids"
    )
    engagement_ids = fields.Many2many(
        "mtm.engagement",
        "asm_program_engagement_rel",
        "program_id",
        "engagement_id",
        string="Engagements",
    )
    project_id = fields.Many2one(
        "project.project",
        string="Work Plan",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    staff_scope_ids = fields.Many2many(
        "mtm.staff.scope",
        "asm_staff_scope_program_rel",
        "program_id",
        "scope_id",
        string="Staff Restricted to It",
        groups="mines_to_markets.group_mtm_admin",
    )
    color = fields.Integer()
    engagement_count = fields.Integer(compute="_compute_link_counts")
    award_count = fields.Integer(compute="_compute_link_counts")
    result_count = fields.Integer(compute="_compute_counts")
    submission_count = fields.Integer(compute="_compute_counts")
    indicator_count = fields.Integer(compute="_compute_counts")
    delivery_count = fields.Integer(compute="_compute_counts")

    _code_unique = models.UniqueIndex(
        "(company_id, code)", "There is a programme with this code already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A programme cannot end before it starts."
    )
    _fiscal_month_range = models.Constraint(
        "CHECK (fiscal_month BETWEEN 1 AND 12)", "A month lies between 1 and 12."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_restricting(self):
        self.sudo().staff_scope_ids._check_stays_narrow(self)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for program in self:
            program.display_name = " ".join(filter(None, (program.code, program.name)))

    @api.depends("share_ids.award_id", "share_ids.superseded_on")
    def _compute_award_ids(self):
        for program in self:
            program.award_ids = program.share_ids.filtered(
                lambda share: not share.superseded_on
            ).award_id

    def _search_award_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        current = [("award_id", operator, value), ("superseded_on", "=", False)]
        return [("share_ids", "any", current)]

    @api.depends("engagement_ids", "award_ids")
    def _compute_link_counts(self):
        for program in self:
            program.engagement_count = len(program.engagement_ids)
            program.award_count = len(program.award_ids)

    def _compute_counts(self):
        results = self._count_by_program("asm.result")
        submissions = self._count_by_program("asm.submission")
        indicators = self._count_by_program("asm.program.indicator")
        deliveries = self._count_by_program("mtm.service.delivery")
        for program in self:
            program.result_count = results.get(program, 0)
            program.submission_count = submissions.get(program, 0)
            program.indicator_count = indicators.get(program, 0)
            program.delivery_count = deliveries.get(program, 0)

    def _count_by_program(self, model):
        return dict(
            self.env[model]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )

    def _periods(self, date_from, date_to):
        """Return the periods of this programme's calendar inside a window."""
        self.ensure_one()
        return self.env["asm.period"]._ensure(
            self.frequency, self.fiscal_month, date_from, date_to
        )

    def action_view_indicators(self):
        return self._action_view("asm_program_indicator_action")

    def action_view_results(self):
        return self._action_view("asm_result_action")

    def action_view_submissions(self):
        return self._action_view("asm_submission_action")

    def action_view_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_service_delivery_action"
        )
        return action | {
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }

    def action_view_awards(self):
        return self.award_ids._get_records_action(name=self.env._("Awards"))

    def action_view_engagements(self):
        return self.engagement_ids._get_records_action(name=self.env._("Engagements"))

    def _action_view(self, action_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"asm_programs.{action_name}"
        )
        return action | {
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }
