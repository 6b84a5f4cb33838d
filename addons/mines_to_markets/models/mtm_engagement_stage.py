from odoo import fields, models


class MtmEngagementStage(models.Model):
    _name = "mtm.engagement.stage"
    _description = "Engagement Stage"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    fold = fields.Boolean(string="Folded in Kanban")
    requires_agreement = fields.Boolean(
        help="An engagement enters this stage only with a signed agreement that is "
        "valid on the day."
    )
    requires_vetting = fields.Boolean(
        help="An engagement enters this stage only when the stakeholder has been "
        "vetted and no check of it failed or expired."
    )
    requires_services = fields.Boolean(
        help="An engagement enters this stage only with a service, and each service "
        "must be offered to this type of stakeholder in these countries on the day."
    )
    is_closed = fields.Boolean(
        string="Closing Stage",
        help="Entering this stage asks for outcome and lessons and is refused while "
        "commitments or deliveries are open.",
    )
    rotting_threshold_days = fields.Integer(
        string="Days to Rot",
        help="Days without a change of stage after which an engagement is shown as "
        "resting too long. 0: never.",
    )
    active = fields.Boolean(default=True)
