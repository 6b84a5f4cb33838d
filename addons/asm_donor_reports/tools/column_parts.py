"""A table that is wider than the paper, in parts that are as wide as it."""

from math import ceil


def parts(widths, frozen, spans, room):
    """Return the columns of each part, the first columns in all of them.

    There are as few parts as there can be, of about the same width.

    :param widths: characters of each column
    :param frozen: how many columns every part begins with
    :param spans: ``[(first, last)]`` of headings over several columns, which stay
        together where a page has room for them
    :param room: characters that fit on the paper

    >>> parts([10, 10, 10, 10], 1, [], 40)
    [[0, 1, 2, 3]]
    >>> parts([10, 10, 10, 10, 10], 1, [(2, 3)], 30)
    [[0, 1], [0, 2, 3], [0, 4]]
    >>> parts([10, 10, 10, 10, 10], 1, [], 40)
    [[0, 1, 2], [0, 3, 4]]
    >>> parts([5, 90, 90], 2, [], 100)
    [[0, 1, 2]]
    >>> parts([5, 60, 60, 60], 1, [(1, 3)], 100)
    [[0, 1], [0, 2], [0, 3]]
    >>> parts([10, 20, 20, 20, 20], 1, [(0, 4), (2, 3)], 60)
    [[0, 1], [0, 2, 3], [0, 4]]
    """
    if sum(widths) <= room:
        return [list(range(len(widths)))]
    first = list(range(min(frozen, len(widths))))
    taken = sum(widths[column] for column in first)
    # columns that are as wide as the paper leave no room for others
    room = room - taken if taken < room * 0.6 else room
    spans = [(a, b) for a, b in spans if sum(widths[a : b + 1]) <= room]
    chunks = _chunks(len(first), len(widths), spans)
    found = _packed(chunks, widths, room)
    if not found:
        return [first]
    least = ceil((sum(widths) - taken) / len(found))
    for narrower in range(least, int(room)):
        balanced = _packed(chunks, widths, narrower)
        if len(balanced) == len(found):
            found = balanced
            break
    return [first + columns for columns in found]


def _packed(chunks, widths, room):
    """Return the columns of each part, as many in one as there is room for."""
    found, left = [], 0
    for chunk in chunks:
        needed = sum(widths[column] for column in chunk)
        if not found or needed > left:
            found.append([])
            left = room
        found[-1] += chunk
        left -= needed
    return found


def _chunks(start, end, spans):
    """Return runs of columns that stay together.

    >>> _chunks(1, 6, [(2, 3), (3, 4)])
    [[1], [2, 3, 4], [5]]
    """
    together = {c for first, last in spans for c in range(first + 1, last + 1)}
    chunks = []
    for column in range(start, end):
        if column in together and chunks:
            chunks[-1].append(column)
        else:
            chunks.append([column])
    return chunks
