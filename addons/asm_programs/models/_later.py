"""What our code alone can say in a context: a client can send text and numbers."""

from datetime import datetime
from typing import NamedTuple

# whoever writes many at once compares the parts with their totals at the end
LATER = object()


class Kept(NamedTuple):
    """The moment for which the states of many were kept already."""

    moment: datetime
