from odoo import api, fields, models


class MtmMineral(models.Model):
    _name = "mtm.mineral"
    _description = "Mineral"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    ore = fields.Char(translate=True, help="Name of the ore as traded.")
    alias_ids = fields.One2many("mtm.mineral.alias", "mineral_id")
    symbol = fields.Char()
    hs_code = fields.Char(
        string="HS Code", help="Harmonised System heading of the ore."
    )
    is_3t = fields.Boolean(string="3T", help="Tin, tantalum or tungsten.")
    is_3tg = fields.Boolean(
        string="3TG", compute="_compute_is_3tg", store=True, readonly=False
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        help="Unit in which quantities of this mineral are usually given.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code)", "There is a mineral with this code already."
    )

    @api.depends("is_3t")
    def _compute_is_3tg(self):
        for mineral in self:
            mineral.is_3tg = mineral.is_3t or mineral.is_3tg
