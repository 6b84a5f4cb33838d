import re

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.mines_to_markets.one2many import read_lines

from ._later import LATER
from .asm_submission_form import FIELDS
from .asm_submission_typed import is_blank

MAY_SAVE = ("editor", "officer")
MAY_SUBMIT = ("officer",)
PARKED_NAME = re.compile(r"parked-([0-9]{1,9})", re.ASCII)


class AsmSubmission(models.Model):
    """What was typed into the grid of a report, checked cell by cell and stored.

    What is right is stored and what is not is told at its cell. Only inputs that
    the grid offers are stored, in the user's own name. Staff need the right to write
    on the report and its numbers. Portal users hold no right to write: the caller
    has checked that the user may read the report and calls with sudo(), and the role
    is checked here.
    """

    _inherit = "asm.submission"

    def write_grid(self, changes, shown=None):
        """Store what staff typed, and return the grid as it is now.

        :param changes: ``{input name: text}``
        :param shown: ``{input name: text}`` that the grid showed when it was opened,
            to see what a colleague changed since
        :return: ``{"problems": {input name: message}, "grid": ...}``
        """
        self.ensure_one()
        if not self.env.user._is_internal():
            raise AccessError(self.env._("This is for staff. Use the portal."))
        self.check_access("write")
        self.env["asm.actual"].check_access("write")
        problems = self._save_grid(changes, shown)
        return {"problems": problems, "grid": self.read_grid()}

    def _portal_save(self, typed, shown=None, submit=False):
        """Store what a partner typed, and submit the report if asked to.

        :param typed: ``{input name: text}`` as it arrived; other names are ignored
        :param shown: what the page showed when it was opened, as it arrived
        :return: ``{input name: message}`` of what was not stored; when it is not
            empty nothing was submitted
        """
        self.ensure_one()
        self._portal_check_role(MAY_SUBMIT if submit else MAY_SAVE)
        problems = self._save_grid(typed, shown)
        if not problems and submit and self._is_editable():
            problems = self._portal_submit()
        return problems

    def _portal_check_role(self, roles):
        if self._portal_role() not in roles:
            raise AccessError(
                self.env._(
                    "Your role does not allow this. Ask the officer of your "
                    "organisation."
                )
            )

    def _portal_submit(self):
        try:
            with self.env.cr.savepoint():
                if not read_lines(self, "actual_ids") and not self._story():
                    raise UserError(
                        self.env._(
                            "Nothing is filled in yet. Where nothing happened enter "
                            "0; where a number is missing choose why."
                        )
                    )
                self.action_submit()
        except AccessError:
            raise
        except (UserError, ValidationError) as error:
            return {"": str(error)}
        return {}

    def _save_grid(self, typed, shown=None):
        """Store what is right; return ``{input name: message}`` of what is not."""
        shown = {} if shown is None else shown
        refusal = self._why_no_inputs(typed, shown)
        if refusal:
            return {"": refusal}
        post, unread = self._sort_out(typed)
        if not post:
            return unread
        changes, words, problems = self._read_post(post, self._sort_out(shown)[0])
        problems |= unread | self._decide_parked(post)
        if not changes and not words:
            return problems
        try:
            with self.env.cr.savepoint():
                self._save_cells(changes, words)
        except AccessError:
            raise
        except (UserError, ValidationError) as error:
            problems[""] = str(error)
        return problems

    def _save_cells(self, changes, words=None):
        """Store numbers in one batch, and check the parts against totals once.

        :param changes: ``{cell: {field: value}}``
        :param words: ``{input name: text}`` of the story
        """
        self._wait_for_others()
        if words:
            self._save_words(words)
        rows = self._rows()
        found = {rows[cell]: values for cell, values in changes.items() if cell in rows}
        new = {cell: values for cell, values in changes.items() if cell not in rows}
        kept = self._change_rows(found) + self._create_rows(new)
        kept._check_parts()

    def _wait_for_others(self):
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

    def _change_rows(self, changes):
        """Change numbers; return them but for those of which nothing is left.

        :param changes: ``{number: {field: value}}``
        """
        rows = self.env["asm.actual"].union(*changes)
        rows.check_access("write")
        cleared = rows.filtered(
            lambda row: (
                all(
                    is_blank(changes[row].get(name, row[name]))
                    for name in FIELDS.values()
                )
                and row._is_without_history()
            )
        )
        cleared.unlink()
        # in the user's name: checked above, and the parts once for all
        (rows - cleared).sudo()._write_many(
            {row.id: values for row, values in changes.items() if row not in cleared}
        )
        return rows - cleared

    def _create_rows(self, changes):
        combinations = self._combinations({cell.key for cell in changes})
        # in the user's name: what was made is checked against their rights below
        Actual = self.env["asm.actual"].sudo()
        rows = Actual.with_context(asm_parts_checked=LATER).create(
            [
                {
                    "submission_id": self.id,
                    "program_indicator_id": cell.line_id,
                    "site_id": cell.site_id or False,
                    "disaggregation_id": combinations.get(cell.key, False),
                    **values,
                }
                for cell, values in changes.items()
            ]
        )
        rows = rows.with_env(self.env)
        rows.check_access("create")
        return rows

    def _combinations(self, keys):
        """Return ``{key: combination id}``; missing ones are made in one go."""
        by_key = {",".join(map(str, key)): key for key in keys if key}
        # combinations are shared by all: finding or making one reveals nothing
        found = self.env["mtm.disaggregation"].sudo()._for_keys(by_key)
        return {by_key[text]: combination.id for text, combination in found.items()}

    def _decide_parked(self, post):
        """Keep or discard what is parked, as ``parked-<id>`` says.

        :return: problems ``{input name: message}``
        """
        problems = {}
        for name, choice in post.items():
            found = PARKED_NAME.fullmatch(name)
            if not found or choice not in ("keep", "discard"):
                continue
            row = self.actual_ids.filtered(
                lambda row, i=int(found[1]): row.id == i and row.parked_on
            )
            if not row or not self._is_editable() or row._is_locked():
                problems[name] = self._explain_unasked(name)
            elif choice == "keep":
                row.action_keep_parked()
            else:
                row.action_discard_parked()
        return problems
