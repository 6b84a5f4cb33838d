"""Reads plain values of a layout's data, and gathers what is wrong with them."""

import re
from typing import get_type_hints

from .book import Style
from .layout import Fault

NAME = re.compile(r"[a-z][a-z0-9_]*")
OF_STYLE = get_type_hints(Style)
# what each part of a layout may say
KEYS = {
    what: tuple(keys.split())
    for what, keys in {
        "layout": "code name version lang fiscal_month rounding tolerance description "
        "has_cover styles words sections sheets",
        "word": "subject code donor_code donor_name",
        "section": "code name help is_required",
        "sheet": "code name repeat orientation paper widths freeze_columns blocks "
        "charts",
        "chart": "title block label series kind",
        "repeat": "subject splits levels",
        "block": "name at gap repeat cells columns has_heading is_frozen is_grouped",
        "cell": "cell name text term formula kind style number_format across down",
        "column": "name title text term formula kind style part_style number_format "
        "width group repeat is_merged across",
    }.items()
} | {"style": tuple(OF_STYLE)}
UNKNOWN_KEY = "%(key)s is not something that a %(what)s has"
NEEDED = "%(what)s needs %(key)s"
NOT_ONE_OF = "%(value)s is not one of %(known)s"
BAD_NAME = "%(value)s is no name: small letters, digits and _ only"
BAD_NUMBER = "%(key)s is a number from %(least)s to %(most)s"
BAD_TEXT = "%(key)s is a text of at most %(count)s characters"
BAD_LIST = "%(key)s is a list"
TWICE = "%(value)s is there twice"


class ValueReader:
    """Gives a value or its default; what is wrong is added to ``faults``."""

    def __init__(self):
        self.faults = []
        self.sheet_name = ""

    def fault(self, cell, words, **facts):
        self.faults.append(Fault(self.sheet_name, cell, words, facts))

    def keys(self, data, what, cell, needed=()):
        """Check the keys of a mapping; return an empty one where it is none."""
        if not isinstance(data, dict):
            self.fault(cell, NEEDED, what=what, key="{...}")
            return {}
        for key in data:
            if key not in KEYS[what]:
                self.fault(cell, UNKNOWN_KEY, key=key, what=what)
        for key in needed:
            if not data.get(key):
                self.fault(cell, NEEDED, what=what, key=key)
        return data

    def text(self, data, key, cell, most=500):
        value = data.get(key) or ""
        if not isinstance(value, str) or len(value) > most:
            self.fault(cell, BAD_TEXT, key=key, count=most)
            return ""
        return value

    def number(self, data, key, cell, default, least, most):
        value = data.get(key)
        if value is None or value is False:
            return default
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:
            self.fault(cell, BAD_NUMBER, key=key, least=least, most=most)
            return default
        return value

    def choice(self, data, key, cell, known, default):
        value = data.get(key) or default
        if value not in known:
            shown = ", ".join(map(str, known))
            self.fault(cell, NOT_ONE_OF, value=value, known=shown)
            return default
        return value

    def items(self, data, key, cell):
        value = data.get(key) or []
        if not isinstance(value, list):
            self.fault(cell, BAD_LIST, key=key)
            return []
        return value

    def name(self, data, key, cell):
        value = self.text(data, key, cell, 60)
        if value and not NAME.fullmatch(value):
            self.fault(cell, BAD_NAME, value=value)
        return value

    def once(self, values, cell):
        """Fault what is there twice."""
        seen = set()
        for value in values:
            if value and value in seen:
                self.fault(cell, TWICE, value=value)
            seen.add(value)

    def mapping(self, data, key):
        value = data.get(key) or {}
        if not isinstance(value, dict):
            self.fault(key, NEEDED, what=key, key="{...}")
            return {}
        return value
