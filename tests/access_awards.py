"""Makers of awards and of what funders see of them, for the tests of access."""

from odoo import Command
from odoo.tests import new_test_user


class AccessAwards:
    """What :class:`AccessWorld` makes of awards, their reports and sub-awards."""

    def _makers_of_awards(self):
        program = {"program_id": self.program.id}
        partner = {"partner_id": self.partner.id}
        coded = {"code": self._name(), "name": "Matrix"}
        return {
            "asm.budget.line": lambda: coded | {"award_id": self.award.id},
            "asm.deviation": lambda: {
                "award_indicator_id": self.award_indicator.id,
                "award_period_id": self._create(
                    "asm.award.period", self._award_period()
                ).id,
                "cause": "Matrix",
            },
            "asm.award": self._award,
            "asm.award.term": lambda: {
                "lead_id": self._create(
                    "crm.lead",
                    partner | {"name": "Matrix", "type": "opportunity"},
                ).id,
                "name": "Matrix",
            },
            "asm.award.period": self._award_period,
            "asm.award.share": lambda: (
                program
                | {
                    "award_id": self.award.id,
                    "rule": "full",
                }
                | self._whole_year()
            ),
            "asm.award.indicator": lambda: {
                "award_id": self.award.id,
                "program_indicator_id": self._create(
                    "asm.program.indicator",
                    program
                    | {"indicator_id": self._create("asm.indicator", dict(coded)).id},
                ).id,
            },
            "asm.donor.report": self._report,
            "asm.donor.report.problem": lambda: {
                "report_id": self.report.id,
                "kind": "missing",
                "sentence": "Matrix",
                "res_model": "asm.award",
                "res_domain": [["id", "=", self.award.id]],
            },
            "asm.donor.report.section": lambda: {
                "report_id": self.report.id,
                "code": self._name(),
                "name": "Matrix",
            },
            "asm.donor.report.line": lambda: {
                "report_id": self.report.id,
                "award_indicator_id": self.award_indicator.id,
            },
            "asm.award.share.set": lambda: dict(program),
            "asm.award.share.set.line": lambda: {
                "set_id": self._settled("asm.award.share.set", program).id,
                # of an award that the set does not start with
                "award_id": self._create("asm.award", self._award()).id,
                "percentage": 100,
            },
        }

    @classmethod
    def _award(cls):
        return {
            "reference": cls._name(),
            "kind": "own",
            "date_start": "2025-01-01",
            "date_end": "2026-12-31",
        }

    @classmethod
    def _award_period(cls):
        year = next(cls.year)
        return {
            "award_id": cls.award.id,
            "name": "Q1",
            "kind": "other",
            "date_start": f"{year}-01-01",
            "date_end": f"{year}-03-31",
        }

    def _whole_year(self):
        year = next(self.year)
        return {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}

    @classmethod
    def _report(cls):
        return {
            "award_ids": [Command.set(cls.award.ids)],
            "award_period_id": cls.award_period.id,
        }

    def _makers_of_spaces(self):
        """Return the makers of what funders, sub-grantees and governments see."""
        program = {"program_id": self.program.id}
        award = {"award_id": self.award.id}
        days = {"date_start": "2025-01-01", "date_end": "2025-12-31"}

        def subaward():
            return (
                award
                | program
                | days
                | {
                    "reference": self._name(),
                    "partner_id": self.subgrantee.id,
                    "amount": 1,
                }
            )

        def under():
            return {"subaward_id": self._create("asm.subaward", subaward()).id}

        def budget_line():
            coded = {"code": self._name(), "name": "Matrix"}
            line = self._create("asm.budget.line", coded | award)
            return {"budget_line_id": line.id}

        return {
            "asm.award.access": lambda: (
                award
                | {
                    "user_id": new_test_user(
                        self.env, login=self._name(), groups="base.group_portal"
                    ).id
                }
            ),
            "asm.tranche": lambda: (
                award | {"name": "Matrix", "date": "2025-01-01", "amount": 1}
            ),
            "asm.donor.report.answer": lambda: (
                award | {"report_id": self.report.id, "text": "Matrix"}
            ),
            "asm.subaward": subaward,
            "asm.subaward.budget": lambda: under() | budget_line(),
            "asm.subaward.line": lambda: under() | {"name": "Matrix", "amount": 1},
            "asm.subaward.request": lambda: (
                under() | days | {"decision_note": "Matrix"}
            ),
            "asm.subaward.deliverable": lambda: (
                under() | {"name": "Matrix", "date_due": "2025-01-01"}
            ),
            "asm.release": lambda: (
                award | program | {"kind": "results", "date_to": "2025-03-31"}
            ),
            "asm.jurisdiction": lambda: {
                "partner_id": self._organisation().id,
                "country_id": self.country.id,
            },
        }
