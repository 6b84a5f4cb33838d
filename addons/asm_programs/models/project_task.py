from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProjectTask(models.Model):
    """An activity of a work plan: for which result, from which budget line.

    Both are for the staff of programmes; they are not among the fields that portal
    users of a project may read.
    """

    _inherit = "project.task"

    result_id = fields.Many2one(
        "asm.result",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id.project_id', '=', project_id)]",
        groups="mines_to_markets.group_mtm_user",
        tracking=True,
        help="The result that this activity works towards.",
    )
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id.program_ids.project_id', '=', project_id)]",
        groups="mines_to_markets.group_mtm_user",
        tracking=True,
        help="The line of a donor's budget that pays for it.",
    )

    @api.constrains("result_id", "budget_line_id", "project_id")
    def _check_of_work_plan(self):
        """What a task names belongs to the programme whose work plan it stands in."""
        # whoever moves a task need not see all that it names
        for task in self.sudo().filtered(lambda t: t.result_id or t.budget_line_id):
            programs = task.project_id.asm_program_ids
            named = task.result_id
            if named and named.program_id not in programs:
                task._refuse_work_plan(named, named.program_id)
            line = task.budget_line_id
            if line and line.award_id not in programs.award_ids:
                task._refuse_work_plan(line, line.award_id)

    def _refuse_work_plan(self, named, owner):
        raise ValidationError(
            self.env._(
                "%(named)s belongs to %(owner)s, and the work plan %(project)s does "
                "not. Choose one of the programme whose work plan it is.",
                named=named.display_name,
                owner=owner.display_name,
                project=self.project_id.display_name or self.env._("none"),
            )
        )
