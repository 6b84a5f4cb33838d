from . import mtm_agreement_terminate
from . import base_partner_merge
from . import mtm_lead_win
from . import mtm_commitment_close
from . import mtm_engagement_close
from . import mtm_engagement_playbook
from . import mtm_engagement_playbook_line
from . import mail_activity_schedule
