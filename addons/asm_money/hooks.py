from odoo.tools import SQL


def post_init_hook(env):
    """Give the awards that are older than this addon their analytic accounts, and what
    was passed on of them in their own currency its amount.
    """
    env["asm.award"].with_context(active_test=False).search([])._ensure_accounts()
    of_subaward = SQL("subaward.id = line.subaward_id")
    for table, which in (
        ("asm_subaward_line", SQL("%s AND line.state = 'approved'", of_subaward)),
        ("asm_subaward", SQL("subaward.id = line.id AND line.state <> 'draft'")),
    ):
        env.cr.execute(
            SQL(
                """
                UPDATE %s line SET amount_award = line.amount, rate = 1
                  FROM asm_subaward subaward
                  JOIN asm_award award ON award.id = subaward.award_id
                 WHERE %s AND subaward.currency_id = award.currency_id
                """,
                SQL.identifier(table),
                which,
            )
        )
