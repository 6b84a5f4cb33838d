"""Which versions of which programs drew a report."""

from importlib.metadata import PackageNotFoundError, version

from odoo import release

PACKAGES = ("XlsxWriter", "weasyprint", "pydyf", "babel")
ADDONS = ("asm_donor_reports", "asm_money", "asm_programs", "mines_to_markets")


def software(env):
    """Return ``{name: version}`` of what the bytes of a report depend on."""
    found = {"odoo": release.version}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    addons = env["ir.module.module"].sudo().search([("name", "in", ADDONS)])
    return found | {addon.name: addon.installed_version or "" for addon in addons}
