from odoo import models


class AsmIndicator(models.Model):
    """Which versions of a definition stand in one series."""

    _inherit = "asm.indicator"

    def _comparable_versions(self):
        """Return this version and the earlier ones of its series, newest first.

        A version that is not marked comparable begins a series, and so does one in
        another unit or one that keeps other numbers (a ratio in place of a count).
        """
        self.ensure_one()
        found = self.browse()
        version = self.sudo().with_context(lang="en_US")
        while version and version not in found:
            found += version
            before = version.previous_id
            if not version._is_comparable_with(before):
                break
            version = before
        return found.with_env(self.env)

    def _all_comparable(self):
        """Return these versions and all that stand in one series with them."""
        roots = {version._comparable_versions()[-1:] for version in self}
        same_code = self.search([("code", "in", self.mapped("code"))])
        return self | same_code.filtered(
            lambda version: version._comparable_versions()[-1:] in roots
        )

    def _is_comparable_with(self, before):
        same = (self.unit or "") == (before.unit or "")
        return self.comparable and same and self.is_ratio == before.is_ratio
