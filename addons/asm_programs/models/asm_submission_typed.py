import re
from decimal import Decimal

from odoo import models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import validation
from .asm_submission_form import FIELDS, NUMBERS, Cell

INPUT_NAME = re.compile(rf"(?:{'|'.join(FIELDS)})-")
LONGEST_TEXT = 20_000
# so many inputs beyond those that a report has may come from a page grown old
MOST_UNASKED = 1_000


def without_broken(text):
    r"""Return a text without what no database stores.

    >>> without_broken("a\x00b\ud800")
    'ab?'
    """
    return text.replace("\0", "").encode(errors="replace").decode()


def is_blank(value):
    """Say whether a field is empty; 0 is a number."""
    return value is False or (not value and not isinstance(value, int | float))


class AsmSubmission(models.Model):
    """What was typed into the grid of a report: read, and checked cell by cell."""

    _inherit = "asm.submission"

    def _why_no_inputs(self, typed, shown):
        """Say why what arrived is nothing that a grid sends, None where it is."""
        if not isinstance(typed, dict) or not isinstance(shown, dict):
            return self.env._(
                "Nothing was saved: what arrived names no inputs of this report. Load "
                "the page again and save once more."
            )
        if (
            len(typed) > MOST_UNASKED
            and len(typed) - len(self._inputs(self._sheet())) > MOST_UNASKED
        ):
            return self.env._(
                "Nothing was saved: %(count)s inputs arrived, far more than this "
                "report has. Load the page again and save once more.",
                count=len(typed),
            )
        return None

    def _sort_out(self, typed):
        """Tell the texts from what no input can hold.

        :param typed: ``{input name: whatever arrived}``
        :return: ``({input name: text}, {input name: message})``
        """
        texts, problems = {}, {}
        for typed_name, text in typed.items():
            name = without_broken(typed_name)
            if not isinstance(text, str):
                problems[name] = self.env._(
                    "Not saved: this arrived as no text. Type it again."
                )
            elif len(text) > LONGEST_TEXT:
                problems[name] = self._explain_long()
            else:
                texts[name] = without_broken(text)
        asked = {
            name: message
            for name, message in problems.items()
            if INPUT_NAME.match(name) or name.startswith("narrative")
        }
        return texts, asked

    def _explain_long(self):
        return self.env._("Shorten this to %(count)s characters.", count=LONGEST_TEXT)

    def _read_post(self, post, shown):
        """Compare what was typed with what is stored.

        :param post: ``{input name: text}``
        :param shown: ``{input name: text}`` that the page showed when it was opened
        :return: changes ``{cell: {field: value}}`` of numbers, ``{input name: text}``
            of the story, and problems ``{input name: message}``
        """
        sheet = self._sheet()
        inputs = self._inputs(sheet)
        changes, problems = {}, {}
        for name, text in post.items():
            if not INPUT_NAME.match(name):
                continue
            if name not in inputs:
                problems[name] = self._explain_unasked(name)
                continue
            try:
                cell, member = inputs[name]
                value = self._parse(cell, member, text)
                if self._is_change(sheet, cell, member, value, text, shown.get(name)):
                    changes.setdefault(cell, {})[FIELDS[member]] = value
            except ValidationError as error:
                problems[name] = str(error)
        problems |= self._check_reasons(sheet, changes)
        problems |= self._check_shares(sheet, changes)
        problems |= self._check_places(sheet, changes)
        words = self._read_narrative(post, shown, problems)
        return changes, words, problems

    def _explain_unasked(self, _name):
        return self.env._(
            "Not saved: this report does not ask for this number, or no longer does."
        )

    def _explain_locked(self, typed):
        closing = self._closing()
        reason = (
            closing._describe()
            if closing
            else self.env._("It can no longer be changed here.")
        )
        return self.env._(
            "Not saved. %(reason)s You typed: %(typed)s", reason=reason, typed=typed
        )

    def _parse(self, cell, member, text):
        """Return the value of an input, False for a blank.

        :raises ValidationError: saying what is wrong and how to put it right
        """
        text = str(text).replace("\r\n", "\n").strip()
        if member in NUMBERS:
            return self._parse_number(cell, text)
        if member in ("missing", "option"):
            indicator = self._line_of(cell).indicator_id
            known = self._reasons() if member == "missing" else self._options(indicator)
            if text and text not in dict(known):
                raise ValidationError(self.env._("Choose one of the list."))
            return (int(text) if member == "option" else text) if text else False
        return text or False

    def _line_of(self, cell):
        return self.env["asm.program.indicator"].browse(cell.line_id)

    def _parse_number(self, cell, text):
        try:
            number = numerals.parse(text, **self._number_marks())
        except numerals.NotANumber as error:
            raise ValidationError(self._explain(text, error.reason)) from None
        if number is None:
            return False
        indicator = self._line_of(cell).indicator_id
        if indicator.whole_units and not indicator.is_ratio and number % 1:
            raise ValidationError(
                self.env._(
                    "%(typed)s: this is counted in whole units, without decimals.",
                    typed=text,
                )
            )
        return float(number)

    def _explain(self, text, reason):
        example = numerals.show(1234.5, self._number_marks()["point"])
        messages = {
            "negative": self.env._("%(typed)s: a number here is 0 or more."),
            "long": self.env._("%(typed)s: this has too many digits."),
            "grouping": self.env._(
                "%(typed)s: write it without marks between thousands, as in "
                "%(example)s."
            ),
            "ambiguous": self.env._(
                "%(typed)s could mean two numbers: write thousands without a dot and "
                "decimals as in %(example)s."
            ),
        }
        message = messages.get(reason) or self.env._(
            "%(typed)s is not a number. Write it as in %(example)s."
        )
        return message % {"typed": text[:40], "example": example}

    def _is_change(self, sheet, cell, member, value, text, then):
        """Say whether an input changes what is stored.

        What a colleague changed since the page was opened stays, unless the user
        changed it too: then the user decides.

        :param then: the text that the page showed when it was opened, if it is known
        :raises ValidationError: when it may not, or a colleague was there first
        """
        row = sheet.rows.get(cell)
        if self._is_same(value, self._stored(row, member)):
            return False
        now = self._stored_text(row, member, self._number_marks()["point"])
        then = now if then is None else then
        if str(text).strip() == then:
            return False
        if not self._may_change(sheet, cell, member):
            raise ValidationError(self._explain_locked(text))
        if then != now:
            raise ValidationError(self._conflict(now, text))
        return True

    def _stored(self, row, member):
        stored = row[FIELDS[member]] if row else False
        return stored.id if member == "option" and stored else stored

    def _is_same(self, value, stored):
        # 0 == False in Python, and here 0 is a number and False is blank
        if value is False or stored is False:
            return is_blank(value) and is_blank(stored)
        return value == stored

    def _conflict(self, now, typed):
        return self.env._(
            "A colleague wrote %(theirs)s here since you opened this page. You typed "
            "%(yours)s; save again to keep yours.",
            theirs=now or self.env._("nothing"),
            yours=typed or self.env._("nothing"),
        )

    # What goes with what else is typed at the same place

    def _check_reasons(self, sheet, changes):
        """A number is given or missing with a reason; a new number ends the reason."""
        problems = {}
        for place in {cell.place for cell in changes}:
            total = Cell(*place)
            if not self._after(sheet, changes, total, "missing_reason"):
                continue
            given = any(
                self._after(sheet, changes, cell, member) is not False
                for cell in self._cells_at(sheet, changes, place)
                for member in NUMBERS
            )
            if given and "missing_reason" in changes.get(total, {}):
                problems[total.input("missing")] = self.env._(
                    "You gave a number and a reason why it is missing. Clear one of "
                    "the two."
                )
                self._take_back(changes, place, (*NUMBERS, "missing_reason"))
            elif given:
                changes.setdefault(total, {})["missing_reason"] = False
        return problems

    def _check_shares(self, sheet, changes):
        """The numerator of a share lies within its denominator."""
        problems = {}
        for cell in list(changes):
            indicator = self._line_of(cell).indicator_id
            if not indicator.is_share:
                continue
            numerator, denominator = (
                self._after(sheet, changes, cell, member) for member in NUMBERS[1:]
            )
            if numerator is False or denominator is False:
                continue
            if numerator > denominator:
                problems[cell.input("numerator")] = self.env._(
                    "%(numerator)s of %(denominator)s is more than all of them: this "
                    "is a share, so the first number is at most the second.",
                    numerator=numerals.show(numerator),
                    denominator=numerals.show(denominator),
                )
                self._take_back(changes, cell.place, NUMBERS, cell)
        return problems

    def _check_places(self, sheet, changes):
        """The parts of a number fit into it; else none typed there is stored."""
        problems = {}
        values = {value_id for cell in changes for value_id in cell.key}
        # those of all numbers at once
        self.env["mtm.dimension.value"].browse(values).fetch(["dimension_id", "code"])
        for place in {cell.place for cell in changes}:
            excess = self._excess_at(sheet, changes, place)
            if excess:
                problems[Cell(*place).input("place")] = excess
                self._take_back(changes, place, NUMBERS)
        return problems

    def _excess_at(self, sheet, changes, place):
        """Return the message where parts at a place exceed what they are parts of."""
        line = self._line_of(Cell(*place))
        typed = {name for c in changes if c.place == place for name in changes[c]}
        if not typed.intersection(NUMBERS):
            return None
        parts = [
            validation.Part(
                self._codes_of(cell.key),
                *(
                    None if number is False else Decimal(str(number))
                    for number in (
                        self._after(sheet, changes, cell, member) for member in NUMBERS
                    )
                ),
            )
            for cell in self._cells_at(sheet, changes, place)
        ]
        found = validation.parts_exceeding_total(
            parts, line.indicator_id._exclusive_codes()
        )
        site = self.env["mtm.site"].browse(place[1] or [])
        return found and line.env["asm.actual"]._describe_excess(line, site, found[0])

    def _codes_of(self, key):
        values = self.env["mtm.dimension.value"].browse(key)
        return {value.dimension_id.code: value.code for value in values}

    def _cells_at(self, sheet, changes, place):
        return {
            cell
            for cells in (sheet.rows, changes)
            for cell in cells
            if cell.place == place
        }

    def _after(self, sheet, changes, cell, field):
        """Return what a field of a cell will hold once the changes are stored."""
        if field in changes.get(cell, {}):
            return changes[cell][field]
        row = sheet.rows.get(cell)
        return row[field] if row else False

    def _take_back(self, changes, place, fields, only=None):
        """Leave out changes of some fields at a place, for they do not fit."""
        for cell in [cell for cell in changes if cell.place == place]:
            if only and cell != only:
                continue
            left = {n: v for n, v in changes[cell].items() if n not in fields}
            if left:
                changes[cell] = left
            else:
                del changes[cell]
