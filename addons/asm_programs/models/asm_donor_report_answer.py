from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import clock


class AsmDonorReportAnswer(models.Model):
    """What a funder says to a report, and what we say to that: written once, kept."""

    _name = "asm.donor.report.answer"
    _description = "Answer to a Donor Report"
    _order = "date desc, id desc"
    _rec_name = "text"

    report_id = fields.Many2one(
        "asm.donor.report", required=True, index=True, ondelete="cascade"
    )
    award_id = fields.Many2one(
        "asm.award",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_award_id(),
        help="Whose people said it, and read it.",
    )
    kind = fields.Selection(
        [
            ("comment", "Comment"),
            ("return", "Returned"),
            ("accept", "Accepted"),
            ("reply", "Our answer"),
        ],
        required=True,
        default="reply",
    )
    text = fields.Text(required=True)
    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: clock.now()
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    _text_says_something = models.Constraint(
        "CHECK (btrim(text) <> '')", "An answer says something."
    )

    @api.model
    def _default_award_id(self):
        report_id = self.env.context.get("default_report_id")
        return self.env["asm.donor.report"].browse(report_id or ()).award_ids[:1]

    @api.model_create_multi
    def create(self, vals_list):
        # what staff write is ours, and stamped by the system, whoever calls
        if not self.env.su:
            vals_list = [self._as_reply(vals) for vals in vals_list]
        answers = super().create(vals_list)
        for answer in answers.filtered(lambda one: one.kind == "reply"):
            answer._tell_people()
        return answers

    def _tell_people(self):
        report = self.report_id
        self.award_id._tell_people(
            lambda award: award.env._("Our answer on %(name)s", name=report.name),
            "reports",
        )

    def _as_reply(self, vals):
        kept = {k: v for k, v in vals.items() if k not in ("date", "user_id")}
        return kept | {"kind": "reply"}

    @api.constrains("report_id", "award_id")
    def _check_award_of_report(self):
        for answer in self:
            if answer.award_id not in answer.report_id.award_ids:
                raise ValidationError(
                    self.env._(
                        "%(report)s does not report on %(award)s.",
                        report=answer.report_id.name,
                        award=answer.award_id.display_name,
                    )
                )
