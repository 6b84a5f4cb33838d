from . import controllers, models, report, wizard
from .hooks import pre_init_hook
from .tools import log_words, outage

log_words.install()
outage.install()
