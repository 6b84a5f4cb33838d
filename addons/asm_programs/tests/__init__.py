from . import test_indicator_library
from . import test_results
