from odoo import api, models


class AsmJurisdiction(models.Model):
    """What an office of government sees of what lies in its jurisdiction."""

    _name = "asm.jurisdiction"
    _inherit = ["asm.jurisdiction", "asm.space.mixin"]

    @api.model
    def _space_domain(self):
        return [("partner_id.access_ids.user_id", "=", self.env.uid)]

    def _portal_spaces(self):
        """Return one entry for each office, with all that was released to it.

        :param self: the jurisdictions that the user who asks may see, as system
        """
        return [
            jurisdictions._portal_space(office)
            for office, jurisdictions in self.grouped("partner_id").items()
        ]

    def _portal_space(self, office):
        shown = self._portal_released(office)
        newest = {}
        for release in shown.filtered(lambda one: one.kind in ("results", "site")):
            newest.setdefault((release.site_id, release.program_id), release)
        return {
            "office": office.name,
            "places": [
                name
                for one in self
                for name in one.state_ids.mapped("name") or [one.country_id.name]
            ],
            "programs": [
                one._portal_entry(f"/my/jurisdiction/{one.id}")
                for one in newest.values()
                if one.kind == "results"
            ],
            "sites": [
                one._portal_entry(f"/my/jurisdiction/{one.id}")
                for one in newest.values()
                if one.kind == "site"
            ],
            "evidence": [
                one._portal_evidence_card(f"/my/jurisdiction/evidence/{one.id}")
                for one in shown
                if one.kind == "evidence"
            ],
        }

    def _portal_find_release(self, release_id):
        """Return ``(jurisdictions, release)`` of a release to one of these offices.

        Both are empty where it is hidden, withdrawn or does not exist.
        """
        for office, own in self.grouped("partner_id").items():
            release = own._portal_released(office, [("id", "=", release_id)])
            if release:
                return own, release
        return self.browse(), self.env["asm.release"]

    def _portal_released(self, office, domain=()):
        """Return what was released to an office and lies here today, newest first.

        A jurisdiction may have changed since the release.
        """
        releases = self.env["asm.release"].search(
            [
                *domain,
                ("partner_id", "=", office.id),
                ("withdrawn_on", "=", False),
            ],
            order="released_on desc, id desc",
        )
        return releases.filtered(lambda release: release._lies_within(self))
