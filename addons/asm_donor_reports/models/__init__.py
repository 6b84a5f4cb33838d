from . import asm_award
from . import asm_donor_report_inputs
