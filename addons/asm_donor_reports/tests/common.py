"""A donor report of an award with indicators and a budget."""

from odoo import Command

from odoo.addons.asm_donor_reports.models._inputs import LayoutFacts
from odoo.addons.asm_donor_reports.tools.inputs import Source
from odoo.addons.asm_donor_reports.tools.terms import parse
from odoo.addons.asm_money.tests.common import MoneyCommon
from odoo.addons.asm_programs.tests.common import Q2


class ReportCommon(MoneyCommon):
    """An award whose years start in October, in its second year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls._period("FY2025 Q3", Q2)
        cls.line = cls._line(dimensions=cls.sex)
        cls.credited = cls._award_line(cls.award, cls.line)
        cls.report = cls._report()

    @classmethod
    def _program(cls, code="TST-1", **values):
        return super()._program(code, **({"date_start": "2023-10-01"} | values))

    @classmethod
    def _award(cls, reference="GR-1", **values):
        days = {
            "date_start": "2023-10-01",
            "date_end": "2026-09-30",
            "fiscal_month": 10,
        }
        return super()._award(reference, **(days | values))

    @classmethod
    def _share(cls, percentages, date_from="2023-10-01", program=None, line=None):
        return super()._share(percentages, date_from, program, line)

    @classmethod
    def _period(cls, name, days, award=None, **values):
        return cls.env["asm.award.period"].create(
            {
                "award_id": (award or cls.award).id,
                "name": name,
                "date_start": days[0],
                "date_end": days[1],
                **values,
            }
        )

    @classmethod
    def _report(cls, period=None, awards=None, **values):
        return cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set((awards or cls.award).ids)],
                "award_period_id": (period or cls.period).id,
                **values,
            }
        )

    def read_single(self, *terms, report=None, **facts):
        """Return the values of single terms, in order, as finance reads them."""
        report = (report or self.report).with_user(self.finance)
        inputs = report._read_inputs(
            single=[parse(term) for term in terms], facts=LayoutFacts(**facts)
        )
        return [inputs.single[str(parse(term))] for term in terms]

    def read_rows(self, source, *terms, report=None, **facts):
        """Return ``{key: values in order}`` of the rows of a subject."""
        report = (report or self.report).with_user(self.finance)
        source = Source(source) if isinstance(source, str) else source
        asked = [parse(term) for term in terms]
        inputs = report._read_inputs(rows={source: asked}, facts=LayoutFacts(**facts))
        return {
            line.key: [line.values[str(one)] for one in asked]
            for line in inputs.rows[str(source)]
        }

    def read_total(self, *terms, line=None, report=None, **facts):
        """Return the values of an indicator's own row, in order."""
        rows = self.read_rows("indicator", *terms, report=report, **facts)
        return rows[(line or self.credited).id,]
