"""Accounts are made on invitation, as new databases have it from the start."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    parameters = api.Environment(cr, SUPERUSER_ID, {})["ir.config_parameter"]
    parameters.set_param("auth_signup.invitation_scope", "b2b")
