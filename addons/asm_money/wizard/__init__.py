from . import asm_award_period_make
from . import asm_financial_attachment
from . import asm_financial_attachment_line
from . import asm_financial_report
from . import asm_financial_report_line
from . import asm_financial_report_rate
from . import asm_award_reopening
from . import asm_ledger_reversal
