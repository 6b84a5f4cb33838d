from odoo import models


class AsmDerivedMixin(models.AbstractModel):
    """Columns that follow from others are not for writing.

    Odoo lets whoever may write on a record write a stored related column over RPC,
    where it then differs from what it is derived from. Record rules and reports
    rest on such columns.
    """

    _name = "asm.derived.mixin"
    _description = "Keeps derived columns derived"

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if not self._is_derived(k)}
        return super().write(vals)

    def _is_derived(self, name):
        field = self._fields.get(name)
        return bool(field and field.store and field.related and field.readonly)
