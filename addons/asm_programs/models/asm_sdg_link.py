from odoo import api, fields, models

EFFECTS = [
    ("contributes", "Contributes"),
    ("hinders", "Hinders"),
    ("both", "Contributes and hinders"),
]


class AsmSdgLink(models.Model):
    """How a programme, a theme or an indicator touches a goal or target of the 2030
    Agenda: it contributes, hinders, or does both.

    Artisanal mining touches nearly all goals, and not only for the better: a link
    without its sign would claim what nobody has shown.
    """

    _name = "asm.sdg.link"
    _description = "SDG Link"
    _order = "sdg_id, program_id, theme_id, indicator_id, id"
    _rec_name = "sdg_id"

    sdg_id = fields.Many2one(
        "mtm.sdg",
        string="Goal or Target",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        index="btree_not_null",
        ondelete="cascade",
    )
    theme_id = fields.Many2one("mtm.theme", index="btree_not_null", ondelete="cascade")
    indicator_id = fields.Many2one(
        "asm.indicator", index="btree_not_null", ondelete="cascade"
    )
    effect = fields.Selection(EFFECTS, required=True)
    comment = fields.Char(translate=True, help="By what it contributes or hinders.")

    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(program_id, theme_id, indicator_id) = 1)",
        "A link is of one programme, one theme or one indicator.",
    )
    _key_unique = models.UniqueIndex(
        "(sdg_id, COALESCE(program_id, 0), COALESCE(theme_id, 0), "
        "COALESCE(indicator_id, 0))",
        "This goal or target is linked already: change that link.",
    )

    @api.depends("sdg_id.code", "effect")
    def _compute_display_name(self):
        labels = dict(self._fields["effect"]._description_selection(self.env))
        for link in self:
            words = (link.sdg_id.code, labels.get(link.effect))
            link.display_name = ": ".join(filter(None, words))
