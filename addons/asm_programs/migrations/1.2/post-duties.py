"""Administrators no longer have duties by that; who had them keeps them as their own.

So nobody's work stops, and each may be taken away where it should not be theirs.
"""

from odoo import SUPERUSER_ID, Command, api

DUTIES = ("group_asm_approver", "group_asm_finance", "group_asm_freezer")


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    admins = env.ref("mines_to_markets.group_mtm_admin")
    duties = env["res.groups"].union(*(env.ref(f"asm_programs.{d}") for d in DUTIES))
    if duties & admins.implied_ids:
        admins.all_user_ids.write({"group_ids": [Command.link(d.id) for d in duties]})
        admins.write({"implied_ids": [Command.unlink(d.id) for d in duties]})
