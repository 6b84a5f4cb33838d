"""Finds records by the names in a file: each distinct name once, never a guess."""

from collections import defaultdict
from functools import cached_property

from ..tools.cells import BadCell, fold

# by which fields people call a record, the surest first; of those in a row the first
# that fits anything decides
CALLED = {
    "agreement": ("code", "name"),
    "asm.program": ("code", "name"),
    "mtm.engagement": ("code",),
    "mtm.mineral": ("code", "name", "alias_ids.name"),
    "mtm.service": ("code", "name"),
    "mtm.site": ("code", "name"),
    "mtm.stakeholder.type": ("code", "complete_name", "name"),
    "res.country": ("name", "code"),
    "res.users": ("login", "name"),
}
NARROWED = {
    "res.users": [("share", "=", False)],
}
COMMON_DIMENSIONS = ("sex", "age_band")
NUMBERS = ("iati_organisation_ref", "company_registry")


class Unknown(BadCell):
    """No record is called that."""

    def __init__(self, name):
        super().__init__("unknown")
        self.name = name


class Ambiguous(BadCell):
    """Several records are called that: ``candidates``."""

    def __init__(self, name, candidates):
        super().__init__("ambiguous")
        self.name = name
        self.candidates = candidates


def qualify(category):
    """Name a category and its dimension."""
    return f"{category.dimension_id.name}/{category.name}"


class Lookup:
    """What the names in one file stand for, to one user."""

    def __init__(self, env):
        self.env = env
        self._by_model = {}

    def find(self, model, name):
        """Return the id of the one record of that name.

        :raises BadCell: :class:`Unknown`, :class:`Ambiguous`
        """
        found = self._find_all(model, name)
        if not found:
            raise Unknown(name)
        if len(found) > 1:
            raise Ambiguous(name, self.describe(model, found))
        [one] = found
        return one

    def _find_all(self, model, name):
        key = fold(name)
        for by_key in self._keys(model):
            if found := by_key.get(key):
                return found
        return ()

    def _keys(self, model):
        """Return a dictionary ``{folded name: {id}}`` for each way to call a record."""
        if model == "mtm.dimension.value":
            return self._categories
        if model not in self._by_model:
            self._by_model[model] = [
                self._read_keys(model, path) for path in CALLED.get(model, ("name",))
            ]
        return self._by_model[model]

    def _read_keys(self, model, path):
        records = self.env[model].search(NARROWED.get(model, []))
        name, _dot, rest = path.partition(".")
        translated = self.env[model]._fields[name].translate
        langs = self.env["res.lang"].get_installed() if translated else [(None, "")]
        found = defaultdict(set)
        for lang, _name in langs:
            for record in records.with_context(lang=lang or self.env.lang):
                texts = record.mapped(path) if rest else [record[name]]
                for text in filter(None, texts):
                    found[fold(text)].add(record.id)
        return found

    def describe(self, model, ids):
        """Return the names of records that are called alike, told apart."""
        records = self.env[model].browse(sorted(ids))
        if model == "res.partner":
            return [_describe_organisation(partner) for partner in records]
        return [
            ", ".join(dict.fromkeys(filter(None, (one.display_name, _code_of(one)))))
            for one in records
        ]

    # categories

    @cached_property
    def _categories(self):
        """Return the ways to call a category: people are counted by sex and age band,
        and a category of another dimension is told by that, unless no other has the
        name."""
        common, told, others = defaultdict(set), defaultdict(set), defaultdict(set)
        values = self.env["mtm.dimension.value"].search([])
        for lang, _name in self.env["res.lang"].get_installed():
            for value in values.with_context(lang=lang):
                is_common = value.dimension_id.code in COMMON_DIMENSIONS
                (common if is_common else others)[fold(value.name)].add(value.id)
                told[fold(qualify(value))].add(value.id)
        return common, told, others

    # stakeholders

    @cached_property
    def organisations(self):
        """Return ``{id: organisation}`` of those the user sees, archived ones too."""
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search_fetch(
            [("is_company", "=", True)], ["name", "country_id", *NUMBERS]
        )
        return {partner.id: partner for partner in found}

    @cached_property
    def by_number(self):
        """Return ``{field: {number: {id}}}``."""
        found = {name: defaultdict(set) for name in NUMBERS}
        for partner in self.organisations.values():
            for name in NUMBERS:
                if partner[name]:
                    found[name][fold(partner[name])].add(partner.id)
        return found

    @cached_property
    def by_name(self):
        found = defaultdict(set)
        for partner in self.organisations.values():
            found[fold(partner.name or "")].add(partner.id)
        return found

    def find_stakeholder(self, name, number=""):
        """Return the id of a stakeholder by number, else by name.

        :raises BadCell: :class:`Unknown`, :class:`Ambiguous`
        """
        found = set()
        if number:
            for by_number in self.by_number.values():
                found = found or by_number.get(fold(number), set())
            if not found:
                raise Unknown(number)
        if name and (not found or len(found) > 1):
            by_name = self.by_name.get(fold(name), set())
            found = found & by_name if found else by_name
        if not found:
            raise Unknown(name)
        if len(found) > 1:
            found = self._active_first(found)
        if len(found) > 1:
            raise Ambiguous(name or number, self.describe("res.partner", found))
        [one] = found
        return one

    def _active_first(self, ids):
        active = {one for one in ids if self.organisations[one].active}
        return active or ids


def _code_of(record):
    return record.code if "code" in record._fields else ""


def _describe_organisation(partner):
    told_by = (
        partner.iati_organisation_ref or partner.company_registry,
        partner.city,
        partner.country_id.name,
    )
    told_by = ", ".join(filter(None, told_by))
    return f"{partner.name} ({told_by})" if told_by else partner.name
