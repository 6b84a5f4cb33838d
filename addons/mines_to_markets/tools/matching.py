"""Keys by which two records of one organisation are recognised."""

import re
from urllib.parse import urlsplit

from .cells import fold

# what a company adds to its name in one country and leaves out in the next
_LEGAL_FORMS = frozenset(
    [
        "ag",
        "asbl",
        "bhd",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "ee",
        "eirl",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "limitada",
        "llc",
        "llp",
        "ltd",
        "ltda",
        "nv",
        "oy",
        "plc",
        "pty",
        "pvt",
        "sa",
        "sarl",
        "sarlu",
        "sas",
        "sasu",
        "scrl",
        "sl",
        "spa",
        "sprl",
        "srl",
    ]
)
_SHARED_SITES = frozenset(
    [
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "sites.google.com",
        "twitter.com",
        "x.com",
        "youtube.com",
    ]
)


def name_key(name):
    """Return a name without case, accents, punctuation and legal form.

    >>> name_key("Société Minière de Bisunzu S.A.R.L."), name_key("TRAFIGURA Pte. Ltd")
    ('societe miniere de bisunzu', 'trafigura pte')
    >>> name_key("The Limited Co."), name_key("SA"), name_key("")
    ('the', 'sa', '')
    """
    # S.A.R.L. is one word; other punctuation parts words
    text = re.sub(r"\b(?:\w\.){2,}", lambda hit: hit[0].replace(".", ""), name or "")
    words = re.sub(r"[\W_]+", " ", fold(text)).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def number_key(text):
    """Return a registration number as letters and digits only.

    >>> number_key("CD/KNG/RCCM 14-B-1234"), number_key(" be 0477.472.701 ")
    ('CDKNGRCCM14B1234', 'BE0477472701')
    >>> number_key("/"), number_key(None)
    ('', '')
    """
    return re.sub(r"[^0-9A-Za-z]", "", text or "").upper()


def host_of(address):
    """Return the host of a website or e-mail address that is one's own.

    >>> host_of("https://www.Trafigura.com/about"), host_of("trafigura.com")
    ('trafigura.com', 'trafigura.com')
    >>> host_of("Jane <jane@mines.gov.rw>"), host_of("https://facebook.com/somebody")
    ('mines.gov.rw', '')
    >>> host_of("http://[broken"), host_of(None)
    ('', '')
    """
    text = (address or "").strip().lower()
    mail = re.search(r"@([^@\s<>,;]+)>?$", text)
    if mail:
        text = mail[1]
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return "" if host in _SHARED_SITES else host
