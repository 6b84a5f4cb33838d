from odoo import api, fields, models


class MtmStakeholderType(models.Model):
    """What kind of organisation a stakeholder is: a tree of types and subtypes."""

    _name = "mtm.stakeholder.type"
    _description = "Stakeholder Type"
    _inherit = ["mtm.restrict.mixin"]
    _parent_store = True
    _order = "sequence, complete_name, id"
    _rec_name = "complete_name"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True
    )
    parent_id = fields.Many2one("mtm.stakeholder.type", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("mtm.stakeholder.type", "parent_id")
    iati_organisation_type = fields.Char(
        string="IATI Organisation Type",
        help="Code of the IATI list OrganisationType. Empty where it depends on the "
        "country of registration.",
    )
    active = fields.Boolean(default=True)
    service_ids = fields.Many2many(
        "mtm.service",
        "mtm_service_stakeholder_type_rel",
        "stakeholder_type_id",
        "service_id",
        string="Services Offered",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "There is a stakeholder type with this code already."
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for kind in self:
            parent = kind.parent_id.complete_name
            kind.complete_name = f"{parent} / {kind.name}" if parent else kind.name

    def _self_and_ancestors(self):
        """Return these types and all above them."""
        ids = {int(part) for kind in self for part in kind.parent_path.split("/")[:-1]}
        return self.browse(sorted(ids))
