from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _glance_pages(self):
        pages = super()._glance_pages()
        place = pages["summary"].index("deliveries") + 1
        pages["summary"][place:place] = ["programs", "awards"]
        return pages

    def _glance_programs(self):
        return {
            "title": self.env._("Programmes"),
            "model": "asm.program.partner",
            "domain": Domain("partner_id", "=", self.id),
            "columns": [
                "program_id",
                "role",
                (self.env._("Until"), lambda line: self._show_end(line.program_id)),
            ],
            "opens": lambda line: line.program_id,
            "action": "asm_programs.asm_program_action",
            "action_domain": Domain("partner_line_ids.partner_id", "=", self.id),
            "empty": self.env._("In no programme"),
        }

    def _show_end(self, program):
        return self._glance_text(program, "date_end")

    def _glance_awards(self):
        return {
            "title": self.env._("Awards"),
            "model": "asm.award",
            "domain": Domain("donor_id", "=", self.id)
            | Domain("prime_id", "=", self.id),
            "order": "date_end DESC, id DESC",
            "columns": ["reference", "name", "amount", "date_end"],
            "action": "asm_programs.asm_award_action",
            "empty": self.env._("No award"),
        }
