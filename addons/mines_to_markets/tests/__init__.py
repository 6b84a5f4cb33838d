from . import test_reference_data
