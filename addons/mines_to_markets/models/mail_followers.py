from collections import defaultdict

from odoo import api, models


class MailFollowers(models.Model):
    """Who follows a record is seen by whoever may see the record, and by followers.

    Odoo shows the followers of all records to every employee.
    """

    _inherit = "mail.followers"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        options = {"bypass_access": bypass_access, **kwargs}
        query = super()._search(domain, offset, limit, order, **options)
        if self.env.su or bypass_access:
            return query
        columns = ("id", "res_model", "res_id", "partner_id")
        rows = self.env.execute_query(
            query.select(*(self._field_to_sql(self._table, name) for name in columns))
        )
        allowed = self._allowed_among(rows)
        return self.browse(row[0] for row in rows if row[0] in allowed)._as_query(
            bool(order)
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or not any(self._ids) or operation != "read":
            return result
        rows = [
            (one.id, one.res_model, one.res_id, one.partner_id.id)
            for one in self.sudo()
        ]
        forbidden = self - self.browse(self._allowed_among(rows))
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, lambda: make_error(operation, forbidden)

    @api.model
    def _allowed_among(self, rows):
        """Return the ids of the rows that the user may see.

        :param rows: of id, model, id of the record, id of the partner
        """
        allowed = set()
        of_records = defaultdict(lambda: defaultdict(list))
        for follower_id, model, res_id, partner_id in rows:
            if partner_id == self.env.user.partner_id.id:
                allowed.add(follower_id)
            elif model in self.env:
                of_records[model][res_id].append(follower_id)
        for model, found in of_records.items():
            for record in self.env[model].browse(found)._filtered_access("read"):
                allowed.update(found[record.id])
        return allowed
