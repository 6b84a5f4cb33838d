"""Whoever kept awards froze and sent reports: they have that duty from now on."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    finance = env.ref("asm_programs.group_asm_finance")
    env.ref("asm_programs.group_asm_freezer").user_ids |= finance.all_user_ids
