from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCountry(models.Model):
    _inherit = "res.country"

    program_ids = fields.Many2many(
        "asm.program",
        "asm_program_country_rel",
        "country_id",
        "program_id",
        string="Programmes",
        groups="mines_to_markets.group_mtm_user",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_program(self):
        programs = self.sudo().with_context(active_test=False).program_ids
        if programs:
            raise UserError(
                self.env._(
                    "%(country)s is a country of %(program)s. Take it out there first.",
                    country=(programs[0].country_ids & self)[:1].name,
                    program=programs[0].display_name,
                )
            )
