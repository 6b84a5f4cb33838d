from . import test_amendment
from . import test_ledger_line
from . import test_sums
from . import test_ledger_posted
from . import test_rate_import
from . import test_rates
from . import test_scope
from . import test_sf425
