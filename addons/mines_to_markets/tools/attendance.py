"""Who came, as counts: names stay where the people registered."""

from collections import Counter


def counts_of(attendees):
    """Return people by category, from what they said about themselves.

    Everybody is in the total. Who said both sex and age is counted by both; a sex, or
    an age, gets a count of its own as soon as somebody said nothing else. Who said
    nothing is in the total only, which then is more than its parts.

    :param attendees: ``{(sex or None, age band or None): number}``
    :return: ``{frozenset of categories: number}``, empty when nobody came

    >>> counts = counts_of({("f", "18-24"): 3, ("f", None): 2, ("m", "18-24"): 4,
    ...     (None, None): 1})
    >>> for categories, number in counts.items():
    ...     print(*sorted(categories), number)
    10
    18-24 f 3
    18-24 m 4
    f 5
    >>> counts_of({(None, None): 2})
    {frozenset(): 2}
    >>> counts_of({("f", None): 0}), counts_of({})
    ({}, {})
    """
    attendees = {said: number for said, number in attendees.items() if number}
    if not attendees:
        return {}
    counts = {frozenset(): sum(attendees.values())}
    counts |= {frozenset(said): n for said, n in attendees.items() if all(said)}
    for place in (0, 1):
        whole = Counter()
        for said, number in attendees.items():
            whole[said[place]] += number
        alone = {said[place] for said in attendees if not said[1 - place]}
        counts |= {
            frozenset([category]): number
            for category, number in whole.items()
            if category and category in alone
        }
    return counts
