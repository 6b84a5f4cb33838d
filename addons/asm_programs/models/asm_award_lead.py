from odoo import fields, models


class AsmAward(models.Model):
    """Where an award comes from, and on what terms."""

    _inherit = "asm.award"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    term_ids = fields.One2many("asm.award.term", "award_id", string="Terms", copy=True)

    _lead_unique = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL",
        "This opportunity has opened an award already.",
    )

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id._get_records_action(name=self.env._("Opportunity"))
