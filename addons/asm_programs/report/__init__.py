from . import asm_donor_report_tracking_table
