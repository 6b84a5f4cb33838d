from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools import numerals


class MtmPortalMixin(models.AbstractModel):
    """What outside users may read of a record: a list of fields, and no talk.

    A portal user can call RPC on any model with an access line for portal, so
    the page that hides a field protects nothing. Here every field is closed to
    people from outside unless the model lists it, and reading the messages of a
    record takes the right to write on it, which they never have.
    """

    _name = "mtm.portal.mixin"
    _description = "Readable from the portal, by a list of fields"

    # a name is made of fields that the reader may not read one by one
    display_name = fields.Char(compute_sudo=True)

    @api.model
    def _portal_readable_fields(self):
        """Return the names of the fields that portal users may read."""
        # every search filters on active where a model has it
        return frozenset({"id", "display_name", "active"})

    @api.model
    def _portal_find(self, record_id):
        """Return the record of that id if the user may read it, else none.

        It is found by the rules of the user. Its columns are read in the same query,
        as system: a page is described from all of them, and what the user may read
        of a record is asked for again with each field.
        """
        query = self._search([("id", "=", record_id)], limit=1)
        system = self.sudo()
        names = system._determine_fields_to_fetch()
        return system._fetch_query(query, names).with_env(self.env)

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self._is_read_by_staff():
            return True
        return operation == "read" and field.name in self._portal_readable_fields()

    @api.model
    @ormcache("self.env.uid")
    def _is_read_by_staff(self):
        # asked for each field of each record; the cache goes when groups change
        return self.env.user._is_internal()

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Refuse to search by what may not be read.

        Odoo checks that for columns only; a field with a search method would
        answer questions about what it hides.
        """
        if not self.env.su and not self.env.user._is_internal():
            for condition in Domain(domain).iter_conditions():
                name = condition.field_expr.split(".")[0]
                if name in self._fields:
                    self._check_field_access(self._fields[name], "read")
        return super()._search(domain, *args, **kwargs)

    def _field_to_sql(self, alias, field_expr, query=None):
        # a field that shows one of another record is asked for there by Odoo, where it
        # may be readable: sorting by it would tell what is hidden here
        field = self._fields.get(field_expr.partition(".")[0])
        if field and field.related and not field.store:
            self._check_field_access(field, "read")
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _portal_domain(self, partner_id):
        """Return a domain of what concerns one organisation of the user.

        :param partner_id: id of the organisation; None for all of them
        """
        return Domain("partner_id", "=", partner_id) if partner_id else Domain.TRUE

    def _portal_cards(self):
        """Return what a page shows of these records: plain values, never records.

        The caller has found the records as the user who asks. What they point to
        (a country, a programme, a colleague) is hidden from portal users, so its
        name is read here with sudo().
        """
        return [record._portal_card() for record in self.sudo()]

    def _portal_card(self):
        self.ensure_one()
        return {"id": self.id}

    @api.model
    def _portal_number(self, number):
        """Write a number as the reader's language does; blank stays blank."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return numerals.show(number, lang.decimal_point, lang.thousands_sep)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        if self.env.user._is_internal():
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "write")
