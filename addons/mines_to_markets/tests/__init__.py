from . import test_reference_data
from . import test_engagement
from . import test_crm_lead
from . import test_service_delivery
from . import test_restrict
from . import test_stakeholder
from . import test_portal
from . import test_delivery_form
