from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # to search by, with the reader's rights on the engagement; not to be read
    concerns_engagement_id = fields.Many2one(
        "mtm.engagement",
        store=False,
        search="_search_concerns_engagement_id",
        export_string_translation=False,
    )

    def _search_concerns_engagement_id(self, operator, value):
        """Find what is to be done on an engagement or on a record of one."""
        if operator not in ("any", "any!"):
            return NotImplemented
        env = self.sudo().env if operator == "any!" else self.env
        engagements = env["mtm.engagement"]._search(Domain(value))
        found = {"mtm.engagement": engagements}
        for model in ("mtm.commitment", "mtm.service.delivery"):
            found[model] = env[model]._search(
                Domain("engagement_id", "any!", engagements)
            )
        return Domain.OR(
            Domain("res_model", "=", model) & self._has_document_in(query)
            for model, query in found.items()
        )

    def _has_document_in(self, records):
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN %s", SQL.identifier(alias, "res_id"), records.subselect()
            )
        )
