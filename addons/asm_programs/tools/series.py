"""Reading the numbers of several versions of a definition as one series."""


def one_series(versions):
    """Return the facts of comparable versions as one, nothing twice.

    What an organisation reports at the newer version stands in place of what it
    reported for the same period and place at an older one. A row without a site stands
    in place of those of its sites, and the other way round: the same people could be
    in both.

    :param versions: list of lists of :class:`facts.Fact`, the newest version first
    :return: list of :class:`facts.Fact`

    >>> from datetime import date
    >>> from .facts import Fact
    >>> days = date(2026, 1, 1), date(2026, 3, 31)
    >>> old = [Fact(site, 7, 1, *days, (), 5) for site in (1, 2)]
    >>> new = [Fact(1, 7, 1, *days, (), 6)]
    >>> [(fact.site_id, fact.value) for fact in one_series([new, old])]
    [(1, 6), (2, 5)]
    >>> one_series([[Fact(None, 7, 1, *days, (), 9)], old])[0].value
    9
    """
    if len(versions) == 1:
        return list(versions[0])
    known = []
    sites_of = {}
    for facts in versions:
        kept = [fact for fact in facts if not _is_replaced(fact, sites_of)]
        known += kept
        for fact in kept:
            sites_of.setdefault(fact.slot[1:], set()).add(fact.site_id)
    return known


def _is_replaced(fact, sites_of):
    newer = sites_of.get(fact.slot[1:])
    if not newer:
        return False
    return fact.site_id is None or None in newer or fact.site_id in newer
