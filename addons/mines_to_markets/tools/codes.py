"""Codes that people read from a letter and type, and logins for who has no e-mail."""

import re
import secrets
import unicodedata

# no letter or digit that reads like another one, and no vowels that make words
_ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
_LENGTH = 10
_LONGEST_STEM = 24


def make():
    """Return a new code, grouped for the eye.

    >>> bool(re.fullmatch("[2-9B-Z]{5}-[2-9B-Z]{5}", make()))
    True
    >>> make() == make()
    False
    """
    letters = "".join(secrets.choice(_ALPHABET) for _number in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def plain(typed):
    """Return a code as it is compared: however it was typed.

    >>> plain(" 7kqf2 - mxpa3 "), plain("7KQF2MXPA3"), plain(None)
    ('7KQF2MXPA3', '7KQF2MXPA3', '')
    """
    return re.sub(r"[^A-Z0-9]", "", (typed or "").upper())


def stem(name):
    """Return what logins of an organisation begin with.

    >>> stem("Coopérative Minière de Maniema")
    'cooperative-miniere-de'
    >>> stem("COOP Maniema"), stem("矿业")
    ('coop-maniema', 'member')
    """
    letters = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", letters.decode().lower())
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word[:_LONGEST_STEM]
        if len(longer) > _LONGEST_STEM:
            break
        found = longer
    return found or "member"


def first_free(name, taken):
    """Return the login of the next person of an organisation.

    :param name: of the organisation
    :param taken: logins that there are

    >>> first_free("COOP Maniema", {"coop-maniema-1", "coop-maniema-3"})
    'coop-maniema-2'
    """
    begin = stem(name)
    number = 1
    while f"{begin}-{number}" in taken:
        number += 1
    return f"{begin}-{number}"
