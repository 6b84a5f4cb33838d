from . import test_indicator_library
