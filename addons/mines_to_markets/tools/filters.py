"""What was filtered by, as the log keeps it: without what was searched for in words."""

LEFT_OUT = "…"
# comparisons with something that somebody typed
WITH_WORDS = (
    "like",
    "ilike",
    "not like",
    "not ilike",
    "=like",
    "=ilike",
    "not =like",
    "not =ilike",
)


def without_words(domain, is_text=lambda name: False):
    """Return a domain as JSON can hold it, typed words left out.

    Nobody can erase a name from the log, so none comes in: words are left out where
    the comparison is with part of a text, or the field is one of free text.

    :param domain: as a client sends it
    :param is_text: says whether a field's path ends in free text

    >>> without_words(["|", ("name", "ilike", "Amani"), ("state", "=", "done")])
    ['|', ['name', 'ilike', '…'], ['state', '=', 'done']]
    >>> without_words([("email", "=", "a@b.org")], is_text=lambda name: True)
    [['email', '=', '…']]
    >>> without_words([("line_ids", "any", [("name", "ilike", "Amani")])])
    [['line_ids', 'any', [['name', 'ilike', '…']]]]
    """
    return [_leaf(one, is_text) for one in domain or ()]


def _leaf(leaf, is_text):
    if isinstance(leaf, str):
        return leaf
    name, operator, value = leaf
    operator = str(operator)
    if operator.startswith(("any", "not any")) and isinstance(value, list | tuple):
        kept = without_words(value, lambda inner: is_text(f"{name!s}.{inner}"))
    else:
        hide = operator in WITH_WORDS or is_text(str(name))
        kept = _value(value, hide)
    return [str(name) if not isinstance(name, int) else name, operator, kept]


def _value(value, hide):
    if isinstance(value, list | tuple | set):
        return [_value(one, hide) for one in value]
    if isinstance(value, bool | int) or value is None:
        return value
    return LEFT_OUT if hide and isinstance(value, str) else str(value)
