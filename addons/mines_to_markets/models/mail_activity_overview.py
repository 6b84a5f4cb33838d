from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# what belongs to an engagement by its field engagement_id
PARTS = ("mtm.commitment", "mtm.service.delivery", "mtm.finding", "mtm.dispute")
# what is seen to by an activity of its own
FOLLOWED = ("mtm.commitment", "mtm.finding")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # to search by, with the reader's rights on the engagement; not to be read
    concerns_engagement_id = fields.Many2one(
        "mtm.engagement",
        store=False,
        search="_search_concerns_engagement_id",
        export_string_translation=False,
    )

    is_followup = fields.Boolean(
        store=False, search="_search_is_followup", export_string_translation=False
    )

    @api.model
    def _search_concerning(self, domain, order):
        """Search by a domain that settles the rights, in one query.

        Odoo reads the document of each activity that is not the reader's own, to
        see whether they may write to it. Here the domain leaves such activities to
        ``concerns_engagement_id``, which looks for documents with the reader's
        rights: that is the same where all that they may read is theirs to write.
        """
        if not all(map(self._is_written_by_readers, ("mtm.engagement", *PARTS))):
            return self._search(domain, order=order)
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        # resolved for the reader before sudo() leaves out the look at each document
        resolved = (Domain(domain) & rules).optimize_full(self)
        return self.sudo()._search(resolved, order=order)

    @api.model
    def _is_written_by_readers(self, name):
        """Return whether the reader may write to all records that they may read."""
        rules = self.env["ir.rule"]
        return self.env[name].has_access("write") and (
            rules._compute_domain(name, "write") == rules._compute_domain(name, "read")
        )

    def _search_concerns_engagement_id(self, operator, value):
        """Find what is to be done on an engagement or on a record of one."""
        if operator not in ("any", "any!"):
            return NotImplemented
        env = self.sudo().env if operator == "any!" else self.env
        engagements = env["mtm.engagement"]._search(Domain(value))
        found = {"mtm.engagement": engagements}
        for model in PARTS:
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

    def _search_is_followup(self, operator, value):
        if operator != "in":
            return NotImplemented
        models = [
            self.env[name]
            for name in FOLLOWED
            if "followup_id" in self.env[name]._fields
        ]
        for model in models:
            model.flush_model(["followup_id"])
        queries = (
            SQL(
                "SELECT followup_id FROM %s WHERE followup_id IS NOT NULL",
                SQL.identifier(model._table),
            )
            for model in models
        )
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ALL ").join(queries)))
