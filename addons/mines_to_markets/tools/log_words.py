"""Keeps people out of the log of the server: it says who by number, never by name.

Odoo writes logins and addresses into some of its lines, and what somebody searched for
into others; every line goes through here before any handler sees it.
"""

import logging
import re

HIDDEN = "***"
_ADDRESS = re.compile(r"(\"[^\"\n]*\"\s*<)?[\w.+%-]+@[\w-]+(\.[\w-]+)*>?")
_BRACKETS = re.compile(r"(?:(?<=for )|(?<=user )|(?<=to ))<[^>\n]*>")
# what Odoo's own lines say of people, by the end of the logger's name
_LINES = {
    "res_users": (
        (re.compile(r"login:.*?(?= from )"), f"login:{HIDDEN}"),
        (re.compile(r"(?P<q>['\"]).*?(?P=q)(?= \(#)"), HIDDEN),
        (re.compile(r"\(user .*?\)(?= on )"), f"(user {HIDDEN})"),
        (re.compile(r"(?s)^(2FA [^:]*: [A-Z ]+ for \S+) .*"), rf"\1 {HIDDEN}"),
        (_BRACKETS, f"<{HIDDEN}>"),
    ),
    "main": ((_BRACKETS, f"<{HIDDEN}>"),),
    "export": (
        (re.compile(r"(?s)\bdomain: .*"), f"domain: {HIDDEN}"),
        (re.compile(r"(?s)\bDomain: .*"), f"Domain: {HIDDEN}"),
    ),
    "werkzeug": ((re.compile(r"\?\S*(?= HTTP/)"), f"?{HIDDEN}"),),
}


def without_people(logger, message):
    """Return a message without what names a person.

    >>> without_people("odoo.addons.base.models.res_users",
    ...                "Login failed for login:amina from 10.0.0.1")
    'Login failed for login:*** from 10.0.0.1'
    >>> without_people("odoo.addons.auth_totp.models.res_users",
    ...                "2FA check: FAIL for res.users(7,) 'amina'")
    '2FA check: FAIL for res.users(7,) ***'
    >>> without_people("odoo.addons.auth_signup.controllers.main",
    ...                "Password reset attempt for <amina> by user <public> from ::1")
    'Password reset attempt for <***> by user <***> from ::1'
    >>> without_people("odoo.addons.mail", 'sent to "A. B." <a.b@example.org>: ok')
    'sent to ***: ok'
    >>> without_people("werkzeug", '"GET /my?search=amina HTTP/1.1" 200 -')
    '"GET /my?*** HTTP/1.1" 200 -'
    >>> without_people("odoo.http", "nobody here")
    'nobody here'
    """
    for pattern, instead in _LINES.get(logger.rpartition(".")[2], ()):
        message = pattern.sub(instead, message)
    return _ADDRESS.sub(HIDDEN, message) if "@" in message else message


def _cleaned(record):
    record.msg = without_people(record.name, record.getMessage())
    record.args = ()
    if record.exc_info and record.exc_info[0]:
        text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = without_people(record.name, text)
    return record


def install():
    """Let every line of Odoo's and of ours be written without people, from now on."""
    make = logging.getLogRecordFactory()
    if getattr(make, "is_without_people", False):
        return

    def make_without_people(name, level, *args, **kwargs):
        record = make(name, level, *args, **kwargs)
        is_ours = name.partition(".")[0] in ("odoo", "werkzeug")
        return _cleaned(record) if is_ours and level >= logging.INFO else record

    make_without_people.is_without_people = True
    logging.setLogRecordFactory(make_without_people)
