"""Makers of donors' layouts, for the tests of access."""

from base64 import b64encode


class AccessReports:
    """What :class:`AccessWorld` makes of the models of ``asm_donor_reports``."""

    def _makers_of_reports(self):
        return {
            "asm.donor.format": lambda: self._new_format(),
            "asm.donor.format.style": lambda: self._of_format({"name": self._name()}),
            "asm.donor.format.word": lambda: self._of_format({"code": self._name()}),
            "asm.donor.format.section": lambda: self._of_format(
                {"code": self._letters(), "name": "Progress"}
            ),
            "asm.donor.format.sheet": lambda: self._of_format(
                {"code": self._letters(), "name": self._name()}
            ),
            "asm.donor.format.block": lambda: self._of_sheet({"name": self._letters()}),
            "asm.donor.format.cell": lambda: {
                "block_id": self._block().id,
                "cell": f"A{next(self.number)}",
                "text": "Words",
            },
            "asm.donor.format.chart": lambda: self._chart(),
            "asm.award.value": lambda: {
                "award_ids": [(6, 0, self.award.ids)],
                "date_to": "2025-03-31",
            },
            "asm.award.value.line": lambda: self._of_value(),
            "asm.donor.format.upload": lambda: {"file": b64encode(b"{}")},
        }

    def _of_value(self):
        values = {"award_ids": [(6, 0, self.award.ids)], "date_to": "2025-03-31"}
        page = self._create("asm.award.value", values)
        award = {"award_id": self.award.id, "name": "Line"}
        return award | {"value_id": page.id, "kind": "award"}

    def _new_format(self):
        sheet = {"code": "sheet", "name": "Sheet"}
        return {
            "code": self._letters(),
            "name": "Layout",
            "sheet_ids": [(0, 0, sheet)],
        }

    def _of_format(self, values):
        made = self._create("asm.donor.format", self._new_format())
        return {"format_id": made.id} | values

    def _of_sheet(self, values):
        sheet = self._create(
            "asm.donor.format.sheet",
            self._of_format({"code": self._letters(), "name": self._name()}),
        )
        return {"sheet_id": sheet.id} | values

    def _block(self, **values):
        of_sheet = self._of_sheet({"name": self._letters(), **values})
        return self._create("asm.donor.format.block", of_sheet)

    def _chart(self):
        column = {"name": "label", "term": "indicator.code"}
        block = self._block(repeat_subject="indicator", cell_ids=[(0, 0, column)])
        return {
            "sheet_id": block.sheet_id.id,
            "block": block.name,
            "label": "label",
            "series": "label",
            "kind": "line",
        }
