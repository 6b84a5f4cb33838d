from . import test_amendment
from . import test_ledger_line
from . import test_sums
from . import test_scope
