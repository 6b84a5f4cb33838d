import json
import re

from odoo import Command, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.mines_to_markets.tools import numerals

from .asm_submission_form import FIELDS, NUMBERS, Cell

MAY_SAVE = ("editor", "officer")
MAY_SUBMIT = ("officer",)
INPUT_NAME = re.compile(rf"(?:{'|'.join(FIELDS)})-")
LONGEST_TEXT = 20_000


def _is_blank(value):
    """Say whether a field is empty; 0 is a number."""
    return value is False or (not value and not isinstance(value, int | float))


class FormError(ValidationError):
    """What is wrong in a form, by input: ``problems`` is ``{input name: message}``."""

    def __init__(self, problems):
        super().__init__("\n".join(problems.values()))
        self.problems = problems


class AsmSubmission(models.Model):
    """What a partner typed into the form of a report, checked and stored.

    Portal users hold no right to write: the caller has checked that the user may
    read the report and calls with sudo(), the role is checked here, and only
    inputs that the form offers are stored, in the user's own name.
    """

    _inherit = "asm.submission"

    def _portal_save(self, post, submit=False):
        """Store what was typed, all or nothing, and submit it if asked to.

        :param post: ``{input name: text}`` as it arrived; other names are ignored
        :return: ``{input name: message}``; when not empty nothing was stored
        """
        self.ensure_one()
        self._portal_check_role(MAY_SUBMIT if submit else MAY_SAVE)
        changes, words, problems = self._portal_read_post(post)
        if problems or not self._portal_is_editable():
            return problems
        try:
            with self.env.cr.savepoint():
                self._save_cells(changes, words)
                if submit:
                    self._portal_submit()
        except AccessError:
            raise
        except (UserError, ValidationError) as error:
            return getattr(error, "problems", None) or {"": str(error)}
        return {}

    def _portal_check_role(self, roles):
        if self._portal_role() not in roles:
            raise AccessError(
                self.env._(
                    "Your role does not allow this. Ask the officer of your "
                    "organisation."
                )
            )

    def _portal_submit(self):
        if not self.actual_ids and not self.narrative:
            raise UserError(
                self.env._(
                    "Nothing is filled in yet. Where nothing happened enter 0; where a "
                    "number is missing choose why."
                )
            )
        self.action_submit()

    def _portal_read_post(self, post):
        """Compare what was typed with what is stored.

        :return: changes ``{cell: {field: value}}`` of numbers, ``{field: value}`` of
            the report itself, and problems ``{input name: message}``
        """
        sheet = self._portal_sheet(post)
        inputs = self._portal_inputs(sheet)
        shown = self._portal_shown_then(post)
        changes, problems = {}, {}
        if any(INPUT_NAME.match(name) and name not in inputs for name in post):
            problems[""] = self.env._(
                "What this report asks for has changed since you opened it, or the "
                "form was altered. Nothing was saved; check your numbers and save "
                "again."
            )
        for name, (cell, member) in inputs.items():
            if name not in post:
                continue
            try:
                value = self._portal_parse(cell, member, post[name])
                if self._portal_is_change(sheet, cell, member, value, shown, post):
                    changes.setdefault(cell, {})[FIELDS[member]] = value
            except ValidationError as error:
                problems[name] = str(error)
        words = self._portal_read_narrative(post, shown, problems)
        problems |= self._portal_check_reasons(sheet, changes)
        return changes, words, problems

    def _portal_shown_then(self, post):
        """Return what the page showed when it was opened: ``{input name: text}``."""
        try:
            shown = json.loads(post.get("shown") or "{}")
        except ValueError:
            return {}
        return shown if isinstance(shown, dict) else {}

    def _portal_parse(self, cell, member, text):
        """Return the value of an input, False for a blank.

        :raises ValidationError: saying what is wrong and how to put it right
        """
        text = text.replace("\r\n", "\n").strip()
        if member in NUMBERS:
            return self._portal_parse_number(cell, text)
        if member in ("missing", "option"):
            known = dict(self._portal_options(cell, member))
            if text and text not in known:
                raise ValidationError(self.env._("Choose one of the list."))
            return (int(text) if member == "option" else text) if text else False
        if len(text) > LONGEST_TEXT:
            raise ValidationError(
                self.env._("Shorten this to %(count)s characters.", count=LONGEST_TEXT)
            )
        return text or False

    def _portal_parse_number(self, cell, text):
        try:
            number = numerals.parse(text, **self._portal_number_marks())
        except numerals.NotANumber as error:
            raise ValidationError(self._portal_explain(text, error.reason)) from None
        if number is None:
            return False
        indicator = cell.line.indicator_id
        if indicator.whole_units and not indicator.is_ratio and number % 1:
            raise ValidationError(
                self.env._(
                    "%(typed)s: this is counted in whole units, without decimals.",
                    typed=text,
                )
            )
        return float(number)

    def _portal_explain(self, text, reason):
        example = numerals.show(1234.5, self._portal_number_marks()["point"])
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

    def _portal_is_change(self, sheet, cell, member, value, shown, post):
        """Say whether an input changes what is stored.

        What a colleague changed since the page was opened stays, unless the user
        changed it too: then the user decides.

        :raises ValidationError: when it may not, or a colleague was there first
        """
        name = cell.input(member)
        if self._portal_is_same(value, self._portal_stored(sheet, cell, member)):
            return False
        now = self._portal_stored_text(sheet, cell, member)
        then = shown.get(name, now)
        if post[name].strip() == then:
            return False
        if not self._portal_may_change(sheet, cell, member):
            raise ValidationError(
                self.env._(
                    "Not saved, since it can no longer be changed here. You typed: "
                    "%(typed)s",
                    typed=post[name],
                )
            )
        if then != now:
            raise ValidationError(self._portal_conflict(now, post[name]))
        return True

    def _portal_stored(self, sheet, cell, member):
        row = sheet.rows.get(cell)
        stored = row[FIELDS[member]] if row else False
        return stored.id if member == "option" and stored else stored

    def _portal_is_same(self, value, stored):
        # 0 == False in Python, and here 0 is a number and False is blank
        if value is False or stored is False:
            return value is stored
        return value == stored

    def _portal_conflict(self, now, typed):
        return self.env._(
            "A colleague wrote %(theirs)s here since you opened this page. You typed "
            "%(yours)s; save again to keep yours.",
            theirs=now or self.env._("nothing"),
            yours=typed or self.env._("nothing"),
        )

    def _portal_read_narrative(self, post, shown, problems):
        if "narrative" not in post:
            return {}
        now = self.narrative or ""
        typed = post["narrative"].replace("\r\n", "\n").strip()
        then = shown.get("narrative", now)
        if typed in (now, then):
            return {}
        if not self._portal_is_editable():
            problems["narrative"] = self.env._(
                "Not saved, since it can no longer be changed here. You typed: "
                "%(typed)s",
                typed=typed,
            )
        elif then != now:
            problems["narrative"] = self._portal_conflict(now, typed)
        elif len(typed) > LONGEST_TEXT:
            problems["narrative"] = self.env._(
                "Shorten this to %(count)s characters.", count=LONGEST_TEXT
            )
        return {"narrative": typed}

    def _portal_check_reasons(self, sheet, changes):
        """A number is given or missing with a reason; a new number ends the reason."""
        problems = {}
        for place in {cell.place for cell in changes}:
            cells = [cell for cell in sheet.cells if cell.place == place]
            total = cells[0]
            if not self._portal_after(sheet, changes, total, "missing_reason"):
                continue
            given = any(
                self._portal_after(sheet, changes, cell, FIELDS[member]) is not False
                for cell in cells
                for member in self._portal_members(cell)
                if member in NUMBERS
            )
            if given and "missing_reason" in changes.get(total, {}):
                problems[total.input("missing")] = self.env._(
                    "You gave a number and a reason why it is missing. Clear one of "
                    "the two."
                )
            elif given:
                changes.setdefault(total, {})["missing_reason"] = False
        return problems

    def _portal_after(self, sheet, changes, cell, field):
        """Return what a field of a cell will hold once the changes are stored."""
        if field in changes.get(cell, {}):
            return changes[cell][field]
        row = sheet.rows.get(cell)
        return row[field] if row else False

    def _save_cells(self, changes, words=None):
        """Store numbers in one batch, and check the parts against totals once.

        :param changes: ``{cell: {field: value}}``
        :param words: ``{field: value}`` of the report itself
        """
        if not changes and not words:
            return
        self._portal_wait_for_others()
        if words:
            self.write(words)
        rows = self._portal_rows()
        kept = self.env["asm.actual"]
        for cell, values in changes.items():
            if cell in rows:
                kept += self._portal_change_row(rows[cell], values)
        new = {cell: values for cell, values in changes.items() if cell not in rows}
        kept += self._portal_create_rows(new)
        self._portal_check_parts(kept)

    def _portal_wait_for_others(self):
        """Let one store at a time: who waited starts again and sees what is new."""
        self.env.cr.execute(
            SQL(
                "UPDATE asm_submission SET write_date = now() AT TIME ZONE 'UTC' "
                "WHERE id = %s",
                self.id,
            ),
            # a request that waited fails here and is repeated by the server
            log_exceptions=False,
        )

    def _portal_change_row(self, row, values):
        """Return the row, or none when all that it held is cleared."""
        left = {name: row[name] for name in FIELDS.values()} | values
        has_history = (
            row.state != "draft"
            or row.revision_ids
            # what it counts keeps it, whoever may read where that is from
            or row.sudo().delivery_line_ids
            or row.evidence_ids
        )
        if not has_history and all(map(_is_blank, left.values())):
            row.unlink()
            return row.browse()
        row.with_context(asm_parts_checked_later=True).write(values)
        return row

    def _portal_create_rows(self, changes):
        combinations = self._portal_combinations([cell.category for cell in changes])
        Actual = self.env["asm.actual"].with_context(asm_parts_checked_later=True)
        return Actual.create(
            [
                {
                    "submission_id": self.id,
                    "program_indicator_id": cell.line.id,
                    "site_id": cell.site.id,
                    "disaggregation_id": combinations.get(cell.category, False),
                    **values,
                }
                for cell, values in changes.items()
            ]
        )

    def _portal_combinations(self, categories):
        """Return ``{category: combination id}``; missing ones are made in one go."""
        Disaggregation = self.env["mtm.disaggregation"]
        by_key = {Disaggregation._key_of(c): c for c in categories if c}
        found = Disaggregation.search([("key", "in", list(by_key))])
        found += Disaggregation.create(
            [
                {"value_ids": [Command.set(by_key[key].ids)]}
                for key in by_key.keys() - set(found.mapped("key"))
            ]
        )
        return {by_key[combination.key]: combination.id for combination in found}

    def _portal_check_parts(self, rows):
        """:raises FormError: with a message for each place whose parts do not fit"""
        try:
            rows._check_parts()
        except ValidationError:
            raise FormError(self._portal_misfits(rows)) from None

    def _portal_misfits(self, rows):
        problems = {}
        nothing = self.env["mtm.dimension.value"]
        places = rows.grouped(
            lambda row: Cell(row.program_indicator_id, row.site_id, nothing)
        )
        for total, inside in places.items():
            try:
                inside._check_parts()
            except ValidationError as error:
                problems[total.input("place")] = str(error)
        return problems
