import io

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import hmac

from ..tools import grid, uploads, workbook, workbook_writing
from ..tools.workbook import NARRATIVE
from ._workbook_source import WorkbookSource

MOST_REPORTS = 400
SCOPE = "asm_programs.workbook"


class AsmSubmission(models.Model):
    """Reports as a workbook, to be filled in without a connection."""

    _inherit = "asm.submission"

    def action_download_workbook(self):
        """Give these reports to a member of staff as one workbook."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": "/asm_programs/workbook?ids=" + ",".join(map(str, self.ids)),
            "target": "download",
        }

    @api.model
    def action_upload_workbook(self):
        """Open the import that takes a workbook back."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload Workbook"),
            "res_model": "mtm.import",
            "view_mode": "form",
            "context": {"default_kind": "workbook"},
        }

    def _workbook(self):
        """Return these reports as one workbook, in the user's language.

        Callers for the portal have checked that the user may fill them in, and call
        with sudo(), since what a report points to is hidden from partners.
        """
        if len(self) > MOST_REPORTS:
            raise UserError(
                self.env._(
                    "These are %(count)s reports; a workbook holds %(most)s. Choose "
                    "fewer, of one programme or one quarter.",
                    count=len(self),
                    most=MOST_REPORTS,
                )
            )
        texts = self._workbook_texts()
        source = WorkbookSource(
            self,
            taken=[
                texts.instructions,
                workbook_writing.LISTS_SHEET,
                workbook_writing.HIDDEN_SHEET,
                self.env._("To put right"),
            ],
        )
        reports, choices = source.reports(), source.choices()
        lines = workbook.lines_of(
            workbook.Hidden(
                self._workbook_database(),
                self.env.lang or "en_US",
                workbook_writing.COLUMNS,
                choices,
                source.parts(reports),
            )
        )
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, workbook_writing.OPTIONS) as book:
            writer = workbook_writing.Writer(book, texts, choices)
            writer.write_reports(reports, lines, self._workbook_signature(lines))
        return content.getvalue()

    def _workbook_database(self):
        # tells databases apart, and is in every page's session data
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.uuid") or ""

    def _workbook_signature(self, lines):
        """Return what only this database can write below these lines."""
        # the secret does not leave the server
        return hmac(self.env(su=True), SCOPE, workbook.signed_text(lines))

    def _workbook_filename(self):
        if len(self) == 1:
            return f"{self.program_id.code}_{self.period_id.name}.xlsx".replace(
                "/", "-"
            )
        return self.env._("reports.xlsx")

    def _workbook_texts(self):
        return workbook_writing.Texts(
            instructions=self.env._("Instructions"),
            heading=self.env._("Reports to fill in"),
            steps=self._workbook_steps(),
            contents=[
                self.env._("Report"),
                self.env._("Organisation"),
                self.env._("Due"),
            ],
            heads=[
                self.env._("Indicator"),
                self.env._("Place"),
                self.env._("Category"),
                self.env._("Unit"),
                self.env._("Number or answer"),
                self.env._("Out of"),
                self.env._("Last report"),
                self.env._("Target"),
                self.env._("If missing, why"),
                self.env._("Comment"),
                self.env._("Files behind it"),
                self.env._("Note"),
            ],
            hint=self.env._(
                "Fill in the yellow cells. Leave blank what you do not know."
            ),
            narrative=self.env._("What happened"),
            not_a_number=(
                self.env._("A number is needed"),
                self.env._("Type a number that is 0 or more, or leave the cell blank."),
            ),
            not_in_list=(
                self.env._("Choose from the list"),
                self.env._("Choose one of the list, or leave the cell blank."),
            ),
        )

    def _workbook_steps(self):
        return [
            self.env._(
                "Each report has a sheet of its own. Fill in the yellow cells; the "
                "others are for reading only."
            ),
            self.env._(
                "Where nothing happened type 0. Where you do not know a number leave "
                "the cell blank and choose why it is missing."
            ),
            self.env._(
                "Save the file as it is, as an Excel workbook (.xlsx). Do not rename "
                "or delete sheets."
            ),
            self.env._(
                "Upload it in the portal under Reports, Workbook. You see first what "
                "it changes; nothing is stored before you say so."
            ),
            self.env._(
                "Photos and lists can travel with it: name them in the column of "
                "files and put them with the workbook into one ZIP file."
            ),
            self.env._(
                "What a colleague types online in the meantime is not lost: where both "
                "of you changed the same cell, you are asked."
            ),
            self.env._("Then open each report in the portal, check it and send it."),
        ]

    def _workbook_words(self):
        """Return ``{input name: (title, text)}`` of the story, in its order."""
        return {
            name: (self._describe_section(name)["name"], text)
            for name, text in self._section_texts().items()
        }

    # What a workbook is compared with when it comes back

    def _workbook_stored(self):
        """Return ``{input name: text}`` of what is stored now, numbers with a point."""
        sheet = self._sheet()
        return {
            name: self._stored_text(sheet.rows.get(cell), member, ".")
            for name, (cell, member) in self._inputs(sheet).items()
        } | {name: text for name, (_title, text) in self._workbook_words().items()}

    def _workbook_attach(self, line_id, site_id, path, content):
        """Hang a file that came with a workbook on the number of a place.

        :raises UserError: in a sentence, where it is refused
        """
        if not self.env.user._is_internal():
            self._attach_file(line_id, site_id, path, content)
            return
        # the same checks but for the role of a partner's people
        self.check_access("write")
        number = self._number_at(line_id, site_id)
        if not number:
            raise UserError(
                self.env._("Type the number first: a file belongs to a number.")
            )
        self._check_may_attach(number)
        name = path.rpartition("/")[2]
        try:
            uploads.check(name, content)
        except uploads.Refused as error:
            raise UserError(self._explain_refused(name, error.reason)) from None
        self._attach(number, {"raw": content, "name": name})

    def _workbook_check(self, post):
        """Return ``{input name: message}`` of what would not be stored."""
        *_changes, problems = self._read_post(post, {}) if post else ({},)
        return problems

    def _workbook_label(self, name, member, value):
        """Return what a choice is called, the value itself where it is none."""
        if member == "missing":
            known = self._reasons()
        else:
            line_id = int(name.split("-")[1])
            line = self.env["asm.program.indicator"].browse(line_id)
            known = self._options(line.indicator_id)
        return dict(map(tuple, known)).get(value, value)

    def _workbook_row_label(self, name):
        """Return what an input is about, as a person calls it."""
        member, _dash, key = name.partition("-")
        if member == NARRATIVE:
            return self._describe_section(name)["name"]
        line_id, site_id, categories = key.split("-")
        line = self.env["asm.program.indicator"].browse(int(line_id))
        site = self.env["mtm.site"].browse(int(site_id) or [])
        values = self.env["mtm.dimension.value"].browse(grid.key_of(categories) or [])
        kind = {
            "missing": self.env._("why it is missing"),
            "comment": self.env._("comment"),
            "numerator": line.indicator_id.numerator_label,
            "denominator": line.indicator_id.denominator_label,
        }.get(member)
        parts = (
            line.indicator_id.name,
            site.name,
            " × ".join(values.mapped("name")),
            kind,
        )
        return ", ".join(filter(None, parts))
