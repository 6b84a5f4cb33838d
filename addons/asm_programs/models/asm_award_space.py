from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from ._released_table import ReleasedTable

LATE_AT_MOST = timedelta(days=90)


class AsmAward(models.Model):
    """What the named people of a funder see of their award."""

    _name = "asm.award"
    _inherit = ["asm.award", "asm.space.mixin"]

    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._default_user_id(),
        tracking=True,
        domain="[('share', '=', False)]",
        help="Is told what the funder answers to reports and payment requests.",
    )
    access_ids = fields.One2many(
        "asm.award.access", "award_id", string="People at the Funder"
    )
    tranche_ids = fields.One2many("asm.tranche", "award_id", string="Payments")
    release_ids = fields.One2many("asm.release", "award_id", string="Released")
    subaward_ids = fields.One2many("asm.subaward", "award_id", string="Sub-Awards")

    @api.model
    def _default_user_id(self):
        # awards that are older than this field wait for somebody to be named
        return self.env.user.id != SUPERUSER_ID and self.env.user

    @api.model
    def _space_domain(self):
        access = self.env["asm.award.access"]._domain_open()
        return [("access_ids", "any", list(access))]

    def _portal_may_answer(self):
        """Say whether the user who asks may answer to reports of this award."""
        self.ensure_one()
        Access = self.env["asm.award.access"]
        domain = [("award_id", "=", self.id), ("role", "=", "responder")]
        # nobody from outside may read this model: asking for oneself is safe
        found = Access.sudo().search_count([*Access._domain_open(), *domain], limit=1)
        return bool(found)

    def _portal_card(self):
        """Return what a list shows of an award, as plain values."""
        self.ensure_one()
        return {
            "id": self.id,
            "url": f"/my/awards/{self.id}",
            "reference": self.reference,
            "name": self.name or self.donor_id.name,
            "donor": self.donor_id.name,
            "amount": self._space_money(self.amount or None, self.currency_id),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "contact": self.user_id.name or "",
            "contact_email": self.user_id.email or "",
        }

    def _portal_releases(self, kind):
        """Return what was released of a kind and not withdrawn, the newest first."""
        self.ensure_one()
        return self.release_ids.filtered(
            lambda release: release.kind == kind and not release.withdrawn_on
        ).sorted(lambda release: (release.released_on, release.id), reverse=True)

    def _portal_results(self):
        """Return the results of each programme, as they stood when released."""
        newest = {}
        for release in self._portal_releases("results"):
            newest.setdefault(release.program_id, release)
        return [
            self._portal_program(program, release)
            for program, release in newest.items()
        ]

    def _portal_program(self, program, release):
        lines = ReleasedTable(self, release).rows()
        return {
            "program": program.name,
            "countries": program.country_ids.mapped("name"),
            "date_start": program.date_start,
            "date_end": program.date_end,
            "date_to": release.date_to,
            "released_on": release.released_on,
            "lines": lines,
            "is_withheld": any(line["is_withheld"] for line in lines),
        }

    def _portal_sites(self):
        newest = {}
        for release in self._portal_releases("site"):
            newest.setdefault((release.site_id, release.program_id), release)
        return [
            release._portal_entry(f"/my/awards/{self.id}/sites/{release.id}")
            for release in newest.values()
        ]

    def _portal_money(self):
        """Return budget and expense by line, as far as they were released.

        An expense stays blank where no ledger says it.
        """
        release = self._portal_releases("money")[:1]
        if not release:
            return None
        spent = self._spent_by_line(release.date_to, release.released_on)
        return {
            "date_to": release.date_to,
            "released_on": release.released_on,
            "has_ledger": bool(spent),
            "lines": [
                self._portal_budget_row(line, spent.get(line.id))
                for line in self.budget_line_ids
            ],
        }

    def _portal_budget_row(self, line, spent):
        budget = None if line.amount is False else line.amount
        known = budget is not None and spent is not None
        return {
            "code": line.code,
            "name": line.name,
            "budget": self._space_money(budget, self.currency_id),
            "spent": self._space_money(spent, self.currency_id),
            "left": self._space_money(
                budget - float(spent) if known else None, self.currency_id
            ),
        }

    def _spent_by_line(self, date_to, as_of):
        """Return ``{budget line id: amount}`` in the award's currency by a day.

        Nothing where no ledger is kept: what reads the ledger extends this.

        :param date_to: last day of what was spent
        :param as_of: moment whose knowledge is used
        """
        return {}

    def _portal_evidence(self):
        return [
            release._portal_evidence_card(f"/my/awards/{self.id}/evidence/{release.id}")
            for release in self._portal_releases("evidence")
        ]

    def _portal_payments(self):
        asked = self.tranche_ids.filtered(lambda tranche: tranche.state != "planned")
        return [tranche._portal_card() for tranche in asked]

    def _portal_reports(self):
        """Return the reports that were released, and those that are due next."""
        reports = self._portal_releases("report").report_id.filtered(
            lambda report: report.state in report._sent_states
        )
        today = fields.Date.context_today(self)
        # what was due long ago was sent before reports were kept here
        periods = self.period_ids.filtered(
            lambda one: one.date_due and one.date_due > today - LATE_AT_MOST
        )
        periods -= reports.award_period_id
        sent = self.env["asm.donor.report"].search(
            [
                ("award_period_id", "in", periods.ids),
                ("state", "in", reports._sent_states),
            ]
        )
        return {
            "sent": [report._portal_card(self) for report in reports],
            "upcoming": [
                {
                    "name": period.name,
                    "date_start": period.date_start,
                    "date_end": period.date_end,
                    "date_due": period.date_due,
                    "is_overdue": period.date_due < today,
                }
                for period in (periods - sent.award_period_id).sorted("date_due")
            ],
        }
