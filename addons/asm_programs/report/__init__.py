from . import asm_donor_report_tracking_table
from . import report_framework
from . import report_indicator_sheet
from . import report_program_indicator_sheet
from . import asm_ledger_workbook
from . import asm_targets_sheet
from . import report_ledger
from . import report_paper
