from odoo import fields, models


class AsmSummaryTouched(models.Model):
    """Reports whose total has to be computed anew, in the order of their change.

    Triggers of the database fill it, in the transaction of the change and in one
    statement for all rows of it. No path round the ORM gets by them: the merge of
    partners and the bulk of an import write by SQL.
    """

    _name = "asm.summary.touched"
    _description = "Changed Report"
    _log_access = False
    _order = "id"

    # plain numbers, not references: what is gone has to be computed anew as well
    program_indicator_id = fields.Integer(required=True)
    period_id = fields.Integer(required=True)
    site_id = fields.Integer()
    partner_id = fields.Integer(required=True)

    _key_idx = models.Index("(program_indicator_id, period_id, partner_id)")
