import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from odoo.addons.mines_to_markets.tools.plans import Refusal

from ..tools import workbook_pack, workbook_reading
from ._workbook_plan import REPORT, WorkbookPlan
from .asm_submission_entry import MAY_SAVE

_logger = logging.getLogger(__name__)
# what may be wrong with a workbook that somebody changed, not with their connection
SUSPICIOUS = ("absent", "changed")


class MtmImport(models.Model):
    """Reports from a workbook that was filled in: all or nothing per report.

    A partner's user has no right on imports: the portal creates and runs theirs with
    sudo() in the user's name, and who may write into which report is checked here.
    """

    _inherit = "mtm.import"

    # each run in the background reads the whole workbook first
    _reports_per_run = 20

    _workbook_by_report = models.Constraint(
        "CHECK (kind <> 'workbook' OR all_or_nothing IS NOT TRUE)",
        "A workbook of reports is stored report by report, each all or nothing: leave "
        "All or Nothing unticked.",
    )

    kind = fields.Selection(
        selection_add=[("workbook", "Reports (workbook)")],
        ondelete={"workbook": "cascade"},
    )
    is_previewing = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    choices = fields.Json(copy=False, export_string_translation=False)
    conflict_count = fields.Integer(
        string="To Decide", compute="_compute_conflict_count"
    )

    @api.depends("line_ids.action")
    def _compute_conflict_count(self):
        counts = dict(
            self.env["mtm.import.line"]
            .sudo()  # of their own import
            ._read_group(
                [("import_id", "in", self.ids), ("action", "=", "conflict")],
                ["import_id"],
                ["__count"],
            )
        )
        for item in self:
            item.conflict_count = counts.get(item.sudo(), 0)

    def action_download_template(self):
        """Lead to the reports that are due, of which a list gives the workbook."""
        if self.kind != "workbook":
            return super().action_download_template()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_submission_action"
        )

    def action_preview(self):
        """Say what the workbook would change; a large one in the background."""
        self.ensure_one()
        if self.kind != "workbook":
            return super().action_preview()
        self.check_access("write")
        self._check_not_started()
        self._forget_outcome()
        try:
            found, pack = self._read_workbook()
            rows = sum(len(part.inputs) for part in found.hidden.parts)
            if rows > self._inline_rows:
                self._record(user_id=self.env.uid, is_previewing=True)
                return self._hand_over()
            self._preview_workbook(found, pack)
        except Refusal as refusal:
            self._refuse(refusal)
        return True

    def action_keep_mine(self):
        """Take what the file says wherever a colleague changed the same cell."""
        return self._keep_all("mine")

    def action_keep_theirs(self):
        """Leave what is stored wherever a colleague changed the same cell."""
        return self._keep_all("theirs")

    def _keep_all(self, choice):
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        lines = self.line_ids.filtered(lambda line: line.action == "conflict")
        self._choose(dict.fromkeys(lines, choice))
        return self.action_preview()

    def _choose(self, choices):
        """Keep what the user decided, as long as it is about what is stored now.

        :param choices: ``{line: "mine" or "theirs"}``
        """
        kept = {
            f"{line.res_id}/{line.input}": [choice, line.theirs or ""]
            for line, choice in choices.items()
        }
        self._record(choices=(self.choices or {}) | kept)

    def _hand_over(self):
        self._record(
            state="running", progress=0, message=self.env._("Waiting for its turn.")
        )
        # a trigger says when, not what: the work has the rights of user_id
        self.env.ref("mines_to_markets.ir_cron_mtm_import").sudo()._trigger()
        return True

    def _preview_workbook(self, found, pack):
        self._forget_lines()

        def progress(done, total):
            if "cron_id" in self.env.context:
                self._show_progress(total, total - done, 1)

        plan = self._workbook_plan(found, pack).make(progress)
        self._add_error_lines(plan.errors)
        self._add_step_lines(plan.model, plan.steps, {})
        self._record(
            state="previewed",
            is_previewing=False,
            message=self._summarise_plan(plan),
            row_count=plan.row_count,
            leave_count=plan.record_count - len(plan.steps),
            **self._count(len(plan.errors)),
        )

    def _run(self):
        if self.kind != "workbook":
            super()._run()
            return
        try:
            found, pack = self._read_workbook()
            if self.is_previewing:
                self._preview_workbook(found, pack)
            else:
                self._store_workbook(found, pack)
        except Refusal as refusal:
            self._record(is_previewing=False)
            self._refuse(refusal)

    def _workbook_plan(self, found, pack):
        reports = self._workbook_reports(found)
        return WorkbookPlan(self.env, found, pack, reports, self.choices or {})

    def _store_workbook(self, found, pack):
        """Store report by report, or carry on where that was interrupted.

        Each report is compared right before it is stored. Those that are stored
        already are left, and what is wrong with others is found anew.
        """
        self._forget_lines(["error", "conflict"])
        plan = self._workbook_plan(found, pack)
        # with files each report is looked at again, to know whose they are
        stored = set() if pack.unused else self._stored_reports()
        errors, total, seen = [], len(plan.parts), 0
        for number, part in enumerate(plan.parts):
            if part.report_id in stored:
                continue
            step, problems = plan.of_report(number)
            errors += problems or (self._apply_report(step) if step else [])
            seen += 1
            is_late = not self._show_progress(total, total - number - 1, 1)
            if is_late and seen >= self._reports_per_run and number + 1 < total:
                return
        self._record(row_count=plan.row_count)
        self._finish(errors + plan.left_out())
        self._record(leave_count=total - len(self._stored_reports()))

    def _stored_reports(self):
        """Return the ids of the reports that this import has stored."""
        lines = self.env["mtm.import.line"].sudo()  # of their own import
        stored = lines.search_fetch(
            [
                ("import_id", "=", self.id),
                ("action", "in", ("add", "change", "clear")),
            ],
            ["res_id"],
        )
        return set(stored.mapped("res_id"))

    def _read_workbook(self):
        """Return the workbook, once it is sure that it is ours, and its files.

        :raises Refusal: saying why it is not taken
        """
        try:
            content = self._read_content()
            self._check_content(content)
            pack = workbook_pack.Pack(content)
            found = workbook_reading.read(pack.workbook)
        except workbook_reading.BadWorkbook as bad:
            if bad.reason in SUSPICIOUS:
                self._log_refused(bad.reason)
            raise Refusal(self._bad_workbook_texts()[bad.reason]) from bad
        Submission = self.env["asm.submission"]
        if not consteq(
            found.signature, Submission._workbook_signature(found.lines)
        ) or (found.hidden.database != Submission._workbook_database()):
            self._log_refused("signature")
            raise Refusal(self._bad_workbook_texts()["changed"])
        return found, pack

    def _log_refused(self, reason):
        # who it was is in the import; no names in the log
        _logger.warning("Workbook of import %s refused: %s", self.id, reason)

    def _workbook_reports(self, found):
        """Return the reports of a workbook that are still there, in its language.

        :raises Refusal: when one of them is not open to the user
        """
        ids = [part.report_id for part in found.hidden.parts]
        reports = self.env["asm.submission"].browse(ids).sudo().exists()
        if not self._may_fill_in(reports):
            self._log_refused("access")
            raise Refusal(
                self.env._(
                    "This workbook holds reports that you may not fill in. Download "
                    "one of your own organisation."
                )
            )
        langs = dict(self.env["res.lang"].get_installed())
        if found.hidden.lang in langs:
            # numbers are typed in the language of the workbook
            reports = reports.with_context(lang=found.hidden.lang)
        return reports.with_env(self._filling_env(reports.env))

    def _may_fill_in(self, reports):
        user = self.env.user
        mine = reports.with_user(user)
        if user._is_internal():
            return mine.has_access("write") and mine.env["asm.actual"].has_access(
                "write"
            )
        readable = mine._filtered_access("read")
        # the role is that for the organisation, the same for all its reports
        roles = (
            family[0]._portal_role()
            for family in reports.grouped("partner_id").values()
        )
        return readable == mine and all(role in MAY_SAVE for role in roles)

    def _filling_env(self, env):
        # portal users hold no right to write: their role was checked
        return env(su=not self.env.user._is_internal())

    def _starter_env(self, user):
        env = super()._starter_env(user)
        # portal users have no right on imports; theirs are run as the portal does
        return env(su=True) if self.kind == "workbook" and user.share else env

    def _apply_report(self, step):
        """Write one report, all of it or nothing; return what is wrong."""
        changes = step.values
        if changes.undecided:
            self._add_step_lines(REPORT, [step], {})
            return []
        try:
            with self.env.cr.savepoint():
                problems = changes.report._save_grid(changes.post)
                problems = problems or changes.attach()
                if problems:
                    raise NotSaved(problems)
                self._add_step_lines(REPORT, [step], {})
        except NotSaved as error:
            return changes.notes_of(error.problems)
        except AccessError as error:
            return changes.notes_of({"": str(error)})
        return []

    def _show_progress(self, total, left, processed):
        if self.kind != "workbook":
            return super()._show_progress(total, left, processed)
        words = {"done": total - left, "total": total}
        if self.is_previewing:
            message = self.env._("%(done)s of %(total)s reports looked at.", **words)
        else:
            message = self.env._("%(done)s of %(total)s reports stored.", **words)
        self._record(progress=100 * (total - left) / total, message=message)
        return self._commit(processed, left)

    def _add_step_lines(self, model, steps, new_ids):
        if self.kind != "workbook":
            super()._add_step_lines(model, steps, new_ids)
            return
        self._create_lines(note._asdict() for step in steps for note in step.notes)

    def _summarise_plan(self, plan):
        if self.kind != "workbook":
            return super()._summarise_plan(plan)
        if plan.steps:
            return self.env._(
                "%(count)s of %(total)s reports change. Nothing is stored yet.",
                count=len(plan.steps),
                total=plan.record_count,
            )
        if plan.errors:
            return self.env._("Nothing can be stored until the cells are put right.")
        return self.env._("Everything in the workbook is stored already.")

    def _summarise_outcome(self, error_count):
        if self.kind != "workbook":
            return super()._summarise_outcome(error_count)
        if error_count or self.conflict_count:
            return self.env._(
                "Stored, without the reports in which a cell is to be put right or "
                "decided on. Correct these and upload the workbook again: what is "
                "stored already is not stored twice."
            )
        return self.env._("Stored.")

    def _bad_workbook_texts(self):
        return {
            "empty": self.env._("The file is empty. Upload the workbook again."),
            "encrypted": self.env._(
                "The workbook is locked with a password. Save it without one and "
                "upload it again."
            ),
            "old_workbook": self.env._(
                "This is a workbook in the old XLS format. Save it as XLSX."
            ),
            "macros": self.env._(
                "The workbook holds macros, which are not accepted. Save it as a plain "
                "Excel workbook (.xlsx) and upload that."
            ),
            "archive": self.env._(
                "This is no workbook. Upload the workbook that you downloaded here."
            ),
            "binary": self.env._(
                "This is no workbook. Upload the workbook that you downloaded here, "
                "as .xlsx."
            ),
            "workbook": self.env._(
                "The workbook is damaged or was written by another program than a "
                "spreadsheet. Open it, save it as .xlsx and upload it again."
            ),
            "unpacks": self.env._(
                "Unpacked, the file is too large. Upload the workbook as you "
                "downloaded it, with your numbers in it."
            ),
            "absent": self.env._(
                "This workbook was not downloaded here, or its hidden sheet was "
                "deleted. Download a new one and copy your numbers into it."
            ),
            "changed": self.env._(
                "The hidden sheet of this workbook was changed, so that it cannot be "
                "said which report a number is for. Download a new one and copy your "
                "numbers into it."
            ),
            "pack_workbooks": self.env._(
                "The ZIP has to hold one workbook, and beside it the files that are "
                "named in it."
            ),
            "pack_paths": self.env._(
                "The ZIP holds a file whose path leads out of it. Put the workbook and "
                "its files into a new ZIP."
            ),
            "pack_encrypted": self.env._(
                "The ZIP is locked with a password. Make it without one and upload it "
                "again."
            ),
            "newer": self.env._(
                "This workbook was made by a newer version of this program. Download a "
                "new one here and copy your numbers into it."
            ),
        }


class NotSaved(UserError):
    """A report of a workbook is not stored: ``{input name: message}`` says why."""

    def __init__(self, problems):
        super().__init__("\n".join(problems.values()))
        self.problems = problems
