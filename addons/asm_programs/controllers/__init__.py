from . import framework
from . import portal
from . import portal_draft
from . import portal_paper
from . import portal_workbook
from . import portal_report_request
from . import portal_evidence
from . import portal_home
