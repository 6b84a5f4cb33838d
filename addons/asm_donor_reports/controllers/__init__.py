from . import donor_format
from . import donor_report
from . import portal
