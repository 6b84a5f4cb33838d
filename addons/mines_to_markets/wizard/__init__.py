from . import mtm_lead_win
