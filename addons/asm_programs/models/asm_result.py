from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmResult(models.Model):
    """A node of a results framework: impact, outcome or output."""

    _name = "asm.result"
    _description = "Result"
    _inherit = ["mtm.restrict.mixin"]
    _parent_store = True
    _order = "program_id, sequence, code, id"
    _rec_names_search = ["name", "code"]

    _level_rank = {"impact": 0, "outcome": 1, "output": 2}

    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="restrict",
        help="Set where this node belongs to one donor's framework only.",
    )
    parent_id = fields.Many2one(
        "asm.result",
        string="Contributes To",
        index=True,
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("asm.result", "parent_id")
    level = fields.Selection(
        [("impact", "Impact"), ("outcome", "Outcome"), ("output", "Output")],
        required=True,
        default="output",
    )
    level_name = fields.Char(
        string="Donor's Level Name", help="For example: Intermediate result."
    )
    code = fields.Char()
    name = fields.Text(required=True, translate=True)
    assumption = fields.Text(translate=True)
    program_indicator_ids = fields.One2many(
        "asm.program.indicator", "result_id", string="Indicators"
    )

    _code_unique = models.UniqueIndex(
        "(program_id, COALESCE(award_id, 0), code) WHERE code <> ''",
        "This framework has a result with this code already.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for result in self:
            result.display_name = " ".join(filter(None, (result.code, result.name)))

    @api.constrains("parent_id", "program_id", "level")
    def _check_place_in_tree(self):
        for result in self:
            parent = result.parent_id
            if parent and parent.program_id != result.program_id:
                raise ValidationError(
                    self.env._(
                        "%(result)s and %(parent)s belong to different programmes.",
                        result=result.display_name,
                        parent=parent.display_name,
                    )
                )
            if parent and self._rank(parent) > self._rank(result):
                raise ValidationError(
                    self.env._(
                        "%(result)s cannot contribute to %(parent)s, which stands "
                        "lower in the framework.",
                        result=result.display_name,
                        parent=parent.display_name,
                    )
                )

    def _rank(self, result):
        return self._level_rank[result.level]
