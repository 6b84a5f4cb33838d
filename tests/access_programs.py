"""Makers of programmes and what they want to reach, for the tests of access."""

from odoo import Command


class AccessPrograms:
    """What :class:`AccessWorld` makes of programmes and their indicators."""

    def _makers_of_programs(self):
        program = {"program_id": self.program.id}
        line = {"program_indicator_id": self.program_indicator.id}
        coded = {"code": self._name(), "name": "Matrix"}
        return {
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
                "copy_id": self._settled(
                    "asm.framework.copy", self._framework_copy()
                ).id,
                "name": "Matrix",
            },
            "asm.rating": lambda: (
                program | {"period_id": self._new_period().id, "rating": "s"}
            ),
            "asm.evidence.rule": lambda: {"indicator_id": self.indicator.id},
            "asm.program": self._program,
            "asm.program.partner": lambda: (
                program | {"partner_id": self._organisation().id}
            ),
            "asm.result": lambda: program | {"name": "Matrix"},
            "asm.program.indicator": lambda: (
                program
                | {"indicator_id": self._create("asm.indicator", dict(coded)).id}
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
            "asm.crossing": self._crossing,
        }

    @classmethod
    def _program(cls):
        return {
            "code": cls._name(),
            "name": "Matrix",
            "country_ids": [Command.set(cls.country.ids)],
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

    def _one_year(self):
        year = next(self.year)
        return {"date_start": f"{year}-01-01", "date_end": f"{year}-12-31"}
