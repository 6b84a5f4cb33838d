from . import report_stakeholder
