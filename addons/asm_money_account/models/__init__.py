from . import account_account
from . import account_analytic_line
from . import account_move
from . import account_move_line
from . import account_partial_reconcile
