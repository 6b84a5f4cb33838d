"""Headers that tell a browser what a page may do, as plain text.

Content Security Policy Level 3, RFC 6265bis (SameSite), RFC 6797 (HSTS).
"""

import re

# Odoo's pages carry their session in a script of the page, and its templates are
# compiled in the browser: without "unsafe-inline" and "unsafe-eval" none of them works
_EVERYWHERE = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "img-src": "'self' data: blob:",
    "connect-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
# staff read messages from outside, with the pictures in them, and open what they link
# to beside the page
_STAFF = {"img-src": "'self' data: blob: https:", "frame-src": "'self' blob: https:"}
_FRAMES = re.compile(r"\s*frame-ancestors\s+'(self|none)'\s*;?\s*", re.IGNORECASE)
# half a year: shorter than most certificates are renewed for the last time
_STRICT = "max-age=15552000"


def page_policy(is_staff, given=None):
    """Return the policy of a page.

    :param bool is_staff: whether the page is one of Odoo's own screens for staff
    :param given: what the page says itself; it stays, but where it says nothing but
        who may frame it

    >>> "img-src 'self' data: blob:;" in page_policy(False)
    True
    >>> page_policy(False, "default-src 'none'; sandbox")
    "default-src 'none'; sandbox"
    >>> "object-src 'none'" in page_policy(True, "frame-ancestors 'self'")
    True
    >>> "frame-ancestors 'none'" in page_policy(True, "frame-ancestors 'none'")
    True
    """
    frames = _FRAMES.fullmatch(given or "")
    if given and not frames:
        return given
    parts = _EVERYWHERE | (_STAFF if is_staff else {})
    if frames:
        parts |= {"frame-ancestors": f"'{frames[1].lower()}'"}
    return "; ".join(f"{name} {where}" for name, where in parts.items())


def safe_cookie(cookie, is_encrypted):
    """Return a ``Set-Cookie`` that another site's forms do not bring along.

    >>> safe_cookie("session_id=1; HttpOnly; Path=/", True)
    'session_id=1; HttpOnly; Path=/; SameSite=Lax; Secure'
    >>> safe_cookie("a=1; SameSite=Strict", False)
    'a=1; SameSite=Strict'
    """
    said = {part.partition("=")[0].strip().lower() for part in cookie.split(";")[1:]}
    if "samesite" not in said:
        cookie += "; SameSite=Lax"
    if is_encrypted and "secure" not in said:
        cookie += "; Secure"
    return cookie


def strict_transport():
    """Return how long a browser is to insist on encryption."""
    return _STRICT
