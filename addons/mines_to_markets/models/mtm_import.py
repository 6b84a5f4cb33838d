import base64
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from ..tools.plans import Refusal


class MtmImport(models.Model):
    """One import of one file, kept as history.

    A kind of file is a key of ``kind`` and two methods: ``_columns_<kind>`` returns
    the names of the columns that it must and may have, ``_plan_<kind>`` reads a
    table into a plan without writing anything. Showing the plan, carrying it out,
    refusing, counting and working in the background are the same for all.
    """

    _name = "mtm.import"
    _description = "Import"
    _order = "id desc"

    # files with more rows go to the background when started from the form
    _inline_rows = 1000
    _batch_size = 500
    # each run in the background reads the whole file first, so it is to be worth it
    _batches_per_run = 20
    _most_error_lines = 5000
    _set_by_user = frozenset({"kind", "file", "filename", "all_or_nothing"})

    kind = fields.Selection([], required=True)
    file = fields.Binary(attachment=True)
    filename = fields.Char(string="File Name")
    sha256 = fields.Char(
        string="SHA-256",
        compute="_compute_sha256",
        store=True,
        index="btree_not_null",
        help="Fingerprint of the file as it arrived.",
    )
    all_or_nothing = fields.Boolean(
        string="All or Nothing",
        help="Import nothing when a single row has a problem. Otherwise the rows "
        "with problems are listed and left out.",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("previewed", "Previewed"),
            ("running", "Running"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        default="new",
        readonly=True,
        index=True,
        copy=False,
    )
    progress = fields.Float(readonly=True, copy=False, aggregator=None)
    message = fields.Text(readonly=True, copy=False)
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    add_count = fields.Integer(string="Added", readonly=True, copy=False)
    change_count = fields.Integer(string="Changed", readonly=True, copy=False)
    clear_count = fields.Integer(
        string="Cleared",
        readonly=True,
        copy=False,
        help="Values that are known now and blank in the file.",
    )
    leave_count = fields.Integer(
        string="Left",
        readonly=True,
        copy=False,
        help="Records that are as the file says already.",
    )
    error_count = fields.Integer(string="Problems", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Imported By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The import has this user's rights.",
    )
    date_done = fields.Datetime(string="Imported On", readonly=True, copy=False)
    line_ids = fields.One2many("mtm.import.line", "import_id", readonly=True)
    error_line_ids = fields.One2many(
        "mtm.import.line",
        "import_id",
        string="Problems by Row",
        domain=[("action", "=", "error")],
        readonly=True,
    )
    same_import_id = fields.Many2one(
        "mtm.import", string="Same File", compute="_compute_same_import_id"
    )

    _progress_is_percent = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress lies between 0 and 100 %."
    )

    @api.depends("file")
    def _compute_sha256(self):
        for item in self:
            content = item._read_content()
            item.sha256 = sha256(content).hexdigest() if content else False

    @api.depends("sha256", "kind", "state")
    def _compute_same_import_id(self):
        for item in self:
            item.same_import_id = item.sha256 and self.search(
                [
                    ("sha256", "=", item.sha256),
                    ("kind", "=", item.kind),
                    ("state", "=", "done"),
                    ("id", "!=", item._origin.id),
                ],
                limit=1,
            )

    @api.depends("filename", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            item.display_name = item.filename or kinds.get(item.kind)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_set_by_user(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_set_by_user(vals)
        is_other_file = not vals.keys().isdisjoint(("kind", "file"))
        if is_other_file or "all_or_nothing" in vals:
            self._check_not_started()
        result = super().write(vals)
        if is_other_file:
            for item in self:
                item._forget_outcome()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if "running" in self.mapped("state"):
            raise UserError(
                self.env._("An import that is running cannot be deleted. Wait for it.")
            )

    def _check_set_by_user(self, vals):
        """What came of an import is set by the import, or it would be no history."""
        if not self.env.su and not self._set_by_user.issuperset(vals):
            raise AccessError(
                self.env._("What came of an import is not entered by hand.")
            )

    def _check_not_started(self):
        if any(item.state in ("running", "done") for item in self):
            raise UserError(
                self.env._(
                    "This import has started and stays as it is. Upload the file as "
                    "a new import."
                )
            )

    def action_preview(self):
        """Say what the file would add, change and clear, and write none of it."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        self._forget_outcome()
        try:
            plan = self._try(self._make_plan())
        except Refusal as refusal:
            self._refuse(refusal)
            return True
        self._add_error_lines(plan.errors)
        for steps in split_every(self._batch_size, plan.steps, list):
            self._add_step_lines(plan.model, steps, {})
        self._record(
            state="previewed",
            message=self._summarise_plan(plan),
            **self._count(len(plan.errors)),
        )
        return True

    def action_import(self):
        """Import the file now; when this returns, the import is done or refused."""
        self.ensure_one()
        if self.state != "done":
            self._begin()
            self._run()
        return True

    def action_import_in_background(self):
        """Hand the import to the background worker, which starts at once."""
        self.ensure_one()
        self._begin()
        self._record(
            state="running", progress=0, message=self.env._("Waiting for its turn.")
        )
        # a trigger says when, not what: the work has the rights of user_id
        self.env.ref("mines_to_markets.ir_cron_mtm_import").sudo()._trigger()
        return True

    def action_start(self):
        """Import a small file at once and a large one in the background."""
        self.ensure_one()
        if self.state in ("new", "refused"):
            self.action_preview()
        if self.state == "refused":
            return True
        if self.row_count > self._inline_rows:
            return self.action_import_in_background()
        return self.action_import()

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_import_line_action"
        )
        shown = self.env.context.get("mtm_import_action")
        context = {f"search_default_{shown}": 1} if shown else {}
        return action | {
            "domain": [("import_id", "=", self.id)],
            "context": context or {"search_default_group_by_action": 1},
        }

    def _begin(self):
        self.check_access("write")
        self._check_not_started()
        self.lock_for_update(allow_referencing=True)
        self._forget_outcome()
        self._record(user_id=self.env.uid)

    def _read_content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _record(self, **values):
        # the user may not write what comes of an import, the import may
        self.sudo().write(values)

    def _forget_outcome(self):
        self._forget_lines()
        self._record(
            state="new",
            progress=0,
            message=False,
            row_count=0,
            add_count=0,
            change_count=0,
            clear_count=0,
            leave_count=0,
            error_count=0,
        )

    def _forget_lines(self, actions=()):
        # in one statement: there may be a line for each row of a large file
        self.env.invalidate_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM mtm_import_line WHERE import_id = %s AND (%s OR action = "
                "ANY(%s))",
                self.id,
                not actions,
                list(actions),
            )
        )

    def _add_step_lines(self, model, steps, new_ids):
        self._create_lines(
            {
                **note._asdict(),
                "res_model": model,
                "res_id": step.res_id or new_ids.get(step.row),
            }
            for step in steps
            for note in step.notes
        )

    def _add_error_lines(self, errors):
        self._create_lines(note._asdict() for note in errors[: self._most_error_lines])

    def _create_lines(self, vals_list):
        self.env["mtm.import.line"]._insert(
            [{"import_id": self.id, **vals} for vals in vals_list]
        )

    def _count(self, error_count):
        # of its own lines; it may have to say that its user may read them no more
        lines = self.env["mtm.import.line"].sudo()
        counts = dict(
            lines._read_group([("import_id", "=", self.id)], ["action"], ["__count"])
        )
        counts["error"] = error_count
        return {
            f"{action}_count": counts.get(action, 0)
            for action in ("add", "change", "clear", "error")
        }

    def _summarise_plan(self, plan):
        rows = self.env._(
            "%(rows)s rows about %(records)s records were read; nothing is written "
            "yet.",
            rows=plan.row_count,
            records=plan.record_count,
        )
        if plan.errors and self.all_or_nothing:
            then = self.env._(
                "Nothing will be imported until the rows with problems are corrected."
            )
        elif plan.errors:
            then = self.env._(
                "The rows with problems will be left out and the others imported. "
                "Corrected, they can come in a later file."
            )
        elif plan.steps:
            then = self.env._("Press Import to write it.")
        else:
            then = self.env._("Everything in the file is known already.")
        return " ".join(filter(None, [rows, self._summarise_unknown(plan), then]))

    def _summarise_unknown(self, plan):
        """Say which columns are left out: a title may be mistyped."""
        if not plan.unknown:
            return ""
        return self.env._(
            "These columns are not known and are left out: %(columns)s.",
            columns=", ".join(plan.unknown[:20]),
        )
