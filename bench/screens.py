"""What the web client asks the server for when a screen opens, without a browser.

Which fields it reads follows from the view's architecture and from the widgets in it.
"""

import ast
import json

from lxml import etree

# what a widget reads beside its own field
BESIDE = {
    "kanban_activity": (
        "activity_exception_decoration",
        "activity_exception_icon",
        "activity_state",
        "activity_summary",
        "activity_type_icon",
        "activity_type_id",
    ),
    "rotting": ("is_rotting",),
}
BESIDE["list_activity"] = BESIDE["kanban_activity"]
CARDS = 40  # in a column of a kanban
ROWS = {"list": 40, "kanban": 40}  # in a list within a form


class Screen:
    """One view of one model for one user."""

    def __init__(self, user, model, view_type, view=None):
        self.model = user.env[model].with_user(user)
        answer = self.model.get_views([(view and view.id, view_type)])
        self.models = answer["models"]
        self.arch = etree.fromstring(answer["views"][view_type]["arch"])
        self.spec = self.make_spec(self.arch, model)

    def open(self):
        """Answer the requests that opening the screen makes.

        Each request starts with empty caches, as in a worker that serves many.
        """
        raise NotImplementedError

    def make_spec(self, arch, model):
        """Return the specification for ``web_read``."""
        spec = {}
        infos = self.models[model]["fields"]
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            name = node.get("name")
            spec.setdefault(name, {}).update(self.make_field_spec(node, infos[name]))
            for beside in BESIDE.get(node.get("widget"), ()):
                if beside in infos or beside in self.model._fields:
                    spec.setdefault(beside, {})
        return spec

    def make_field_spec(self, node, info):
        never = node.get("invisible") in ("1", "True")
        if info["type"] == "many2one":
            return {"fields": {} if never else {"display_name": {}}}
        if info["type"] not in ("one2many", "many2many") or never:
            return {}
        if (node.get("widget") or "").startswith("many2many_"):
            return {"fields": self.make_tags_spec(node)}
        subview = next(iter(node.xpath("./list | ./kanban")), None)
        if subview is None and info["type"] == "one2many" and not node.get("widget"):
            return self.make_default_spec(info["relation"], node)
        if subview is None:
            return {}
        return {
            "fields": self.make_subspec(subview, info["relation"]),
            "limit": int(subview.get("limit") or ROWS[subview.tag]),
        }

    def make_tags_spec(self, node):
        options = ast.literal_eval(node.get("options") or "{}")
        color = options.get("color_field")
        return {"display_name": {}} | ({color: {}} if color else {})

    def make_default_spec(self, model, node):
        """Of a list in a form that the form itself does not lay out."""
        view_type = (node.get("mode") or "list").split(",")[0]
        answer = self.model.env[model].get_views([(False, view_type)])
        self.models |= answer["models"]
        arch = etree.fromstring(answer["views"][view_type]["arch"])
        return {"fields": self.make_subspec(arch, model), "limit": ROWS[view_type]}

    def make_subspec(self, arch, model):
        return self.make_spec(etree.fromstring(etree.tostring(arch)), model)


class Kanban(Screen):
    """A kanban by its default group: columns, cards, progress bars."""

    def __init__(self, user, model, view=None, domain=()):
        super().__init__(user, model, "kanban", view)
        self.domain = list(domain)
        self.group_by = self.arch.get("default_group_by")
        self.bar = self.arch.find(".//progressbar")

    def open(self):
        self.model.env.invalidate_all()
        sums = [self.bar.get("sum_field"), self.bar.get("recurring_revenue_sum_field")]
        model = self.model.with_context(read_group_expand=True)
        fields = self.models[model._name]["fields"]
        answer = model.web_read_group(
            self.domain,
            [self.group_by],
            [f"{name}:sum" for name in sums if name in fields],
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=self.spec,
            unfold_read_default_limit=CARDS,
        )
        self.model.env.invalidate_all()
        self.model.read_progress_bar(
            domain=self.domain,
            group_by=self.group_by,
            progress_bar={
                "field": self.bar.get("field"),
                "colors": json.loads(self.bar.get("colors")),
            },
        )
        return [len(group.get("__records", ())) for group in answer["groups"]]


class Form(Screen):
    """A form, opened on one record after the other."""

    def __init__(self, user, model, view=None):
        super().__init__(user, model, "form", view)

    def leave_out(self, modules):
        """Read none of the fields that these modules add to the model."""
        self.spec = {
            name: spec
            for name, spec in self.spec.items()
            if not modules.issuperset(self.model._fields[name]._modules)
        }

    def open(self, ids):
        for record_id in ids:
            self.model.env.invalidate_all()
            record = self.model.with_context(bin_size=True).browse(record_id)
            [values] = record.web_read(self.spec)
            if values["id"] != record_id:
                raise AssertionError("another record was read")
