"""Text that a spreadsheet would take for a formula, and how it stays text.

A cell of a CSV file has no type: what begins with one of these signs is calculated,
and can send what stands beside it away. An apostrophe before it makes it text, and is
taken off again where such a file is read.
"""

# with the full-width forms, which some programs take for the same
SIGNS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def is_dangerous(text):
    """Say whether a spreadsheet may calculate a text.

    >>> [is_dangerous(text) for text in ("=1+1", "@SUM(1)", "tin", "")]
    [True, True, False, False]
    """
    return text.startswith(SIGNS)


def guard(value):
    """Return what is written in a CSV file for a value.

    >>> guard("=HYPERLINK(1)"), guard("tin"), guard(-5), guard("'=1")
    ("'=HYPERLINK(1)", 'tin', -5, "''=1")
    """
    if isinstance(value, str) and (is_dangerous(value) or _is_guarded(value)):
        return MARK + value
    return value


def restore(text):
    """Return the text that was guarded.

    >>> restore("'=1+1"), restore("'tin'"), restore("''=1")
    ('=1+1', "'tin'", "'=1")
    """
    return text[len(MARK) :] if _is_guarded(text) else text


def _is_guarded(text):
    """Say whether a text looks as if it had been guarded, however often."""
    bare = text.lstrip(MARK)
    return bare != text and is_dangerous(bare)
