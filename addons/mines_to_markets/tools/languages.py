"""Which languages a country works in."""

from babel.languages import get_official_languages


def spoken_in(country_codes):
    """Return the ISO codes of the official languages, regional ones included.

    :param country_codes: ISO codes of countries

    >>> sorted(spoken_in(["RW", "CD"]))
    ['en', 'fr', 'kg', 'ln', 'lua', 'rw', 'sw']
    >>> spoken_in([]), spoken_in(["XX"])
    (set(), set())
    """
    return {
        language
        for code in country_codes
        for language in get_official_languages(code, regional=True, de_facto=True)
    }


def plain(iso_code):
    """Return a language without its country or script.

    >>> plain("pt_BR"), plain("sw"), plain("sr@latin"), plain("")
    ('pt', 'sw', 'sr', '')
    """
    return (iso_code or "").split("_")[0].split("@")[0]
