from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """What a failed, expired or missing check stands in the way of."""

    _inherit = "res.partner"

    def _check_vetted(self, purpose, refused="", with_missing=None):
        """Refuse what may not be done with these stakeholders, as the settings say.

        The checks of the organisation count, and those of the person in it.

        :param purpose: ``"agreement"``, ``"stage"`` or ``"delivery"``
        :param refused: the sentence that says what is refused
        :param with_missing: whether a check that nobody decided stands in the way;
            by default it does, except of a delivery
        :return: ``{partner: warning}`` where the settings of the company only warn
        :raises ValidationError: naming stakeholder, check, date and what to do
        """
        # what a company has set is for everybody who works in it
        level = self.env.company.sudo()[f"mtm_vetting_{purpose}"]
        if level == "nothing" or not self:
            return {}
        if with_missing is None:
            with_missing = purpose != "delivery"
        problems = self._describe_vetting_problems(with_missing)
        if problems and level == "block":
            lines = dict.fromkeys(line for text in problems.values() for line in text)
            raise ValidationError(" ".join(filter(None, [refused, "\n".join(lines)])))
        return {partner: "\n".join(text) for partner, text in problems.items()}

    def _vetting_warnings(self, purpose):
        """Return ``{partner: warning}`` of what would be refused or warned of."""
        # what a company has set is for everybody who works in it
        if self.env.company.sudo()[f"mtm_vetting_{purpose}"] == "nothing":
            return {}
        problems = self._describe_vetting_problems()
        return {partner: "\n".join(text) for partner, text in problems.items()}

    def _describe_vetting_problems(self, with_missing=True):
        """Return ``{partner: [sentence]}`` of what stands in the way.

        Whoever may not read a check is told all the same that it does.
        """
        standings = self._read_vetting_standings()
        problems = {}
        # names of partners that the user may not read are in the refusal as well
        for partner in self.sudo():
            organisation = partner.commercial_partner_id
            lines = organisation._describe_vetting(
                standings.get(organisation.id, []), with_missing
            )
            if partner != organisation:
                lines += partner._describe_vetting(standings.get(partner.id, []), False)
            if lines:
                problems[partner.with_env(self.env)] = lines
        return problems

    def _read_vetting_standings(self):
        """Return ``{partner id: [row]}`` of each kind of check, in one query."""
        partners = self | self.sudo().commercial_partner_id
        rows = self.env.execute_query_dict(partners._vetting_standings_sql())
        standings = {}
        for row in sorted(rows, key=lambda row: row["kind"]):
            standings.setdefault(row["partner_id"], []).append(row)
        return standings

    def _describe_vetting(self, rows, with_missing):
        """Return the sentences on the checks of one stakeholder that do not hold."""
        self.ensure_one()
        if with_missing and not rows:
            return [
                self.env._(
                    "%(partner)s has no due-diligence check that is decided. Ask for "
                    "one under Stakeholders / Vettings; somebody else decides on it.",
                    partner=self.name,
                )
            ]
        kinds = dict(
            self.env["mtm.vetting"]._fields["kind"]._description_selection(self.env)
        )
        return [
            self._vetting_sentences()[row["standing"]]
            % {
                "partner": self.name,
                "check": kinds[row["kind"]],
                "date": row["date"],
                "expiry": row["date_expiry"],
            }
            for row in rows
            if row["standing"] in ("failed", "expired")
            or (with_missing and row["standing"] == "missing")
        ]

    @api.model
    def _vetting_sentences(self):
        return {
            "failed": self.env._(
                "%(partner)s: the check “%(check)s” of %(date)s failed. Ask for a new "
                "one under Stakeholders / Vettings; it has to pass first."
            ),
            "expired": self.env._(
                "%(partner)s: the check “%(check)s” of %(date)s expired on %(expiry)s. "
                "Open it under Stakeholders / Vettings and renew it; somebody else "
                "decides on it."
            ),
            "missing": self.env._(
                "%(partner)s: the check “%(check)s” is required of this type of "
                "stakeholder and not decided. Ask for it under Stakeholders / "
                "Vettings; somebody else decides on it."
            ),
        }
