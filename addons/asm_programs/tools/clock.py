"""The system's moment, as facts are stamped with it."""

from datetime import UTC, datetime


def now():
    """Return the moment in UTC, without time zone, to the microsecond.

    Odoo's own clock gives whole seconds, or the start of the transaction; the order
    in which versions were approved must survive both.

    >>> now().tzinfo is None
    True
    """
    return datetime.now(UTC).replace(tzinfo=None)
