"""The ways in: each asks for a record, or tries to change it, as a browser does.

Each way comes to one operation of the access matrix, by its letter. One that is
``exact`` gets through exactly for those who may by the matrix; of any other it is only
asked that it gives nothing to those who may not (who may can still be refused, for a
reason of the record's own).

All of them go by ``call_kw``, as what comes by ``/web/dataset/call_kw``, ``/json/2``
and XML-RPC does; ``test_access_routes`` tries these themselves, for reading.
"""

import access_ways_around  # noqa: F401 - declares its ways
import access_ways_changing  # noqa: F401 - as above
import access_ways_reading  # noqa: F401 - as above
from access_asked import WAYS

__all__ = ["WAYS"]
