from . import framework
from . import portal
