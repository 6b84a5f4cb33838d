"""The ways to reach, from a record that one may read, what a field of it leads to."""


def _text_behind(asked, name):
    behind = asked.record.sudo()[name]
    return behind._rec_name, str(behind[behind._rec_name])


def by_dotted_domain(asked, name):
    column, text = _text_behind(asked, name)
    return asked.call("search", [*asked.domain, (f"{name}.{column}", "ilike", text)])


def by_name(asked, name):
    text = _text_behind(asked, name)[1]
    return asked.call("search", [*asked.domain, (name, "ilike", text)])


def by_group(asked, name):
    text = _text_behind(asked, name)[1]
    # Odoo shows what a field leads to by its name, to whoever may read the field
    shown = repr(asked.call("read", asked.ids, [name]))
    groups = asked.call("formatted_read_group", asked.domain, [name], ["__count"])
    return text in repr(groups) and text not in shown


def by_order(asked, name):
    column = _text_behind(asked, name)[0]
    return asked.call("search", asked.domain, 0, None, f"{name}.{column}")


def by_nested_read(asked, name):
    column, text = _text_behind(asked, name)
    nested = {name: {"fields": {column: {}}}}
    return text in repr(asked.call("web_read", asked.ids, nested))


REACHING = (by_dotted_domain, by_name, by_group, by_order, by_nested_read)
