from . import asm_actual_reopen
from . import asm_award_share_set
from . import asm_award_share_set_line
from . import asm_delivery_correct
from . import asm_submission_open
from . import asm_submission_return
from . import mtm_lead_win
from . import base_partner_merge
