"""What a report asks for at one place, as categories side by side or crossed.

A *split* is a list of groups, and a group a list of axes, one for each of its
dimensions; an axis is the list of the category ids asked for. A group of one axis
stands by itself; several axes are crossed, each category of one with each of the
others. A *key* names a cell: the sorted ids of its categories, ``()`` for the total.
"""

from itertools import product
from math import prod

TOTAL = ()


def keys_of(split):
    """Return the keys of the parts that a split asks for, each once, in order.

    >>> keys_of([[[1, 2]], [[1, 2], [7, 8]]])
    [(1,), (2,), (1, 7), (1, 8), (2, 7), (2, 8)]
    >>> keys_of([])
    []
    """
    return list(
        dict.fromkeys(
            tuple(sorted(categories)) for axes in split for categories in product(*axes)
        )
    )


def count_of(split):
    """Return the number of cells, the total with them.

    >>> count_of([[[1, 2], [7, 8, 9]]]), count_of([])
    (7, 1)
    """
    return 1 + len(keys_of(split))


def size_of(axes):
    """Return how many cells crossing these axes gives.

    >>> size_of([[1, 2, 3], [7, 8]])
    6
    """
    return prod(len(axis) for axis in axes)


def groups_of(dimensions, crossings):
    """Return which dimensions stand together: crossed ones, then each of the rest.

    Where a dimension is not asked for, the others of its crossing stay crossed.

    :param dimensions: ids of the dimensions that are asked for, in order
    :param crossings: lists of ids that are crossed with one another, in order

    >>> groups_of([1, 2, 3, 4], [[1, 2], [1, 3]])
    [(1, 2), (1, 3), (4,)]
    >>> groups_of([1, 4], [[1, 2]])
    [(1,), (4,)]
    >>> groups_of([1, 2], [])
    [(1,), (2,)]
    """
    asked = set(dimensions)
    crossed = [tuple(d for d in crossing if d in asked) for crossing in crossings]
    crossed = [group for group in crossed if len(group) > 1]
    covered = {dimension for group in crossed for dimension in group}
    alone = [(d,) for d in dimensions if d not in covered]
    return list(dict.fromkeys([*crossed, *alone]))


def merged(splits):
    """Return one split that asks for whatever any of these does.

    >>> merged([[[[1, 2]]], [[[1, 2]], [[7]]]])
    [[[1, 2]], [[7]]]
    """
    groups = []
    for split in splits:
        groups += [axes for axes in split if axes not in groups]
    return groups


def text_of(key):
    """Return a key as a part of the name of an input; ``0`` for the total.

    >>> text_of((5, 9)), text_of(())
    ('5.9', '0')
    """
    return ".".join(map(str, key)) or "0"


def key_of(text):
    """Return the key that a name of an input ends with; None when it is no key.

    >>> key_of("5.9"), key_of("0"), key_of("x"), key_of("9.5")
    ((5, 9), (), None, None)
    """
    if text == "0":
        return TOTAL
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    key = tuple(map(int, parts))
    return key if list(key) == sorted(set(key)) else None
