from odoo import api, fields, models
from odoo.exceptions import UserError

# what people write there; all else is found by the system
WRITTEN = frozenset({"deviation_cause", "deviation_action"})


class AsmDonorReportProblem(models.Model):
    """Something that would make a donor report wrong, and the way to mend it."""

    _name = "asm.donor.report.problem"
    _description = "Problem of a Donor Report"
    _order = "report_id, is_warning, sequence, id"
    _rec_name = "sentence"

    report_id = fields.Many2one(
        "asm.donor.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("rate", "Exchange rate"),
            ("unapproved", "Not approved"),
            ("missing", "Missing number"),
            ("deviation", "Deviation to explain"),
            ("target", "No target"),
            ("budget", "Budget line"),
            ("evidence", "Evidence"),
            ("calendar", "Calendar"),
            ("money", "Financial report"),
            ("narrative", "Narrative"),
        ],
        required=True,
    )
    sentence = fields.Text(string="What Is Wrong", required=True)
    is_warning = fields.Boolean(
        string="Warning", help="The report is right all the same; look at it."
    )
    award_indicator_id = fields.Many2one(
        "asm.award.indicator",
        string="Indicator",
        index="btree_not_null",
        ondelete="cascade",
    )
    res_model = fields.Char(required=True)
    res_domain = fields.Json(required=True)
    res_context = fields.Json()
    deviation_cause = fields.Text(
        string="Why Off Target",
        compute="_compute_deviation",
        inverse="_inverse_deviation",
    )
    deviation_action = fields.Text(
        string="What Is Done About It",
        compute="_compute_deviation",
        inverse="_inverse_deviation",
    )
    is_explained = fields.Boolean(compute="_compute_deviation")

    @api.depends("award_indicator_id", "report_id.award_period_id", "kind")
    def _compute_deviation(self):
        for report, problems in self.grouped("report_id").items():
            said = report._deviations(problems.award_indicator_id)
            for problem in problems:
                own = said.get(problem.award_indicator_id)
                is_own = problem.kind == "deviation" and own
                problem.deviation_cause = own.cause if is_own else False
                problem.deviation_action = own.action if is_own else False
                problem.is_explained = bool(is_own)

    def _inverse_deviation(self):
        Deviation = self.env["asm.deviation"]
        for problem in self.filtered(lambda one: one.kind == "deviation"):
            cause = (problem.deviation_cause or "").strip()
            if not cause:
                raise UserError(
                    self.env._(
                        "Say why %(indicator)s is off target.",
                        indicator=problem.award_indicator_id.display_name,
                    )
                )
            values = {"cause": cause, "action": problem.deviation_action}
            report, indicator = problem.report_id, problem.award_indicator_id
            own = report._deviations(indicator).get(indicator)
            if own:
                own.write(values)
            else:
                Deviation.create(
                    {
                        "award_indicator_id": indicator.id,
                        "award_period_id": report.award_period_id.id,
                        **values,
                    }
                )

    def write(self, vals):
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name in WRITTEN}
        return super().write(vals)

    def action_open(self):
        """Open the very records that mend it."""
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        records = self.env[own.res_model].search(own.res_domain, limit=2)
        action = {
            "type": "ir.actions.act_window",
            "name": own.sentence,
            "res_model": own.res_model,
            "view_mode": "list,form",
            "domain": own.res_domain,
            "context": own.res_context or {},
        }
        if len(records) == 1:
            action |= {"view_mode": "form", "res_id": records.id}
        return action
