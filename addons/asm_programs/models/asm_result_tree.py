from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmResult(models.Model):
    """The results framework as a tree that is put in order by hand."""

    _inherit = "asm.result"

    risk_ids = fields.One2many("asm.risk", "result_id", string="Risks")
    task_ids = fields.One2many(
        "project.task",
        "result_id",
        string="Activities",
        groups="mines_to_markets.group_mtm_user",
    )
    task_count = fields.Integer(compute="_compute_task_count")
    risk_count = fields.Integer(compute="_compute_risk_count")

    def _compute_task_count(self):
        counts = dict(
            self.env["project.task"]._read_group(
                [("result_id", "in", self.ids)], ["result_id"], ["__count"]
            )
        )
        for result in self:
            result.task_count = counts.get(result, 0)

    def _compute_risk_count(self):
        counts = dict(
            self.env["asm.risk"]._read_group(
                [("result_id", "in", self.ids), ("state", "!=", "closed")],
                ["result_id"],
                ["__count"],
            )
        )
        for result in self:
            result.risk_count = counts.get(result, 0)

    @api.constrains("level", "program_id")
    def _check_place_of_children(self):
        """What stands below a result is not on a higher level than it."""
        self.child_ids._check_place_in_tree()

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A result cannot contribute to itself, directly or not.")
            )

    @api.readonly
    @api.model
    def read_framework(self, domain):
        """Return frameworks as trees, for a screen.

        :param domain: of results; the ones above those found come along
        :return: ``[{"id", "name", "results": [node]}]``, one a programme; a node
            holds ``id``, ``code``, ``name``, ``level``, ``level_label``,
            ``level_name``, ``assumption``, ``indicators``, ``tasks``, ``risks`` and
            ``children``
        """
        found = self.search(domain)
        above = {int(key) for path in found.mapped("parent_path") for key in _ids(path)}
        # in the order of the model, whatever was found first
        shown = self.search([("id", "in", list(above | set(found.ids)))])
        children = shown.grouped("parent_id")
        return [
            {
                "id": program.id,
                "name": program.display_name,
                "results": [
                    result._as_node(children)
                    for result in results
                    if result.parent_id not in shown
                ],
            }
            for program, results in shown.grouped("program_id").items()
        ]

    def _as_node(self, children):
        return {
            "id": self.id,
            "code": self.code or "",
            "name": self.name,
            "level": self.level,
            "level_label": self._level_label(),
            "level_name": self.level_name or "",
            "assumption": self.assumption or "",
            "tasks": self.task_count,
            "risks": self.risk_count,
            "indicators": [
                {
                    "id": line.id,
                    "name": line.indicator_id.display_name,
                    "unit": line.unit or "",
                    "is_behind": line.is_behind,
                    "ended": bool(line.date_end),
                }
                for line in self.program_indicator_ids
            ],
            "children": [
                child._as_node(children) for child in children.get(self, self.browse())
            ],
        }

    def _level_label(self):
        labels = dict(self._fields["level"]._description_selection(self.env))
        return labels[self.level]

    def move_to(self, parent_id, before_id=None):
        """Put this result under another one, before one of those that stand there.

        :param parent_id: id of the result above, or ``None`` for the top
        :param before_id: id of the result that comes after it, or ``None``: it is last
        :raises ValidationError: under a lower level or another programme's result
        """
        self.ensure_one()
        self.check_access("write")
        parent = self.browse(parent_id or ())
        if parent != self.parent_id:
            self.parent_id = parent
        siblings = self.search(
            [
                ("program_id", "=", self.program_id.id),
                ("parent_id", "=", parent.id),
                ("id", "!=", self.id),
            ]
        )
        order = []
        for sibling in siblings:
            if sibling.id == before_id:
                order.append(self)
            order.append(sibling)
        if self not in order:
            order.append(self)
        for number, result in enumerate(order, start=1):
            if result.sequence != 10 * number:
                result.sequence = 10 * number

    def action_view_tasks(self):
        self.ensure_one()
        return self._action_tasks(
            [("result_id", "=", self.id)], {"default_result_id": self.id}
        )

    def action_view_risks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_risk_action"
        )
        return action | {
            "domain": [("result_id", "=", self.id)],
            "context": {
                "default_program_id": self.program_id.id,
                "default_result_id": self.id,
            },
        }

    def _action_tasks(self, domain, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activities"),
            "res_model": "project.task",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": domain,
            "context": {
                "default_project_id": self.program_id.project_id.id,
                **context,
            },
        }


def _ids(path):
    return filter(None, (path or "").split("/"))
