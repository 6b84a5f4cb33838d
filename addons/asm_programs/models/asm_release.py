from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import clock


class AsmRelease(models.Model):
    """What was shown to whom outside: to the people of an award or to a government.

    Written once. What was shown too early is withdrawn, and stays in the list.
    Results are those approved by the moment of the release; what is approved later
    is seen with the next one.
    """

    _name = "asm.release"
    _description = "Release"
    _inherit = ["asm.space.mixin"]
    _order = "released_on desc, id desc"

    kind = fields.Selection(
        [
            ("results", "Results of a programme"),
            ("money", "Budget and expenses"),
            ("report", "Donor report"),
            ("evidence", "Evidence"),
            ("site", "Statement on a site"),
        ],
        string="What",
        required=True,
        default="results",
    )
    award_id = fields.Many2one(
        "asm.award",
        string="To the People of",
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="To the Office",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('jurisdiction_ids', '!=', False)]",
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        index="btree_not_null",
        ondelete="restrict",
    )
    date_to = fields.Date(string="Up To")
    report_id = fields.Many2one(
        "asm.donor.report",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_ids', '=', award_id)]",
    )
    evidence_id = fields.Many2one(
        "mtm.evidence", index="btree_not_null", ondelete="restrict"
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
        compute_sudo=True,
    )
    released_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    released_on = fields.Datetime(
        required=True, readonly=True, copy=False, default=lambda self: clock.now()
    )
    withdrawn_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    withdrawn_on = fields.Datetime(readonly=True, copy=False)

    _to_one = models.Constraint(
        "CHECK ((award_id IS NULL) <> (partner_id IS NULL))",
        "A release is to the people of an award or to an office.",
    )
    _office_has_program = models.Constraint(
        "CHECK (partner_id IS NULL OR program_id IS NOT NULL)",
        "A release to an office says from which programme.",
    )
    _office_kinds = models.Constraint(
        "CHECK (partner_id IS NULL OR kind IN ('results', 'evidence', 'site'))",
        "Donor reports and money are released to the people of an award.",
    )
    _names_what = models.Constraint(
        "CHECK (CASE kind "
        "WHEN 'results' THEN program_id IS NOT NULL AND date_to IS NOT NULL "
        "WHEN 'money' THEN award_id IS NOT NULL AND date_to IS NOT NULL "
        "WHEN 'report' THEN report_id IS NOT NULL "
        "WHEN 'evidence' THEN evidence_id IS NOT NULL "
        "WHEN 'site' THEN site_id IS NOT NULL AND program_id IS NOT NULL "
        "AND date_to IS NOT NULL END)",
        "Say what is released: results need a programme and a last day, a statement "
        "also a site; a report and evidence have to be chosen.",
    )
    _withdrawn_is_whole = models.Constraint(
        "CHECK ((withdrawn_on IS NULL) = (withdrawn_by IS NULL))",
        "What is withdrawn says when and by whom.",
    )
    _file_once = models.UniqueIndex(
        "(kind, COALESCE(award_id, 0), COALESCE(partner_id, 0), "
        "COALESCE(report_id, 0), COALESCE(evidence_id, 0)) "
        "WHERE withdrawn_on IS NULL AND kind IN ('report', 'evidence')",
        "This was released to them already.",
    )

    @api.depends("award_id.company_id", "program_id.company_id")
    def _compute_company_id(self):
        for release in self:
            whole = release.award_id or release.program_id
            release.company_id = whole.company_id

    @api.depends("kind", "program_id.name", "report_id.name", "evidence_id.name")
    def _compute_display_name(self):
        for release in self:
            what = (
                release.report_id.name
                or release.evidence_id.name
                or release.site_id.name
                or release.program_id.name
            )
            label = release._space_label(release, "kind")
            release.display_name = ": ".join(filter(None, (label, what)))

    @api.model_create_multi
    def create(self, vals_list):
        stamps = ("released_by", "released_on", "withdrawn_by", "withdrawn_on")
        vals_list = [
            {k: v for k, v in vals.items() if k not in stamps} for vals in vals_list
        ]
        releases = super().create(vals_list)
        for release in releases:
            release._check_may_be_shown()
        return releases

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            raise UserError(
                self.env._(
                    "What was released stays in the list. Withdraw it and release "
                    "again."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_words(self):
        raise UserError(
            self.env._("What was released stays in the list. Withdraw it instead.")
        )

    def action_withdraw(self):
        """Take these back: they are not shown from now on."""
        self.check_access("read")
        self.browse().check_access("create")
        # the rest of a release is not for writing
        self.sudo().filtered(lambda release: not release.withdrawn_on).write(
            {"withdrawn_by": self.env.uid, "withdrawn_on": clock.now()}
        )
        # the same may be released again at once
        self.flush_recordset()

    # -- what may be released --

    def _check_may_be_shown(self):
        """:raises UserError: when this is not theirs to see, or not ours to show"""
        self.ensure_one()
        if self.kind == "report":
            self._check_report()
        if self.kind in ("results", "site"):
            self._check_numbers()
        if self.kind == "evidence":
            self.evidence_id.check_access("read")
        if self.partner_id and not self._lies_within(self.partner_id.jurisdiction_ids):
            raise ValidationError(
                self.env._(
                    "%(what)s lies outside of the jurisdiction of %(office)s.",
                    what=self.display_name,
                    office=self.partner_id.name,
                )
            )

    def _check_report(self):
        report = self.report_id
        if self.award_id not in report.award_ids:
            raise ValidationError(
                self.env._(
                    "%(report)s does not report on %(award)s.",
                    report=report.name,
                    award=self.award_id.display_name,
                )
            )
        if report.state not in report._sent_states:
            raise UserError(
                self.env._(
                    "%(report)s is not sent yet. Freeze and send it.",
                    report=report.name,
                )
            )
        if len(report.sudo().award_ids.donor_id) > 1:
            raise UserError(
                self.env._(
                    "%(report)s has numbers for several donors in it; none of them "
                    "may read those of the others.",
                    report=report.name,
                )
            )

    def _check_numbers(self):
        """A number that the reader cannot see whole is not theirs to hand out."""
        self.program_id.check_access("read")
        if self.award_id and self.program_id not in self.award_id.program_ids:
            raise ValidationError(
                self.env._(
                    "%(award)s does not pay for %(program)s.",
                    award=self.award_id.display_name,
                    program=self.program_id.display_name,
                )
            )
        lines = self.program_id.program_indicator_ids
        if (lines | lines._inputs())._ids_hidden_in_part():
            raise AccessError(
                self.env._(
                    "Some numbers of %(program)s are hidden from you. Somebody who may "
                    "read all of them has to release them.",
                    program=self.program_id.display_name,
                )
            )

    def _lies_within(self, jurisdictions):
        """Say whether what is released lies in one of these jurisdictions."""
        self.ensure_one()
        if self.kind == "site":
            return jurisdictions._cover_site(self.site_id)
        return jurisdictions._touch_program(self.program_id)
