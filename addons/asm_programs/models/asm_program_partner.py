from odoo import fields, models


class AsmProgramPartner(models.Model):
    """An organisation's role in a programme, in the roles of IATI."""

    _name = "asm.program.partner"
    _description = "Organisation in a Programme"
    _order = "program_id, role, id"
    _rec_name = "partner_id"

    program_id = fields.Many2one(
        "asm.program", string="Programme", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
    )
    role = fields.Selection(
        [
            ("funding", "Funding"),
            ("accountable", "Accountable"),
            ("extending", "Extending"),
            ("implementing", "Implementing"),
        ],
        required=True,
        default="implementing",
    )

    _role_unique = models.UniqueIndex(
        "(program_id, partner_id, role)",
        "This organisation has this role in the programme already.",
    )
