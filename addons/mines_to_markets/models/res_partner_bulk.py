from odoo import api, models


class Defaults(dict):
    """A type of its own: a context that comes from outside cannot hold one."""


class ResPartner(models.Model):
    """Organisations that are created by the thousand, without parent and picture.

    Odoo looks up for each of them what is the same for all.
    """

    _inherit = "res.partner"

    def _with_defaults_once(self):
        """Return self such that new organisations get their defaults from here."""
        values = self._add_missing_default_values({"is_company": True})
        # else it is computed for each, from the parent
        values.setdefault("user_id", False)
        return self.with_context(mtm_defaults=Defaults(values))

    @api.model
    def _add_missing_default_values(self, values):
        defaults = self.env.context.get("mtm_defaults")
        if isinstance(defaults, Defaults):
            return {**defaults, **values}
        return super()._add_missing_default_values(values)

    def _skip_smaller_images(self):
        """Say that there is no picture of which smaller ones are to be made."""
        for name in ("image_1024", "image_512", "image_256", "image_128"):
            self.env.remove_to_compute(self._fields[name], self)
