from . import test_compare, test_compose, test_layout, test_sheet_formula
