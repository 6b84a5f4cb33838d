"""What tests of the spaces of funders, sub-grantees and governments share."""

import re

from odoo import Command
from odoo.tests import new_test_user

from .common import Q1, YEAR, AsmCommon

# what people from outside read as pages, and never over RPC
HIDDEN = (
    "asm.award",
    "asm.award.access",
    "asm.release",
    "asm.tranche",
    "asm.donor.report",
    "asm.donor.report.answer",
    "asm.subaward",
    "asm.subaward.budget",
    "asm.subaward.line",
    "asm.subaward.request",
    "asm.subaward.deliverable",
    "asm.jurisdiction",
    "asm.budget.line",
    "asm.target",
    "asm.deviation",
)


class SpacesCommon(AsmCommon):
    """An award that pays for a programme with one approved number and its target."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_finance = new_test_user(
            cls.env, "asm_second_finance", "asm_programs.group_asm_freezer"
        )
        cls.award = cls._award("GR-1", user_id=cls.finance.id)
        cls._share({cls.award: 100})
        cls.line = cls._line("TST-SUM")
        cls.award_line = cls._award_line(cls.award, cls.line, name="Minerals traced")
        cls.number = cls._number(cls.line, Q1, 10)
        cls._target(cls.line, 40, YEAR)
        cls.staff_line, cls.travel_line = cls.env["asm.budget.line"].create(
            [
                {"award_id": cls.award.id, "code": code, "name": name, "amount": amount}
                for code, name, amount in (("1", "Staff", 600), ("2", "Travel", 400))
            ]
        )
        cls.period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "2025 Q1",
                "date_start": Q1[0],
                "date_end": Q1[1],
                "date_due": "2025-04-30",
            }
        )

    @classmethod
    def _portal_user(cls, login, partner=None, role="officer"):
        user = new_test_user(
            cls.env, login, "base.group_portal", email=f"{login}@example.com"
        )
        if partner:
            cls.env["mtm.partner.access"].create(
                {"partner_id": partner.id, "user_id": user.id, "role": role}
            )
        return user

    @classmethod
    def _named(cls, award, user, role="reader", **values):
        return cls.env["asm.award.access"].create(
            {"award_id": award.id, "user_id": user.id, "role": role, **values}
        )

    @classmethod
    def _release(cls, kind="results", user=None, **values):
        """Release something as finance: by default to the people of the award."""
        if "partner_id" not in values:
            values.setdefault("award_id", cls.award)
        if kind == "results":
            values.setdefault("program_id", cls.program)
        if kind in ("results", "money", "site"):
            values.setdefault("date_to", Q1[1])
        values = cls._prepare(values) | {"kind": kind}
        release = cls.env["asm.release"].with_user(user or cls.finance).create(values)
        return release.with_env(cls.env)

    @classmethod
    def _report(cls, awards=None):
        return cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set((awards or cls.award).ids)],
                "award_period_id": cls.period.id,
            }
        )

    @classmethod
    def _sent_report(cls):
        """Return a report that finance drew, froze and sent."""
        report = cls._report().with_user(cls.finance)
        report.action_draw()
        report.action_freeze("All that there is")
        report.action_send()
        return report.with_env(cls.env)

    @classmethod
    def _evidence(cls, name="list.csv", raw=b"day,people\n", mimetype="text/csv"):
        attachment = cls.env["ir.attachment"].create(
            {"name": name, "raw": raw, "mimetype": mimetype}
        )
        return cls.env["mtm.evidence"].create({"attachment_id": attachment.id})

    def _not_found(self, user, url):
        """Return the page that says so, without what differs from page to page."""
        return re.sub(r'csrf_token: "\w+"', "", self._get(user, url, 404))

    def _assert_rpc_closed(self, user):
        """People from outside read nothing of these over RPC."""
        self.authenticate(user.login, user.login)
        for model in HIDDEN:
            with self.subTest(model=model):
                self._assert_rpc_refused(model, "search_read", [], ["id"])
