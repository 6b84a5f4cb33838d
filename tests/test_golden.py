"""Every rule of adding up against numbers computed by hand."""

from decimal import Decimal

from golden import VECTORS

from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import AsmCommon

ENDS = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}
STARTS = {1: "01-01", 2: "04-01", 3: "07-01", 4: "10-01"}


def days_of(report):
    ends = (STARTS[report.quarter], ENDS[report.quarter])
    return tuple(f"{report.year}-{day}" for day in ends)


@tagged("post_install", "-at_install")
class TestGolden(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.date_start = "2023-01-01"
        cls.age = cls.env.ref("mines_to_markets.mtm_dimension_age_band")
        young, old = cls.age.value_ids[:2]
        cls.values = {
            "female": cls.female,
            "male": cls.male,
            "young": young,
            "old": old,
        }
        cls.sites = {"N": cls.north, "S": cls.south, "A": cls.abroad, "-": False}

    def test_vectors(self):
        for vector in VECTORS:
            with self.subTest(vector.name), self.env.cr.savepoint() as savepoint:
                self._check(vector)
                self.env.flush_all()
                savepoint.rollback()
                self.env.invalidate_all()

    def _check(self, vector):
        for code, (definition, reports) in vector.others.items():
            self._report(self._defined(code, definition), reports)
        line = self._defined("GOLDEN", vector.definition)
        self._report(line, vector.reports)
        asked = {"by": vector.by} if vector.by else {}
        if vector.award:
            awards = {reference: self._award(reference) for reference in vector.award}
            self._share({awards[r]: part for r, part in vector.award.items()})
            asked["award_id"] = awards["GR-1"].id
        cells = self.read_cells(line, vector.window, **asked)
        found = {self._key(cell, vector.by): cell["value"] for cell in cells}
        self.assertEqual(found, {k: _number(v) for k, v in vector.cells.items()})
        if vector.reason:
            self.assertIn(vector.reason, cells[0]["reason"])

    def _defined(self, code, values):
        values = dict(values)
        if weight := values.pop("place_weight_id", None):
            weights = self.env["asm.indicator"].search([("code", "=", weight)])
            values["place_weight_id"] = weights.id
        return self._line(code, dimensions=self.sex | self.age, **values)

    def _report(self, line, reports):
        rows = []
        for report in reports:
            rows.append(self._number(line, days_of(report), **self._said(report, rows)))

    def _said(self, report, rows):
        said = {"site_id": self.sites[report.site]}
        if report.partner == 2:
            said["partner"] = self.other_partner
        if report.categories:
            values = [self.values[code] for code in report.categories]
            said["categories"] = self.female.browse().union(*values)
        if report.corrects is not None:
            said["correction_of_id"] = rows[report.corrects]
        if report.missing:
            return said | {"missing_reason": report.missing}
        if isinstance(report.value, tuple):
            numerator, denominator = report.value
            return said | {"numerator": numerator, "denominator": denominator}
        return said | {"value": report.value}

    def _key(self, cell, by):
        if "period" in by:
            period = self.env["asm.period"].browse(cell["period_id"])
            return (period.date_start.month + 2) // 3
        code = cell["categories"].get("sex")
        return code or ()


def _number(value):
    return None if value is None else Decimal(str(value))
