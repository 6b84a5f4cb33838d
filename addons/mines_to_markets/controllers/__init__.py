from . import language
from . import portal
from . import portal_commitment
from . import register
from . import portal_request
