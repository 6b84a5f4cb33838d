from odoo.fields import Domain


def read_lines(records, name):
    """Read a One2many and the lines in it in one query, and return the lines.

    Odoo asks for the ids first, and for the lines when one of them is looked at. As
    it does, this reads those of all records that are read together, and leaves what
    is in the cache as it is there.

    :param str name: of the field
    """
    field = records._fields[name]
    if any(field._cache_missing_ids(records)):
        together = records.browse(id_ for id_ in records._prefetch_ids if id_)
        _read(field, together.browse(field._cache_missing_ids(together)))
    return records[name]


def _read(field, records):
    inverse = field.inverse_name
    comodel = records.env[field.comodel_name]
    lines = comodel.with_context(active_test=False, **field.context).search_fetch(
        field.get_comodel_domain(records) & Domain(inverse, "in", records.ids)
    )
    ids = {}
    for line in lines:
        ids.setdefault(line[inverse].id, []).append(line.id)
    field._insert_cache(records, [tuple(ids.get(id_, ())) for id_ in records._ids])
