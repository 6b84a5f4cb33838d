"""What stands where in a layout, and what its formulas refer to."""

from graphlib import CycleError, TopologicalSorter

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from . import sheet_formula
from .layout import Fault

OVERLAP = "%(one)s and %(other)s are at the same place"
GROWS = "%(block)s grows with its rows; what is below it has no cell of its own"
UNKNOWN_REF = "the formula refers to %(ref)s, which is not there"
LATER_REF = "the formula refers to %(ref)s, which comes later"
MANY_REF = "%(ref)s is several cells; write SUM(%(ref)s)"
CIRCLE = "the formula refers to itself by %(refs)s"


def faults(layout):
    """Return the :class:`layout.Fault` s of a layout that was read."""
    checker = _Checker(layout)
    checker.check_places()
    checker.check_formulas()
    return checker.faults


class _Checker:
    def __init__(self, layout):
        self.layout = layout
        self.faults = []
        self.sheet_name = ""
        # blocks above and on sheets before, which formulas may refer to
        self.done = set()

    def fault(self, cell, words, **facts):
        self.faults.append(Fault(self.sheet_name, cell, words, facts))

    def check_places(self):
        for sheet in self.layout.sheets:
            self.sheet_name = sheet.name
            self.check_blocks(sheet)
            for block in sheet.blocks:
                if not block.source:
                    self.check_cells(block)

    def check_blocks(self, sheet):
        """A block at a given cell lies below what is above it, as far as that is
        known."""
        end, growing = 0, None
        for block in sheet.blocks:
            cell = xl_rowcol_to_cell(*block.at) if block.at else block.name
            if block.at and growing:
                self.fault(cell, GROWS, block=growing)
            elif block.at and block.at[0] < end:
                before = sheet.blocks[sheet.blocks.index(block) - 1]
                self.fault(cell, OVERLAP, one=block.name, other=before.name)
            if block.source:
                growing = block.name
            end = (block.at[0] if block.at else end) + block.gap
            end += block.heading_rows if block.source else block.height

    def check_cells(self, block):
        taken = {}
        for place in block.parts:
            for row in range(place.row, place.row + place.down):
                for column in range(place.column, place.column + place.across):
                    other = taken.setdefault((row, column), place)
                    if other is not place:
                        cell = self.address(block, row, column)
                        one, two = (
                            self.address(block, p.row, p.column) for p in (place, other)
                        )
                        self.fault(cell, OVERLAP, one=one, other=two)
                        return

    def address(self, block, row, column):
        top, left = block.at or (0, 0)
        return xl_rowcol_to_cell(top + row, left + column)

    # -- what formulas refer to --

    def check_formulas(self):
        for sheet in self.layout.sheets:
            self.sheet_name = sheet.name
            for block in sheet.blocks:
                self.check_block_formulas(sheet, block)
                self.done.add((sheet.code, block.name))

    def check_block_formulas(self, sheet, block):
        graph = {}
        for number, part in enumerate(block.parts):
            if part.content.formula:
                cell = self.cell_of(block, part, number)
                found = sheet_formula.refs(part.content.formula)
                for ref, is_argument in found.items():
                    self.check_ref(sheet, block, part, cell, ref, is_argument)
                own = {ref.parts[0] for ref in found if len(ref.parts) == 1}
                graph[part.name or cell] = own
        self.check_circles(graph, block)

    def cell_of(self, block, part, number):
        if block.source:
            return xl_col_to_name(number)
        return self.address(block, part.row, part.column)

    def check_ref(self, sheet, block, part, cell, ref, is_argument):
        target_sheet, target, found = self.target(sheet, block, ref)
        if not found:
            self.fault(cell, UNKNOWN_REF, ref=str(ref))
            return
        is_own = target is block and target_sheet is sheet
        if is_own:
            is_later = len(ref.parts) > 1 and bool(block.source)
        else:
            is_later = (target_sheet.code, target.name) not in self.done
        if is_later:
            self.fault(cell, LATER_REF, ref=str(ref))
        elif target_sheet is not sheet and target_sheet.source:
            # there are as many of it as there are sheets
            self.fault(cell, UNKNOWN_REF, ref=str(ref))
        elif not is_argument and self.is_several(found, part, is_own, target):
            self.fault(cell, MANY_REF, ref=str(ref))

    def target(self, sheet, block, ref):
        """Return the sheet, the block and the part that a reference names."""
        *place, name = ref.parts
        if len(place) == 2:
            sheet = self.layout.sheet(place[0])
        if place:
            block = sheet and sheet.block(place[-1])
        parts = block.parts if block else ()
        return sheet, block, next((part for part in parts if part.name == name), None)

    def is_several(self, found, part, is_own, target):
        if not is_own:
            return bool(target.source)
        repeat = getattr(found, "repeat", "")
        return bool(repeat) and repeat != getattr(part, "repeat", "")

    def check_circles(self, graph, block):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            names = ", ".join(sorted(set(error.args[1])))
            self.fault(block.name, CIRCLE, refs=names)
