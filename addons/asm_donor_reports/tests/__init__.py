from . import test_compare
from . import test_compose
from . import test_inputs_indicator
from . import test_inputs_money
from . import test_inputs_rights
from . import test_layout
from . import test_sheet_formula
