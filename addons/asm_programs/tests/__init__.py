from . import test_indicator_library
from . import test_results
from . import test_submission
from . import test_path
from . import test_portal
from . import test_portal_tour
