from odoo import api, fields, models


class MtmVettingRequirement(models.Model):
    """A kind of check that stakeholders of a type need before we work with them."""

    _name = "mtm.vetting.requirement"
    _description = "Required Vetting"
    _order = "stakeholder_type_id, kind, id"

    stakeholder_type_id = fields.Many2one(
        "mtm.stakeholder.type",
        index="btree_not_null",
        ondelete="cascade",
        falsy_value_label="Every type",
        help="The check is required of this type and those below it; without a type, "
        "of every stakeholder that has one.",
    )
    kind = fields.Selection(
        lambda self: (
            self.env["mtm.vetting"]._fields["kind"]._description_selection(self.env)
        ),
        required=True,
        string="Kind of Check",
    )
    months_valid = fields.Integer(
        string="Valid For (Months)",
        default=12,
        help="How long a check of this kind holds once it has passed, unless it says "
        "so itself. 0: until somebody asks for a new one.",
    )

    _kind_unique = models.UniqueIndex(
        "(kind, COALESCE(stakeholder_type_id, 0))",
        "This check is required of this type already.",
    )
    _months_not_negative = models.Constraint(
        "CHECK (months_valid >= 0)", "A check is not valid for less than no time."
    )

    @api.depends("kind", "stakeholder_type_id.complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for requirement in self:
            parts = (
                kinds.get(requirement.kind),
                requirement.stakeholder_type_id.complete_name,
            )
            requirement.display_name = ", ".join(filter(None, parts))

    @api.model
    def _months_of(self, partner, kind):
        """Return for how many months a check holds; 0 when nothing says so.

        The requirement of the nearest type rules.
        """
        types = partner.stakeholder_type_id._self_and_ancestors()
        found = self.sudo().search(
            [
                ("kind", "=", kind),
                ("stakeholder_type_id", "in", [False, *types.ids]),
            ]
        )
        return found.sorted(
            lambda r: len(r.stakeholder_type_id.parent_path or ""), reverse=True
        )[:1].months_valid
