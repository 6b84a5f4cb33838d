from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Command

_WHOLE = "asm_donor_reports.format_as_a_whole"


class AsmDonorFormatPartMixin(models.AbstractModel):
    """A part of a donor's layout: a record here, a mapping in the file of a format.

    A layout is checked as a whole, whichever part of it was changed; while several
    parts are made together it is checked once, when all are there.
    """

    _name = "asm.donor.format.part.mixin"
    _description = "Part of a Donor Format"

    # {key in the file: field}, and of the parts below it
    _layout_keys = {}
    _layout_children = {}

    # -- checked as a whole --

    @contextmanager
    def _as_a_whole(self):
        # on the cursor, not in the context: a caller from outside sets that one
        cache = self.env.cr.cache
        before = cache.get(_WHOLE, False)
        cache[_WHOLE] = True
        try:
            yield
        finally:
            cache[_WHOLE] = before

    def _checked(self, formats):
        if not self.env.cr.cache.get(_WHOLE):
            formats.exists()._check_layout()

    @api.model_create_multi
    def create(self, vals_list):
        with self._as_a_whole():
            parts = super().create(vals_list)
        self._checked(parts._formats())
        return parts

    def write(self, vals):
        formats = self._formats()
        with self._as_a_whole():
            result = super().write(vals)
        if self._touches_layout(vals):
            self._checked(formats | self._formats())
        return result

    def _touches_layout(self, vals):
        return True

    def unlink(self):
        formats = self._formats()
        with self._as_a_whole():
            result = super().unlink()
        self._checked(formats)
        return result

    def _formats(self):
        """Return the formats that these are parts of."""
        return self.format_id

    # -- as a file has it --

    def _as_layout(self):
        """Return this part as a mapping; what is blank is left out."""
        self.ensure_one()
        found = {}
        for key, name in self._layout_keys.items():
            value = self[name]
            if value and not self._is_usual(name, value):
                found[key] = value
        for key, name in self._layout_children.items():
            if self[name]:
                found[key] = [part._as_layout() for part in self[name]]
        return found

    def _is_usual(self, name, value):
        """Say whether a value need not be written down, being what it is anyhow."""
        return False

    @api.model
    def _from_layout(self, data):
        """Return the values of a record from a mapping of :meth:`_as_layout`."""
        values = {
            name: data[key] for key, name in self._layout_keys.items() if key in data
        }
        for key, name in self._layout_children.items():
            model = self.env[self._fields[name].comodel_name]
            values[name] = [
                Command.create({"sequence": number, **model._from_layout(part)})
                for number, part in enumerate(data.get(key, ()), start=1)
            ]
        return values
