"""How deep a body in JSON is nested, before anybody reads it."""

import re

# what stands in quotes, also where the last quote is missing; nothing is tried twice
_QUOTED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_ALIKE = bytes.maketrans(b"{}", b"[]")


def is_deeper(body, most):
    """Say whether lists and objects lie in each other deeper than so many times.

    Brackets that do not fit count as too deep: no program reads such a body.

    :param bytes body: JSON
    :param int most: so deep is right

    >>> is_deeper(b'{"a": [1, [2]]}', 3), is_deeper(b'{"a": [1, [2]]}', 2)
    (False, True)
    >>> is_deeper(b'["[[[[", "\\\\"[[["]', 1), is_deeper(b'{"a": ["', 1)
    (False, True)
    >>> is_deeper(b"[" * 9, 4), is_deeper(b"[]" * 9, 1), is_deeper(b"", 1)
    (True, False, False)
    """
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    left = _QUOTED.sub(b"", body).translate(_ALIKE, _NO_BRACKET)
    if left.count(b"[") != left.count(b"]") or b"[" * (most + 1) in left:
        return True
    for _level in range(most):
        if not left:
            return False
        left = left.replace(b"[]", b"")
    return bool(left)
