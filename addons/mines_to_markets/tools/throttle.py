"""How long somebody waits who failed to log in, again and again.

What is counted is kept in the database, for all worker processes together; here is
only what follows from it.
"""

import ipaddress
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from threading import current_thread

LONGEST = timedelta(hours=1)
# after a day without a failure it starts anew
FORGOTTEN = timedelta(days=1)
# in an hour, in multiples of what is free: against one login from everywhere, and
# against all logins from one address, behind which a whole office may be
MOST_PER_LOGIN = 5
MOST_PER_ADDRESS = 20


_address = ContextVar("address", default=None)
_is_counting = ContextVar("is_counting", default=False)


@contextmanager
def coming_from(address):
    """Remember who asks: Odoo hides the request from calls of programs."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


@contextmanager
def counting():
    """Remember that what is looked at meanwhile is counted by who looks."""
    token = _is_counting.set(True)
    try:
        yield
    finally:
        _is_counting.reset(token)


def is_counting():
    """Say whether somebody counts already.

    >>> with counting():
    ...     is_counting()
    True
    >>> is_counting()
    False
    """
    return _is_counting.get()


def asks_from():
    """Return the address of who asks, None where nobody does from outside.

    Where a call names the database itself, and the server has several, all have one
    address.

    >>> asks_from()
    >>> with coming_from("192.0.2.7"):
    ...     asks_from()
    '192.0.2.7'
    """
    if address := _address.get():
        return network(address)
    # what Odoo notes of a request, and of nothing else
    return network(None) if getattr(current_thread(), "url", None) else None


def network(address):
    """Return the address to count by: of IPv6 the network that one household has.

    >>> network("192.0.2.7"), network("::ffff:192.0.2.7")
    ('192.0.2.7', '192.0.2.7')
    >>> network("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    >>> network("a socket"), network(None)
    ('?', '?')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def pause(failures, free, first):
    """Return how long to wait after so many failures: twice as long each time.

    :param int free: so many are without a pause
    :param timedelta first: the first pause

    >>> minute = timedelta(minutes=1)
    >>> [str(pause(failures, 5, minute)) for failures in (4, 5, 6, 8, 99)]
    ['0:00:00', '0:01:00', '0:02:00', '0:08:00', '1:00:00']
    """
    if failures < free:
        return timedelta()
    # no power is taken of what somebody else can make as large as they like
    doubled = min(failures - free, 12)
    return min(first * 2**doubled, LONGEST)


def counted(failures, last, now):
    """Return how many failures still count.

    >>> from datetime import datetime
    >>> noon = datetime(2026, 1, 1, 12)
    >>> counted(7, noon, noon + timedelta(hours=2)), counted(7, noon, noon + FORGOTTEN)
    (7, 0)
    >>> counted(0, None, noon)
    0
    """
    return failures if last and now - last < FORGOTTEN else 0
