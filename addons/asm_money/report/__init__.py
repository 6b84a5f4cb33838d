from . import asm_award_position_workbook
