from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import clock

FREEZER = "asm_programs.group_asm_freezer"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY = frozenset({"award_ids", "award_period_id", "as_of", "name"})
STAMPED = frozenset(
    {
        "state",
        "file_id",
        "sha256",
        "frozen_on",
        "frozen_by",
        "sent_on",
        "sent_by",
        "accepted_on",
        "supersedes_id",
    }
)


class AsmDonorReport(models.Model):
    """The life of a report: drawn, frozen to a file, sent, returned or accepted.

    A frozen report keeps its lines and its file as they are. What has to change
    afterwards is a restatement: another report, beside the sent one.
    """

    _inherit = "asm.donor.report"

    _sent_states = ("sent", "returned", "accepted")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("frozen", "Frozen"),
            ("sent", "Sent"),
            ("returned", "Returned"),
            ("accepted", "Accepted"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    freeze_reason = fields.Char(
        string="Why Incomplete",
        copy=False,
        help="Asked for before a report with blank or incomplete cells is frozen.",
    )
    frozen_on = fields.Datetime(readonly=True, copy=False)
    frozen_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    file_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        help="Fingerprint of the file as it was frozen.",
    )
    sent_on = fields.Datetime(readonly=True, copy=False)
    sent_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    accepted_on = fields.Datetime(readonly=True, copy=False)

    _frozen_has_file = models.Constraint(
        "CHECK (state = 'draft' OR (file_id IS NOT NULL AND sha256 IS NOT NULL "
        "AND frozen_on IS NOT NULL))",
        "A frozen report has its file.",
    )
    _sent_has_moment = models.Constraint(
        "CHECK (state IN ('draft', 'frozen') OR sent_on IS NOT NULL)",
        "A sent report says when it was sent.",
    )
    _accepted_has_moment = models.Constraint(
        "CHECK ((state = 'accepted') = (accepted_on IS NOT NULL))",
        "An accepted report says since when, and only such a one does.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {k: v for k, v in vals.items() if k not in STAMPED}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in STAMPED}
            if vals.keys() & KEY:
                self._check_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_is_draft()

    def _check_is_draft(self):
        """:raises UserError: when one of these is frozen or sent"""
        kept = self.sudo().filtered(lambda report: report.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "%(report)s is frozen and stays as it is. Make a restatement of "
                    "it instead.",
                    report=kept[0].name,
                )
            )

    def action_draw(self):
        self._check_is_draft()
        return super().action_draw()

    def action_freeze(self, reason=None):
        """Keep the report as a file, which nobody changes from now on.

        :param reason: why it is frozen although a cell is blank or incomplete
        :raises UserError: where such a cell has no reason
        """
        self.check_access("write")
        self._check_may_freeze()
        self._check_is_draft()
        for report in self:
            if not report.drawn_on:
                report.action_draw()
            else:
                report._check_inputs_readable()
            report._check_gaps_explained(reason)
            report._keep_file(report._render_frozen())
        return True

    def _check_may_freeze(self):
        """:raises AccessError: for whoever only draws reports"""
        if not (self.env.su or self.env.user.has_group(FREEZER)):
            raise AccessError(
                self.env._(
                    "Freezing and sending donor reports is a duty of its own. Ask "
                    "somebody who has it, or an administrator to give it to you."
                )
            )

    def _render_frozen(self):
        """Return the bytes of the workbook that is kept."""
        self.ensure_one()
        raw, _kind = self.env["ir.actions.report"]._render(
            "asm_programs.asm_donor_report_tracking_table", self.ids
        )
        return raw

    def _check_gaps_explained(self, reason):
        self.ensure_one()
        if reason:
            self.freeze_reason = reason
        if self.warning and not (self.freeze_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(report)s has blank or incomplete cells. Say in Why Incomplete "
                    "why it is frozen all the same.",
                    report=self.name,
                )
            )

    def _keep_file(self, raw):
        """Store the file and its fingerprint, and freeze the report."""
        # who may freeze may not therefore write attachments of any kind
        own = self.sudo()
        own.write(
            {
                "file_id": self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": f"{self.name}.xlsx",
                        "raw": raw,
                        "mimetype": WORKBOOK,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                )
                .id,
                "sha256": sha256(raw).hexdigest(),
                "state": "frozen",
                "frozen_on": clock.now(),
                "frozen_by": self.env.uid,
            }
        )

    def _frozen_bytes(self):
        """Return the bytes of the file, or None where they are not those frozen."""
        self.ensure_one()
        raw = self.sudo().file_id.raw or b""
        return raw if sha256(raw).hexdigest() == self.sudo().sha256 else None

    def action_download(self):
        """Hand out the file as it was frozen."""
        self.ensure_one()
        self.check_access("read")
        if self._frozen_bytes() is None:
            raise UserError(self.env._("The frozen file is not what it was."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.file_id.id}?download=true",
            "target": "self",
        }

    def _tell_people_sent(self):
        self.award_ids._tell_people(
            lambda award: award.env._("A report for you: %(name)s", name=self.name),
            "reports",
        )

    def action_send(self):
        """Send frozen reports: the people of their awards see them from now on.

        A report of awards of several donors is not shown to any by itself.
        """
        self.check_access("write")
        self._check_may_freeze()
        for report in self:
            if report.state != "frozen":
                raise UserError(
                    self.env._("Freeze %(report)s before sending.", report=report.name)
                )
            report.sudo().write(
                {"state": "sent", "sent_on": clock.now(), "sent_by": self.env.uid}
            )
            if len(report.award_ids.donor_id) < 2:
                self.env["asm.release"].create(
                    [
                        {"kind": "report", "report_id": report.id, "award_id": award.id}
                        for award in report.award_ids
                    ]
                )
                report._tell_people_sent()
        return True
