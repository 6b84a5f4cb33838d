"""The ways in that read: by RPC, searching, typing, opening a form, exporting."""

from access_asked import names_of, way

NAMES = {"display_name": {}}
READING = "Matrix: reading by RPC"
SEARCHING = "Matrix: searching, counting and grouping"
TYPING = "Matrix: search as one types"
FORMS = "Matrix: opening a form"
EXPORTING = "Matrix: export"


@way(READING, "r")
def read(asked):
    return asked.call("read", asked.ids, ["display_name"])


@way(READING, "r")
def web_read(asked):
    return asked.call("web_read", asked.ids, NAMES)


@way(SEARCHING, "r")
def search(asked):
    return asked.call("search", asked.domain)


@way(SEARCHING, "r")
def search_read(asked):
    return asked.call("search_read", asked.domain, ["display_name"])


@way(SEARCHING, "r")
def web_search_read(asked):
    return asked.call("web_search_read", asked.domain, NAMES)["records"]


@way(SEARCHING, "r")
def search_count(asked):
    return asked.call("search_count", asked.domain)


@way(SEARCHING, "r")
def formatted_read_group(asked):
    groups = asked.call("formatted_read_group", asked.domain, [], ["__count"])
    return groups[0]["__count"]


@way(SEARCHING, "r")
def read_grouping_sets(asked):
    sets = asked.call("formatted_read_grouping_sets", asked.domain, [[]], ["__count"])
    # Odoo returns no set at all where nothing of a message may be read
    return sets and sets[0] and sets[0][0]["__count"]


@way(SEARCHING, "r")
def web_read_group(asked):
    return asked.call("web_read_group", asked.domain, [asked.groupable()])["groups"]


@way(SEARCHING, "r", exact=False)
def progress_bar(asked):
    name = asked.groupable()
    value = asked.record.sudo()[name]
    bar = {"field": name, "colors": {str(value): "success"}}
    return asked.call("read_progress_bar", asked.domain, name, bar)


@way(TYPING, "r", applies=lambda asked: asked.has_names)
def name_search(asked):
    return asked.call("name_search", "", asked.domain)


@way(TYPING, "r", applies=lambda asked: asked.has_names)
def web_name_search(asked):
    return asked.call("web_name_search", "", NAMES, asked.domain)


@way(FORMS, "r", writes=True, exact=False)
def onchange(asked):
    first = next(iter(asked.values), "display_name")
    spec = NAMES | {name: {} for name in asked.values}
    said = asked.call("onchange", asked.ids, asked.first_value(), [first], spec)
    return said.get("value")


@way(FORMS, "r", exact=False)
def copy_of_the_values(asked):
    return asked.call("copy_data", asked.ids)


def _says_a_name(asked, said):
    return any(name in repr(said) for name in names_of(asked))


@way(FORMS, "r", exact=False)
def find_its_form(asked):
    return _says_a_name(asked, asked.call("get_formview_action", asked.ids))


@way(FORMS, "r", exact=False)
def defaults_from_it(asked):
    names = [*asked.record._fields]
    context = {
        "active_model": asked.record._name,
        "active_id": asked.record.id,
        "active_ids": asked.ids,
    }
    return _says_a_name(asked, asked.call("default_get", names, context=context))


def _may_export(asked):
    return asked.env.user.has_group("base.group_allow_export")


# Odoo exports nothing else, whoever asks; messages only for its own administrator
def _is_exported(asked):
    is_kept = asked.record._auto and not asked.record.is_transient()
    return is_kept and asked.record._name != "mail.message"


@way(EXPORTING, "r", also=_may_export, applies=_is_exported)
def export(asked):
    return asked.call("export_data", asked.ids, ["id", "display_name"])["datas"]
