from . import asm_donor_report_workbook
