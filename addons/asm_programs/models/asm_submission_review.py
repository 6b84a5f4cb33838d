from odoo import api, fields, models

from .asm_delegation import APPROVER


class AsmSubmission(models.Model):
    """What the reviewer of a report opens, and whether the user is one."""

    _inherit = "asm.submission"

    may_review = fields.Boolean(compute="_compute_may_review")
    waiting_count = fields.Integer(
        string="Numbers to Review", compute="_compute_waiting_count"
    )
    finding_count = fields.Integer(
        string="Number of Findings", compute="_compute_finding_count"
    )

    @api.depends("state", "actual_ids.state")
    @api.depends_context("uid")
    def _compute_may_review(self):
        """By own duty or a delegation; whether it is one's own is said on the try."""
        is_approver = self.env.user.has_group(APPROVER)
        Delegation = self.env["asm.delegation"]
        for program, reports in self.grouped("program_id").items():
            duty = is_approver or bool(Delegation._delegators(program.sudo()))
            for report in reports:
                report.may_review = duty and (
                    report.state == "submitted" or bool(report.waiting_count)
                )

    @api.depends("actual_ids.state")
    def _compute_waiting_count(self):
        counts = dict(
            self.env["asm.actual"]._read_group(
                [("submission_id", "in", self.ids), ("state", "=", "submitted")],
                ["submission_id"],
                ["__count"],
            )
        )
        for report in self:
            report.waiting_count = counts.get(report, 0)

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        counts = dict(
            self.env["asm.submission.finding"]._read_group(
                [("submission_id", "in", self.ids), ("superseded_on", "=", False)],
                ["submission_id"],
                ["__count"],
            )
        )
        for report in self:
            report.finding_count = counts.get(report, 0)

    def action_review(self):
        """Open the numbers of this report as a reviewer wants them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_action_review"
        )
        return action | {
            "name": self.env._("Review: %(report)s", report=self.display_name),
            "domain": [("submission_id", "=", self.id)],
        }

    def action_view_history(self):
        self.ensure_one()
        return self.env["asm.actual.change"]._action_view(
            [("submission_id", "=", self.id)]
        )

    def action_view_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_submission_finding_action"
        )
        return action | {"domain": [("submission_id", "=", self.id)]}
