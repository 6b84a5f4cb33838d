"""The chain of the log: what is hashed, and whether the entries still agree with it.

Plain Python without Odoo, so that an auditor can check a copy of the table with
nothing else at hand. Each entry's hash is over all that it says and the hash of the
entry before it: whoever changes, removes or swaps entries has to make anew every hash
that follows, the last included, and the last one is written down elsewhere.
"""

import hashlib
import json
from collections import namedtuple

VERSION = 1
# what the first entry follows
START = "0" * 64
COLUMNS = (
    "sequence",
    "moment",
    "user_id",
    "kind",
    "res_model",
    "res_id",
    "res_name",
    "details",
    "previous_hash",
    "hash",
)

Entry = namedtuple("Entry", COLUMNS)
Head = namedtuple("Head", ("count", "hash"))
Problem = namedtuple("Problem", ("sequence", "kind"))


def serialise(entry):
    """Return the bytes that the hash of an entry is over.

    One way of writing for each content: a list in a fixed order, keys sorted, no
    blanks, everything but ASCII escaped. Numbers with a fraction have several, so
    they are refused.

    >>> from datetime import datetime
    >>> moment = datetime(2026, 1, 31, 12, 0, 0, 5)
    >>> serialise(Entry(1, moment, 2, "export", "m", None, None, {"b": 1}, START, ""))
    ... # doctest: +ELLIPSIS
    b'[1,1,"2026-01-31T12:00:00.000005",2,"export","m",0,"",{"b":1},"000...0"]'
    """
    return json.dumps(
        [
            VERSION,
            entry.sequence,
            entry.moment.isoformat(timespec="microseconds"),
            entry.user_id,
            entry.kind,
            entry.res_model or "",
            entry.res_id or 0,
            entry.res_name or "",
            checked(entry.details or {}),
            entry.previous_hash,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
    ).encode()


def checked(value):
    """Return details that have one way of being written only.

    >>> checked({"rows": 2, "fields": ["name"]})
    {'rows': 2, 'fields': ['name']}
    >>> checked({"share": 0.5})
    Traceback (most recent call last):
    ...
    TypeError: the log takes no float: 0.5
    """
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"the log takes no key but text: {key!r}")
            checked(value[key])
    elif isinstance(value, list):
        for one in value:
            checked(one)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"the log takes no {type(value).__name__}: {value!r}")
    return value


def digest(entry):
    """Return the hash of an entry, in hexadecimal."""
    return hashlib.sha256(serialise(entry)).hexdigest()


def chain(head, entries):
    """Return entries numbered and chained after a head.

    >>> from datetime import datetime
    >>> one = Entry(None, datetime(2026, 1, 1), 1, "export", "m", 1, "", {}, "", "")
    >>> first, second = chain(Head(0, START), [one, one])
    >>> (first.sequence, second.sequence, second.previous_hash == first.hash)
    (1, 2, True)
    """
    chained = []
    for entry in entries:
        following = entry._replace(sequence=head.count + 1, previous_hash=head.hash)
        following = following._replace(hash=digest(following))
        chained.append(following)
        head = Head(following.sequence, following.hash)
    return chained


class Check:
    """Reads entries in their order and finds where the chain does not hold.

    :param anchors: ``{sequence: hash}`` that earlier checks found
    :param expected: a hash that was noted elsewhere: some entry has to have it, else
        that entry was removed or made anew
    :param after: the number of the entry before the first one that is read, where an
        earlier check has been through all before
    """

    # a log of which everything is wrong need not be told of entry by entry
    MOST_PROBLEMS = 100

    def __init__(self, anchors=None, expected=None, after=0):
        self.head = Head(after, None if after else START)
        self.problems = []
        self._anchors = dict(anchors or {})
        self._expected = None if expected == START else expected

    def follow(self, entries):
        """Follow some more entries."""
        for entry in entries:
            self._follow_one(entry)
            self.head = Head(entry.sequence, entry.hash)
        return self

    def _follow_one(self, entry):
        if entry.sequence != self.head.count + 1:
            self._add(entry.sequence, "missing")
        elif self.head.hash not in (None, entry.previous_hash):
            self._add(entry.sequence, "broken")
        if digest_or_none(entry) != entry.hash:
            self._add(entry.sequence, "changed")
        if self._anchors.pop(entry.sequence, entry.hash) != entry.hash:
            self._add(entry.sequence, "anchor")
        if entry.hash == self._expected:
            self._expected = None

    def end(self):
        """Return all that was found wrong, the end of the log included."""
        for sequence in sorted(self._anchors):
            self._add(sequence, "cut")
        if self._expected:
            self._add(self.head.count, "unexpected")
        return self.problems

    def _add(self, sequence, kind):
        if len(self.problems) < self.MOST_PROBLEMS:
            self.problems.append(Problem(sequence, kind))


def digest_or_none(entry):
    """Return the hash of an entry; None for what nobody could have written."""
    try:
        return digest(entry)
    except (AttributeError, TypeError, ValueError):
        return None


# what is said of each kind of problem
SAID = {
    "missing": "The entries before number {sequence} are missing.",
    "broken": "Number {sequence} does not follow the entry before it.",
    "changed": "Number {sequence} is not what was written.",
    "anchor": "Number {sequence} is not what an earlier check found.",
    "cut": "Number {sequence}, found by an earlier check, is missing.",
    "unexpected": "No entry up to number {sequence} has the hash that was noted.",
}


def say(problem):
    """Return a sentence.

    >>> say(Problem(7, "changed"))
    'Number 7 is not what was written.'
    """
    return SAID[problem.kind].format(sequence=problem.sequence)


# the columns in the order of COLUMNS
QUERY = """
SELECT sequence, moment, user_id, kind, res_model, res_id, res_name, details,
       previous_hash, hash
  FROM mtm_log_entry ORDER BY sequence
"""
ANCHORS = "SELECT entry_count, head_hash FROM mtm_log_check WHERE entry_count > 0"
