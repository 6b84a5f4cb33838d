"""Steps of several playbooks put together."""


def keep_earliest(steps):
    """Return one step of each key: the earliest, and of equals the first.

    :param steps: ``[(key, date, anything)]``
    :return: the same, in the order of their dates

    >>> keep_earliest([("visit", 9, "a"), ("kick-off", 3, "b"), ("kick-off", 1, "c")])
    [('kick-off', 1, 'c'), ('visit', 9, 'a')]
    >>> keep_earliest([("review", 5, "a"), ("review", 5, "b")])
    [('review', 5, 'a')]
    >>> keep_earliest([])
    []
    """
    kept = {}
    for step in sorted(steps, key=lambda step: step[1]):
        kept.setdefault(step[0], step)
    return list(kept.values())
