from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class MtmKeptMixin(models.AbstractModel):
    """Rows that are few, are read with every page and change a few times a year.

    Each worker keeps all of them in its memory, in the languages they are read in,
    until one of them changes. Who reads them from there does so as system.
    """

    _name = "mtm.kept.mixin"
    _description = "Kept in the memory of each worker"

    @api.model
    @ormcache("self.env.lang")
    def _kept(self):
        """Return names of fields, and ``{id: values as a query gives them}``."""
        records = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        records = records.with_env(self.sudo().env)
        fields = [
            field
            for field in self._fields.values()
            if field.store
            and field.name != "id"
            and (field.column_type or field.type == "many2many")
        ]
        records.fetch([field.name for field in fields])
        caches = [field._get_cache(records.env) for field in fields]
        columns = [
            [record[field.name] or None for record in records]
            if field.translate
            else [cache[id_] for id_ in records._ids]
            for field, cache in zip(fields, caches, strict=True)
        ]
        rows = zip(*columns, strict=True)
        names = tuple(field.name for field in fields)
        return names, dict(zip(records._ids, rows, strict=True))

    @api.model
    def _kept_records(self, ids=None):
        """Return these records, as system, with what is kept of them in the cache.

        :param ids: those wanted, all by default; unknown ones are left out
        """
        names, rows = self._kept()
        ids = list(rows) if ids is None else [id_ for id_ in ids if id_ in rows]
        records = self.sudo().browse(ids)
        columns = zip(*(rows[id_] for id_ in ids), strict=True)
        for name, values in zip(names, columns, strict=False):
            self._fields[name]._insert_cache(records, values)
        return records

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._forget_kept()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._forget_kept()
        return result

    def _write_multi(self, vals_list):
        # what is computed and stored comes here alone; nothing reads in between
        self._forget_kept()
        return super()._write_multi(vals_list)

    def unlink(self):
        result = super().unlink()
        self._forget_kept()
        return result

    def _forget_kept(self):
        if self:
            self.env.registry.clear_cache()
