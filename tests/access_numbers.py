"""Makers of what partners report and who checks it, for the tests of access."""

from odoo import Command


class AccessNumbers:
    """What :class:`AccessWorld` makes of submissions, their numbers and audits."""

    def _makers_of_numbers(self):
        program = {"program_id": self.program.id}
        line = {"program_indicator_id": self.program_indicator.id}
        partner = {"partner_id": self.partner.id}
        coded = {"code": self._name(), "name": "Matrix"}
        return {
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
            "asm.period": lambda: {
                "kind": "year",
                "date_start": f"{next(self.year)}-01-01",
            },
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
            "asm.submission": lambda: self._submission(self._new_period()),
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

    def _new_period(self):
        year = next(self.year)
        return self.env["asm.period"].create(
            {"kind": "quarter", "date_start": f"{year}-01-01"}
        )

    def _report_key(self):
        names = ("program_indicator_id", "period_id", "partner_id")
        return {name: next(self.number) for name in names}

    def _audit(self):
        """Return a new audit of the programme, in the field."""
        return self._create(
            "asm.audit", {"program_id": self.program.id, "state": "fieldwork"}
        )

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
