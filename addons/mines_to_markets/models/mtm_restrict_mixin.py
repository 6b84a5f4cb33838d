from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MtmRestrictMixin(models.AbstractModel):
    """Refuse to delete a record that others rest on, and say what rests on it.

    What rests on a record is read from the registry: every stored relation to it
    that the database restricts (``ondelete='restrict'``). A model that joins the
    chain later is covered without a line of code here.
    """

    _name = "mtm.restrict.mixin"
    _description = "Refuses deletion while something rests on it"

    _named_at_most = 5

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rested_on(self):
        self._check_nothing_rests()

    def _check_nothing_rests(self, message=None):
        """Refuse when something rests on one of these.

        :param message: what is refused, with ``%(names)s`` for these records; by
            default their deletion
        :raises UserError: naming the first few records that rest on these
        """
        found = [
            self._describe_resting(records)
            for model_name, field_name in self._restricting_fields()
            if (records := self._find_resting(model_name, field_name))
        ]
        if not found:
            return
        if not message:
            message = self.env._(
                "%(names)s cannot be deleted, because something rests on it. Delete or "
                "change that first, or archive this instead:"
            )
        names = ", ".join(self.sudo().mapped("display_name")[:3])
        raise UserError("\n".join([message % {"names": names}, *found]))

    @api.model
    def _restricting_fields(self):
        """Return ``[(model, field)]`` of what restricts deleting this model."""
        return [
            (model._name, name)
            for model in self.env.values()
            if model._auto and not model._abstract and not model._transient
            for name, field in model._fields.items()
            if field.type in ("many2one", "many2many")
            and field.store
            and field.comodel_name == self._name
            and field.ondelete == "restrict"
        ]

    def _find_resting(self, model_name, field_name):
        domain = Domain(field_name, "in", self.ids)
        if model_name == self._name:
            domain &= Domain("id", "not in", self.ids)
        # what rests may be hidden from the user: it still refuses
        model = self.env[model_name].sudo().with_context(active_test=False)
        return model.search(domain, limit=self._named_at_most + 1)

    def _describe_resting(self, records):
        """Name the model and, to a reader who may see them, the records."""
        label = records.env["ir.model"]._get(records._name).name
        visible = records.with_env(self.env)._filtered_access("read")
        names = visible[: self._named_at_most].mapped("display_name")
        if len(records) > self._named_at_most:
            names.append("…")
        if not names:
            return self.env._("- %(model)s (hidden from you)", model=label)
        return f"- {label}: {', '.join(names)}"
