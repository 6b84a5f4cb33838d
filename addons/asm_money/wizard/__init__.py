from . import asm_award_period_make
