from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmProgram(models.Model):
    """What stands around a results framework: risks, the work plan, ways in."""

    _inherit = "asm.program"

    risk_ids = fields.One2many("asm.risk", "program_id", string="Risks")
    risk_count = fields.Integer(compute="_compute_risk_count")
    task_count = fields.Integer(compute="_compute_task_count")
    behind_count = fields.Integer(
        string="Newer Versions Available", compute="_compute_behind_count"
    )

    def _compute_risk_count(self):
        counts = dict(
            self.env["asm.risk"]._read_group(
                [("program_id", "in", self.ids), ("state", "!=", "closed")],
                ["program_id"],
                ["__count"],
            )
        )
        for program in self:
            program.risk_count = counts.get(program, 0)

    def _compute_task_count(self):
        counts = dict(
            self.env["project.task"]._read_group(
                [("project_id", "in", self.project_id.ids)], ["project_id"], ["__count"]
            )
        )
        for program in self:
            program.task_count = counts.get(program.project_id, 0)

    def _compute_behind_count(self):
        counts = dict(
            self.env["asm.program.indicator"]._read_group(
                [("program_id", "in", self.ids), ("is_behind", "=", True)],
                ["program_id"],
                ["__count"],
            )
        )
        for program in self:
            program.behind_count = counts.get(program, 0)

    @api.constrains("project_id")
    def _check_tasks_of_work_plan(self):
        """Tasks that name a result stay in the work plan of its programme."""
        # tasks that the user does not see would be left behind all the same
        self.env["project.task"].sudo().search(
            [("result_id.program_id", "in", self.ids)]
        )._check_of_work_plan()

    def action_view_risks(self):
        return self._action_view("asm_risk_action")

    def action_view_behind(self):
        action = self._action_view("asm_program_indicator_action")
        context = action["context"] | {"search_default_is_behind": 1}
        return action | {"context": context}

    def action_view_tasks(self):
        """Open the work plan, the tasks of it under their results."""
        self.ensure_one()
        if not self.project_id:
            raise UserError(
                self.env._(
                    "%(program)s has no work plan yet. Choose a project as its Work "
                    "Plan first.",
                    program=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Plan"),
            "res_model": "project.task",
            "views": [
                (
                    self.env.ref("asm_programs.project_task_view_list_workplan").id,
                    "list",
                ),
                (False, "kanban"),
                (False, "form"),
                (False, "calendar"),
            ],
            "domain": [("project_id", "=", self.project_id.id)],
            "context": {
                "default_project_id": self.project_id.id,
                "group_by": ["result_id"],
            },
        }

    def action_import_framework(self):
        """Open an import of a framework into this programme."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Framework"),
            "res_model": "mtm.import",
            "views": [(False, "form")],
            "context": {"default_kind": "framework", "default_program_id": self.id},
        }

    def action_copy_framework(self):
        """Ask from which programme a framework is copied."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_framework_copy_action"
        )
        return action | {"context": {"default_program_id": self.id}}
