"""What to do with a text that was typed while somebody else may have typed, too."""


def compare(typed, now, then=None):
    """Say what a typed text is to what is stored.

    :param typed: what was typed
    :param now: what is stored
    :param then: what the page showed when it was opened; None where that is unknown
    :return: ``same`` (nothing to store), ``change``, or ``conflict`` (somebody else
        changed it since)

    >>> compare("Two trainings", "")
    'change'
    >>> compare("Two trainings", "Two trainings", "")
    'same'
    >>> compare("", "A colleague's text", "")
    'same'
    >>> compare("Mine", "A colleague's text", "")
    'conflict'
    >>> compare("", "Mine", "Mine")
    'change'
    """
    if typed == now or typed == then:
        return "same"
    return "change" if then is None or then == now else "conflict"
