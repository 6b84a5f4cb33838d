from . import controllers, models, report, wizard
from .hooks import pre_init_hook
from .tools import log_words

log_words.install()
