"""A world for the tests of access: one of everything, all of it "ours"."""

from itertools import count

from access_money import AccessMoney
from access_reports import AccessReports

from odoo import Command
from odoo.fields import Date
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.mines_to_markets.tests.common import new_test_users

GROUPS = {
    "employee": "base.group_user",
    "officer": "mines_to_markets.group_mtm_user",
    "manager": "mines_to_markets.group_mtm_manager",
    "admin": "mines_to_markets.group_mtm_admin",
    "approver": "asm_programs.group_asm_approver",
    "finance": "asm_programs.group_asm_finance",
    "freezer": "asm_programs.group_asm_freezer",
    "auditor": "mines_to_markets.group_mtm_auditor",
    "elsewhere": "mines_to_markets.group_mtm_user",
    "viewer": "base.group_portal",
    "editor": "base.group_portal",
    "porter": "base.group_portal",
    "stranger": "base.group_portal",
    "public": "base.group_public",
}


class AccessWorld(AccessMoney, AccessReports, TransactionCase):
    """One user a role, and a maker of one more record of every model of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = count(1)
        cls.year = count(2030)
        logins = {f"matrix_{role}": group for role, group in GROUPS.items()}
        users = new_test_users(cls.env, logins, email="m@example.com")
        cls.users = dict(zip(GROUPS, users, strict=True))
        cls._make_world()

    @classmethod
    def _make_world(cls):
        create = cls._create
        cls.country = cls.env.ref("base.cd")
        cls.kind = create("mtm.stakeholder.type", {"code": "MX", "name": "Matrix"})
        cls.partner, cls.other_partner = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "stakeholder_type_id": cls.kind.id,
                    "operating_country_ids": [Command.set(cls.country.ids)],
                }
                for name in ("Ours", "Theirs")
            ]
        )
        create(
            "mtm.staff.scope",
            {
                "user_id": cls.users["elsewhere"].id,
                "country_ids": [Command.set(cls.env.ref("base.rw").ids)],
            },
        )
        for role in ("viewer", "editor", "porter"):
            create(
                "mtm.partner.access",
                {
                    "partner_id": cls.partner.id,
                    "user_id": cls.users[role].id,
                    "role": "officer" if role == "porter" else role,
                },
            )
        create(
            "mtm.partner.access",
            {
                "partner_id": cls.other_partner.id,
                "user_id": cls.users["stranger"].id,
                "role": "officer",
            },
        )
        cls.service = create(
            "mtm.service",
            {
                "code": "MX",
                "name": "Matrix",
                "stakeholder_type_ids": [Command.set(cls.kind.ids)],
            },
        )
        cls.dimension = create("mtm.dimension", {"code": "mx", "name": "Matrix"})
        cls.value = create(
            "mtm.dimension.value",
            {"dimension_id": cls.dimension.id, "code": "a", "name": "A"},
        )
        cls.engagement = create("mtm.engagement", cls._engagement())
        cls.delivery = create("mtm.service.delivery", cls._delivery())
        cls.program = create("asm.program", cls._program())
        cls.award = create("asm.award", cls._award())
        cls.env["asm.award.share"].set_from(
            cls.program, "2025-01-01", {cls.award: 100.0}
        )
        cls.award_period = create("asm.award.period", cls._award_period())
        cls.indicator = create(
            "asm.indicator", {"code": "MX", "name": "Matrix", "unit": "person"}
        )
        cls.program_indicator = create(
            "asm.program.indicator",
            {"program_id": cls.program.id, "indicator_id": cls.indicator.id},
        )
        cls.award_indicator = create(
            "asm.award.indicator",
            {
                "award_id": cls.award.id,
                "program_indicator_id": cls.program_indicator.id,
            },
        )
        cls.period = cls.program._periods(*cls._day_range())
        cls.submission = create("asm.submission", cls._submission(cls.period))
        cls.actual = create("asm.actual", cls._actual(cls.submission))
        cls.report = create("asm.donor.report", cls._report())
        cls.mtm_import = create("mtm.import", {"kind": "ipis"})

    @classmethod
    def _create(cls, model, values):
        return cls.env[model].create(values)

    @classmethod
    def _name(cls):
        return f"MX-{next(cls.number)}"

    @classmethod
    def _letters(cls):
        """Return a new name without digits."""
        digits = str.maketrans("0123456789", "abcdefghij")
        return str(next(cls.number)).translate(digits)

    @classmethod
    def _day(cls):
        return f"{next(cls.year)}-01-01"

    @classmethod
    def _day_range(cls):
        return Date.to_date("2025-01-01"), Date.to_date("2025-03-31")

    @classmethod
    def _engagement(cls):
        return {
            "name": cls._name(),
            "partner_id": cls.partner.id,
            "country_ids": [Command.set(cls.country.ids)],
            "service_ids": [Command.set(cls.service.ids)],
            # today is another day for each user an hour before midnight
            "date_start": "2025-01-01",
        }

    @classmethod
    def _delivery(cls):
        return {
            "engagement_id": cls.engagement.id,
            "service_id": cls.service.id,
            "country_id": cls.country.id,
        }

    @classmethod
    def _program(cls):
        return {
            "code": cls._name(),
            "name": "Matrix",
            "country_ids": [Command.set(cls.country.ids)],
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

    @classmethod
    def _submission(cls, period):
        return {
            "program_id": cls.program.id,
            "partner_id": cls.partner.id,
            "period_id": period.id,
        }

    @classmethod
    def _actual(cls, submission):
        return {
            "submission_id": submission.id,
            "program_indicator_id": cls.program_indicator.id,
            "value": 1,
        }

    def _crossing(self):
        dimensions = self.env["mtm.dimension"].create(
            [{"code": self._name(), "name": "Matrix"} for _axis in range(2)]
        )
        # one that no programme uses may still be split by others
        split = {"dimension_ids": [Command.set(dimensions.ids)]}
        indicator = {"code": self._name(), "name": "Matrix"}
        return {
            "indicator_id": self._create("asm.indicator", indicator | split).id,
            "dimension_ids": [Command.set(dimensions.ids)],
        }

    @classmethod
    def _report(cls):
        return {
            "award_ids": [Command.set(cls.award.ids)],
            "award_period_id": cls.award_period.id,
        }

    def _agreement(self, **values):
        return self._create(
            "agreement",
            {"code": self._name(), "name": "Matrix", "partner_id": self.partner.id}
            | values,
        )

    def _one_year(self):
        year = next(self.year)
        return {"date_start": f"{year}-01-01", "date_end": f"{year}-12-31"}

    def _whole_year(self):
        year = next(self.year)
        return {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}

    def _new_period(self):
        year = next(self.year)
        return self.env["asm.period"].create(
            {"kind": "quarter", "date_start": f"{year}-01-01"}
        )

    def _another_service(self):
        """Return a new service, which the engagement has."""
        service = self._create(
            "mtm.service",
            {
                "code": self._name(),
                "name": "Matrix",
                "stakeholder_type_ids": [Command.set(self.kind.ids)],
            },
        )
        self.engagement.service_ids += service
        return service

    def _values(self, model):
        """Return values of one more record of a model, all of it ours."""
        engagement = {"engagement_id": self.engagement.id}
        program = {"program_id": self.program.id}
        line = {"program_indicator_id": self.program_indicator.id}
        partner = {"partner_id": self.partner.id}
        coded = {"code": self._name(), "name": "Matrix"}
        makers = {
            "mtm.mineral.alias": lambda: {
                "mineral_id": self._create("mtm.mineral", dict(coded)).id,
                "name": self._name(),
            },
            "mtm.dimension.value": lambda: coded | {"dimension_id": self.dimension.id},
            "mtm.disaggregation": lambda: {
                "value_ids": [
                    Command.set(
                        self._create(
                            "mtm.dimension.value",
                            coded | {"dimension_id": self.dimension.id},
                        ).ids
                    )
                ]
            },
            "mtm.engagement.stage": lambda: {"name": "Matrix"},
            "mtm.site": lambda: coded | {"country_id": self.country.id},
            "mtm.evidence": lambda: {"url": "https://example.com"},
            "mtm.log.entry": lambda: {"kind": "export", "user_id": self.env.uid},
            "mtm.privacy.request": lambda: {"partner_id": self.partner.id},
            "mtm.privacy.request.line": lambda: {
                "request_id": self._create(
                    "mtm.privacy.request", {"partner_id": self.partner.id}
                ).id,
                "model": "res.partner",
            },
            "mtm.retention.rule": lambda: {
                "kind": "mail",
                "purpose": "Matrix",
                "active": False,
            },
            "mtm.log.check": lambda: {
                "is_whole": True,
                "checked_on": "2025-01-01",
                "entry_count": 0,
                "head_hash": "-",
            },
            "mtm.engagement": self._engagement,
            "mtm.engagement.party": lambda: (
                engagement
                | {
                    "partner_id": self.env["res.partner"]
                    .create({"name": self._name(), "is_company": True})
                    .id
                }
            ),
            "mtm.engagement.health": lambda: (
                engagement
                | {"date": "2025-01-01", "health": "on_track", "user_id": self.env.uid}
            ),
            "mtm.engagement.stage.time": lambda: dict(engagement),
            "mtm.engagement.playbook": lambda: dict(engagement),
            "mtm.engagement.playbook.line": lambda: {
                "playbook_id": self._create(
                    "mtm.engagement.playbook", dict(engagement)
                ).id,
                "template_id": self._create(
                    "mail.activity.plan.template",
                    {
                        "summary": "Matrix",
                        "plan_id": self._create(
                            "mail.activity.plan",
                            {"name": "Matrix", "res_model": "mtm.engagement"},
                        ).id,
                    },
                ).id,
            },
            "mtm.engagement.close": lambda: (
                engagement
                | {
                    "stage_id": self._create(
                        "mtm.engagement.stage", {"name": "Matrix", "is_closed": True}
                    ).id
                }
            ),
            "mtm.engagement.member": lambda: (
                engagement | {"user_id": new_test_user(self.env, login=self._name()).id}
            ),
            "mtm.engagement.scope": lambda: (
                engagement
                | {
                    "partner_id": self.env["res.partner"]
                    .create({"name": self._name(), "is_company": True})
                    .id
                }
            ),
            "mtm.finding": lambda: {
                "name": "Matrix",
                "delivery_id": self._confirmed_delivery().id,
            },
            "mtm.dispute": lambda: engagement | {"name": "Matrix"},
            "mtm.commitment.close": lambda: {"note": "Matrix"},
            "mtm.commitment": lambda: (
                engagement | {"name": "Matrix", "date_due": "2025-01-01"}
            ),
            "mtm.service.delivery": self._delivery,
            "mtm.service.delivery.count": lambda: {
                "delivery_id": self._create(
                    "mtm.service.delivery", self._delivery()
                ).id,
                "quantity": 1,
            },
            "mtm.service.plan": lambda: (
                engagement
                | {
                    "service_id": self._another_service().id,
                    "quantity": 1,
                }
            ),
            "mtm.event.session": lambda: {
                "event_id": self._create(
                    "event.event",
                    {
                        "name": "Matrix",
                        "date_begin": f"{self._day()} 08:00:00",
                        "date_end": f"{self._day()} 18:00:00",
                        "country_id": self.country.id,
                    },
                ).id,
                "name": "Matrix",
            },
            "mtm.availability": lambda: partner | {"date_start": self._day()},
            "mtm.service.request": lambda: (
                partner | {"service_ids": [Command.set(self.service.ids)]}
            ),
            "mtm.lead.win": lambda: {
                "lead_id": self._create(
                    "crm.lead",
                    partner | {"name": "Matrix", "type": "opportunity"},
                ).id
            },
            "mtm.stakeholder.score": lambda: partner | {"date": self._day()},
            "mtm.membership": lambda: partner | {"date": self._day(), "women": 0},
            "mtm.formalization": lambda: (
                partner
                | {
                    "date": self._day(),
                    "step_id": self._create("mtm.formalization.step", dict(coded)).id,
                }
            ),
            "mtm.focal.point": lambda: (
                partner
                | {
                    "contact_id": self.env["res.partner"]
                    .create({"name": self._name()})
                    .id
                }
            ),
            "res.partner.relation.type": lambda: {
                "name": self._name(),
                "name_inverse": self._name(),
            },
            "res.partner.relation": lambda: {
                "left_partner_id": self.partner.id,
                "type_id": self._create(
                    "res.partner.relation.type", {"name": "A", "name_inverse": "B"}
                ).id,
                "right_partner_id": self.other_partner.id,
            },
            "mtm.vetting": lambda: partner | {"kind": "sanctions"},
            "mtm.letter": lambda: partner | {"name": "Matrix"},
            "mtm.licence": lambda: partner | {"kind": "small_mine"},
            "mtm.vetting.requirement": lambda: {
                "kind": "sanctions",
                "stakeholder_type_id": self._create(
                    "mtm.stakeholder.type", dict(coded)
                ).id,
            },
            "mtm.agreement.version": lambda: {
                "agreement_id": self._agreement().id,
                "number": 1,
                "name": "Matrix",
            },
            "mtm.agreement.amendment": lambda: {
                "agreement_id": self._agreement(signature_date="2025-01-01").id,
                "name": "Matrix",
            },
            "mtm.agreement.terminate": lambda: {
                "agreement_id": self._agreement(signature_date="2025-01-01").id,
                "reason": "Matrix",
            },
            "mtm.data.sharing": lambda: {
                "agreement_id": self._agreement().id,
                "what": "Matrix",
            },
            "mtm.staff.scope": lambda: {
                "user_id": new_test_user(self.env, login=self._name()).id
            },
            "mtm.partner.access": lambda: (
                partner
                | {
                    "user_id": new_test_user(
                        self.env, login=self._name(), groups="base.group_portal"
                    ).id
                }
            ),
            "mtm.partner.access.event": lambda: partner | {"action": "given"},
            "mtm.partner.invitation": lambda: (
                partner
                | {
                    "name": "Matrix",
                    "email": f"{self._name()}@example.com",
                    "date_expiry": self._day(),
                }
            ),
            "mtm.login.code": lambda: (
                partner
                | {
                    "user_id": new_test_user(
                        self.env, login=self._name(), groups="base.group_portal"
                    ).id,
                    "code_hash": "Matrix",
                    "date_expiry": self._day(),
                }
            ),
            "mtm.login.attempt": lambda: {
                "kind": "login",
                "login_hash": self._name(),
                "address": "192.0.2.1",
            },
            "mtm.portal.sending": lambda: {
                "user_id": self.env.uid,
                "key": self._name(),
                "sent_on": self._day(),
            },
            "mtm.login.issue": lambda: (
                partner | {"name": "Matrix", "login": self._name(), "lang": "en_US"}
            ),
            "mtm.released.file": lambda: (
                partner | {"file": b"TWF0cml4", "filename": "matrix.txt"}
            ),
            "mtm.digest": lambda: {
                "user_id": self.users["stranger"].id,
                "date": self._day(),
                "item_count": 1,
            },
            "mtm.service.request.reply": lambda: {
                "request_id": self._create(
                    "mtm.service.request", partner | {"description": "Matrix"}
                ).id
            },
            "mtm.import": lambda: {"kind": "ipis"},
            "mtm.import.line": lambda: {
                "import_id": self.mtm_import.id,
                "action": "error",
            },
            "mtm.job": lambda: {"name": "Matrix"},
            "asm.program.stage": lambda: {"name": "Matrix"},
            "asm.scale.value": lambda: (
                coded | {"indicator_id": self._create("asm.indicator", dict(coded)).id}
            ),
            "asm.risk": lambda: program | {"name": "Matrix"},
            "asm.risk.review": lambda: {
                "risk_id": self._create("asm.risk", program | {"name": "Matrix"}).id,
                "date": "2025-01-01",
                "user_id": self.env.uid,
                "likelihood": "1",
                "impact": "1",
            },
            "asm.risk.review.set": lambda: {
                "risk_id": self._create("asm.risk", program | {"name": "Matrix"}).id,
                "note": "Matrix",
            },
            "asm.budget.line": lambda: coded | {"award_id": self.award.id},
            "asm.indicator.version": lambda: {
                "indicator_id": self.indicator.id,
                "change_summary": "Matrix",
                "change_reason": "Matrix",
            },
            "asm.program.indicator.upgrade": lambda: (
                line | {"indicator_id": self.indicator.id, "date": "2025-01-01"}
            ),
            "asm.framework.copy": self._framework_copy,
            "asm.framework.copy.line": lambda: {
                "copy_id": self._create(
                    "asm.framework.copy", self._framework_copy()
                ).id,
                "name": "Matrix",
            },
            "asm.audit": lambda: {"name": "Matrix"} | program,
            "asm.audit.line": lambda: (
                {"note": "Matrix", "audit_id": self._audit().id}
                | {"actual_id": self.actual.id, "typed_by": self.env.uid}
            ),
            "asm.audit.question": lambda: {"name": "Matrix"},
            "asm.audit.answer": lambda: {
                "note": "Matrix",
                "audit_id": self._audit().id,
                "question_id": self._create("asm.audit.question", {"name": "M"}).id,
            },
            "asm.audit.action": lambda: {
                "name": "Matrix",
                "audit_id": self._audit().id,
                "date_due": "2025-01-01",
            },
            "asm.recommendation": lambda: {"name": "Matrix"} | program,
            "asm.recommendation.answer": lambda: {
                "text": "Matrix",
                "recommendation_id": self._create(
                    "asm.recommendation", {"name": "Matrix"} | program
                ).id,
            },
            "asm.rating": lambda: (
                program | {"period_id": self._new_period().id, "rating": "s"}
            ),
            "asm.evidence.rule": lambda: {"indicator_id": self.indicator.id},
            "asm.period": lambda: {
                "kind": "year",
                "date_start": f"{next(self.year)}-01-01",
            },
            "asm.program": self._program,
            "asm.program.partner": lambda: (
                program
                | {
                    "partner_id": self.env["res.partner"]
                    .create({"name": self._name()})
                    .id
                }
            ),
            "asm.result": lambda: program | {"name": "Matrix"},
            "asm.program.indicator": lambda: (
                program
                | {"indicator_id": self._create("asm.indicator", dict(coded)).id}
            ),
            "asm.result.summary": lambda: (
                self._report_key()
                | {
                    "program_id": self.program.id,
                    "indicator_id": self.indicator.id,
                    "date_from": "3000-01-01",
                    "date_to": "3000-12-31",
                }
            ),
            "asm.result.subtotal": lambda: {
                "program_indicator_id": next(self.number),
                "period_id": next(self.number),
                "program_id": self.program.id,
                "date_from": "3000-01-01",
                "date_to": "3000-12-31",
            },
            "asm.summary.touched": self._report_key,
            # of one year, that reports of later ones ask for nothing
            "asm.assignment": lambda: line | partner | self._one_year(),
            "asm.count.rule": lambda: (
                line | {"service_id": self._create("mtm.service", dict(coded)).id}
            ),
            "asm.baseline": lambda: dict(line),
            "asm.target": lambda: (
                line | {"date_from": "2025-01-01", "date_to": "2025-03-31"}
            ),
            "asm.milestone": self._milestone,
            "asm.milestone.revision": lambda: {
                "milestone_id": self._create("asm.milestone", self._milestone()).id,
                "name": "Matrix",
                "weight": 1,
                "valid_from": "2025-01-01 00:00:00",
                "valid_to": "2025-01-02 00:00:00",
                "user_id": self.env.uid,
            },
            "asm.sdg.link": lambda: (
                program
                | {
                    "sdg_id": self._create("mtm.sdg", dict(coded)).id,
                    "effect": "both",
                }
            ),
            "asm.overlap": lambda: {
                "program_ids": [Command.set(self.program.ids)],
                "partner_ids": [Command.set((self.partner | self.other_partner).ids)],
                "indicator_id": self.indicator.id,
                "period_id": self.period.id,
                "value": 1,
            },
            "asm.ledger.moment": lambda: {"as_of": "2025-02-01 10:00:00"},
            "asm.proposal.reject": lambda: {"reason": "Matrix"},
            "asm.deviation": lambda: {
                "award_indicator_id": self.award_indicator.id,
                "award_period_id": self._create(
                    "asm.award.period", self._award_period()
                ).id,
                "cause": "Matrix",
            },
            "asm.submission": lambda: self._submission(self._new_period()),
            "asm.crossing": self._crossing,
            "asm.submission.line": lambda: {
                "submission_id": self._create(
                    "asm.submission", self._submission(self._new_period())
                ).id,
                "program_indicator_id": self.program_indicator.id,
            },
            "asm.narrative.section": lambda: dict(program, name="Matrix"),
            "asm.narrative": lambda: {
                "submission_id": self.submission.id,
                "section_id": self._create(
                    "asm.narrative.section", {"name": "Matrix"} | program
                ).id,
                "text": "Matrix",
            },
            "asm.actual": lambda: self._actual(
                self._create("asm.submission", self._submission(self._new_period()))
            ),
            "asm.validation.rule": lambda: {"name": "Matrix", "minimum": 0},
            "asm.period.lock": lambda: (
                {"reopen_reason": "Matrix", "reason": "Matrix"}
                | program
                | {"period_id": self._new_period().id}
            ),
            "asm.delegation": lambda: {
                "user_id": self.users["approver"].id,
                "delegate_id": self.users["officer"].id,
                "date_from": self._day(),
                "date_to": "9999-12-31",
                "program_ids": [Command.set(self.program.ids)],
                "reason": "Matrix",
            },
            "asm.submission.return.line": lambda: {
                "return_id": self._create(
                    "asm.submission.return", {"submission_id": self.submission.id}
                ).id,
                "actual_id": self.actual.id,
            },
            "asm.submission.finding": lambda: {
                "submission_id": self.submission.id,
                "severity": "warning",
                "message": "Matrix",
                "user_id": self.env.uid,
            },
            "asm.report.request": lambda: {
                "submission_id": self.submission.id,
                "kind": "new_site",
                "wished": "Matrix",
                "reason": "Matrix",
            },
            "asm.local.unit": lambda: (
                program | {"name": self._letters(), "unit": "tonne", "factor": 0.05}
            ),
            "asm.actual.local": lambda: {
                "actual_id": self._create(
                    "asm.actual",
                    self._actual(
                        self._create(
                            "asm.submission", self._submission(self._new_period())
                        )
                    ),
                ).id,
                "unit_id": self._create(
                    "asm.local.unit",
                    {"name": self._letters(), "unit": "tonne", "factor": 0.05},
                ).id,
                "quantity": 12,
                "factor": 0.05,
                "value": 0.6,
            },
            "asm.submission.sending": lambda: {
                "submission_id": self.submission.id,
                "user_id": self.env.uid,
            },
            "asm.actual.revision": lambda: {
                "actual_id": self.actual.id,
                "state": "draft",
                "valid_from": "2025-01-01 00:00:00",
                "valid_to": "2025-01-02 00:00:00",
                "user_id": self.env.uid,
            },
            "asm.actual.delivery": self._actual_delivery,
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
            **self._spaces(coded, program, partner),
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
                "set_id": self._create("asm.award.share.set", dict(program)).id,
                # of an award that the set does not start with
                "award_id": self._create("asm.award", self._award()).id,
                "percentage": 100,
            },
            "asm.delivery.correct": lambda: {
                "delivery_id": self.delivery.id,
                "reason": "Matrix",
            },
            "asm.submission.open": lambda: dict(program),
            "asm.submission.return": lambda: {
                "submission_id": self.submission.id,
                "reason": "Matrix",
            },
            "asm.actual.reopen": lambda: {
                "actual_id": self.actual.id,
                "reason": "Matrix",
            },
        }
        makers |= self._makers_of_money() | self._makers_of_reports()
        return makers.get(model, lambda: dict(coded))()

    def _spaces(self, coded, program, partner):
        """Return the makers of what funders, sub-grantees and governments see."""
        award = {"award_id": self.award.id}
        days = {"date_start": "2025-01-01", "date_end": "2025-12-31"}

        def subaward():
            return (
                award
                | program
                | partner
                | days
                | {
                    "reference": self._name(),
                    "amount": 1,
                }
            )

        def under():
            return {"subaward_id": self._create("asm.subaward", subaward()).id}

        def budget_line():
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
                "partner_id": self.env["res.partner"]
                .create({"name": self._name(), "is_company": True})
                .id,
                "country_id": self.country.id,
            },
        }

    def _report_key(self):
        names = ("program_indicator_id", "period_id", "partner_id")
        return {name: next(self.number) for name in names}

    def _framework_copy(self):
        other = self._create("asm.program", self._program())
        return {"program_id": self.program.id, "source_id": other.id}

    def _milestone(self):
        indicator = self._create(
            "asm.indicator",
            {"code": self._name(), "name": "Matrix", "measure": "milestone"},
        )
        line = self._create(
            "asm.program.indicator",
            {"program_id": self.program.id, "indicator_id": indicator.id},
        )
        return {"name": self._name(), "program_indicator_id": line.id}

    def _audit(self):
        """Return a new audit of the programme, in the field."""
        return self._create(
            "asm.audit", {"program_id": self.program.id, "state": "fieldwork"}
        )

    def _confirmed_delivery(self):
        delivery = self._create("mtm.service.delivery", self._delivery())
        delivery.action_confirm()
        return delivery

    def _actual_delivery(self):
        delivery = self._confirmed_delivery()
        submission = self._create(
            "asm.submission", self._submission(self._new_period())
        )
        return {
            "actual_id": self._create("asm.actual", self._actual(submission)).id,
            "delivery_id": delivery.id,
            "quantity": 1,
        }
