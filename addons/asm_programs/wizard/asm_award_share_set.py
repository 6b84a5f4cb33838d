from odoo import Command, api, fields, models

from ..tools import calendars


class AsmAwardShareSet(models.TransientModel):
    """The shares of a programme, or of one indicator, as a whole from a day on."""

    _name = "asm.award.share.set"
    _description = "Set the Shares of a Programme"

    program_id = fields.Many2one("asm.program", required=True, ondelete="cascade")
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Only Indicator",
        ondelete="cascade",
        domain="[('program_id', '=', program_id)]",
        help="Empty: all indicators of the programme.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_from",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="The first day of one of the programme's reporting periods.",
    )
    line_ids = fields.One2many(
        "asm.award.share.set.line",
        "set_id",
        string="Shares",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    total = fields.Float(digits=(7, 4), compute="_compute_total")

    @api.depends("program_id")
    def _compute_date_from(self):
        for wizard in self:
            program = wizard.program_id
            wizard.date_from = (
                program
                and calendars.period_of(
                    fields.Date.context_today(wizard),
                    program.frequency,
                    program.fiscal_month,
                ).date_from
            )

    @api.depends("program_id", "program_indicator_id")
    def _compute_line_ids(self):
        """Begin with the shares that hold now."""
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {"award_id": share.award_id.id, "percentage": share.percentage}
                )
                for share in wizard._shares_in_force()
            ]

    def _shares_in_force(self):
        self.ensure_one()
        shares = self.env["asm.award.share"].search(
            [
                ("program_id", "=", self.program_id.id),
                ("program_indicator_id", "=", self.program_indicator_id.id),
                ("rule", "=", "share"),
                ("superseded_on", "=", False),
            ]
        )
        return shares._filtered_on(self.date_from or fields.Date.context_today(self))

    @api.depends("line_ids.percentage")
    def _compute_total(self):
        for wizard in self:
            wizard.total = round(sum(wizard.line_ids.mapped("percentage")), 4)

    def action_set(self):
        self.ensure_one()
        self.env["asm.award.share"].set_from(
            self.program_id,
            self.date_from,
            {line.award_id: line.percentage for line in self.line_ids},
            self.program_indicator_id,
        )
        return {"type": "ir.actions.act_window_close"}
