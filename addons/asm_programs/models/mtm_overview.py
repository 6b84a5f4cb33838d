from odoo import api, models
from odoo.fields import Domain


class MtmOverview(models.AbstractModel):
    """Reports that wait for the reviewer or for the partner."""

    _inherit = "mtm.overview"

    @api.model
    def _waiting_kinds(self, asked):
        kinds = super()._waiting_kinds(asked)
        if self.env.user.has_group("asm_programs.group_asm_approver"):
            kinds.append(self._waiting_submissions(asked))
        kinds.append(self._waiting_partners(asked))
        return kinds

    @api.model
    def _of_program(self, asked):
        """Return the domain of what is of a programme that the reader asked for."""
        country = self._in_country(asked, "program_id.country_ids")
        if asked.whose == "all":
            return country
        mine = Domain("program_id.manager_id", "=", self.env.uid)
        if asked.whose == "team":
            mine |= self._of_engagement(asked, "program_id.engagement_ids.")
        return mine & country

    @api.model
    def _waiting_submissions(self, asked):
        """Whoever may review is waited for, whosever programme it is."""
        return self._submission_kind() | {
            "key": "submissions",
            "icon": "fa-gavel",
            "title": self.env._("Reports to review"),
            "domain": Domain("state", "=", "submitted")
            & Domain("submitted_by", "!=", self.env.uid)
            & self._in_country(asked, "program_id.country_ids"),
        }

    @api.model
    def _waiting_partners(self, asked):
        return self._submission_kind() | {
            "key": "partners",
            "icon": "fa-hourglass-end",
            "title": self.env._("Reports that partners owe"),
            "domain": Domain("state", "in", ["open", "returned"])
            & Domain("date_due", "<", "today")
            & self._of_program(asked),
        }

    @api.model
    def _submission_kind(self):
        return {
            "model": "asm.submission",
            "order": "date_due, id",
            "name": "program_id",
            "partner": "partner_id",
            "date": "date_due",
        }
