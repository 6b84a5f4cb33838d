from . import asm_award_period_make
from . import asm_financial_report
from . import asm_financial_report_line
from . import asm_financial_report_rate
