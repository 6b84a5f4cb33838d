from . import asm_donor_report_workbook
from . import asm_donor_report_restatement
