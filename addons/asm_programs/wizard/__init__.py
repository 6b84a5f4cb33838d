from . import asm_actual_reopen
from . import asm_submission_return
