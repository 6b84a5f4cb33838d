from . import asm_award_value
from . import asm_award_value_line
from . import asm_donor_format_upload
