def post_init_hook(env):
    """Give the awards that are older than this addon their analytic accounts."""
    env["asm.award"].with_context(active_test=False).search([])._ensure_accounts()
