from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang


class AsmSpaceMixin(models.AbstractModel):
    """A record that people from outside see as a page, and in no other way.

    They hold no right on its model, so nothing of it can be read over RPC. A page
    finds it through a domain that names who asks, and shows plain values.
    """

    _name = "asm.space.mixin"
    _description = "Shown in a space of the portal"

    @api.model
    def _space_domain(self):
        """Return what the user who asks may see, as a domain that names them."""
        raise NotImplementedError

    @api.model
    def _space_search(self, domain=(), **options):
        """Return the records that the user who asks may see, as system."""
        found = Domain(self._space_domain()) & Domain(list(domain))
        return self.sudo().search(found, **options)

    @api.model
    def _space_count(self, domain=()):
        found = Domain(self._space_domain()) & Domain(list(domain))
        return self.sudo().search_count(found)

    @api.model
    def _space_money(self, amount, currency):
        """Write an amount in the reader's language; blank stays blank."""
        if amount is None or amount is False:
            return ""
        return formatLang(self.env, float(amount), currency_obj=currency)

    @api.model
    def _space_number(self, number):
        if number is None or number is False:
            return ""
        return self.env["mtm.portal.mixin"]._portal_number(round(float(number), 2))

    @api.model
    def _space_label(self, record, name):
        """Return what a selection of a record is called in the reader's language."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")
