"""Which lines of Odoo's log count: every WARNING and worse, but for a short list.

Used for the log of an installation and, inside pytest, for the log of each test.
"""

import re

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (WARNING|ERROR|CRITICAL) \S+ (\S+?): (.*)"
)

# (logger, message, why it is nobody's fault here)
IGNORED = []


def ignored(logger, message):
    """
    >>> ignored("odoo.addons.mines_to_markets", "field x: unknown comodel")
    False
    """
    return any(
        re.search(pattern, message)
        for name, pattern, _reason in IGNORED
        if logger == name or logger.startswith(f"{name}.")
    )


def complaints(log):
    """The lines of a log file that count.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "log")
    ...     _ = file.write_text('''
    ... 2026-01-01 00:00:00,000 1 INFO demo odoo.modules: fine
    ... 2026-01-01 00:00:00,000 1 WARNING demo odoo.fields: not fine
    ...   with a second line
    ... ''')
    ...     complaints(file)
    ['WARNING odoo.fields: not fine']
    """
    found = []
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match and not ignored(match[2], match[3]):
            found.append(f"{match[1]} {match[2]}: {match[3].strip()}")
    return found
