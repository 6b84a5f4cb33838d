from odoo import fields, models
from odoo.exceptions import ValidationError

from ..tools import clock
from ._rule_check import Finding, RuleCheck

__all__ = ["AsmSubmission", "Finding", "FindingsError"]


class FindingsError(ValidationError):
    """What keeps a report from being submitted.

    ``findings`` is the list of :class:`Finding`, for whoever shows each at its cell.
    """

    def __init__(self, message, findings):
        super().__init__(message)
        self.findings = findings


class AsmSubmission(models.Model):
    """What the rules find in a report, for the partner and for the reviewer."""

    _inherit = "asm.submission"

    finding_ids = fields.One2many(
        "asm.submission.finding",
        "submission_id",
        string="Findings",
        domain=[("superseded_on", "=", False)],
        readonly=True,
    )

    def _findings(self):
        """Return the :class:`Finding` s of this report, errors first."""
        self.ensure_one()
        # earlier numbers and those of others are compared with, never told
        found = RuleCheck(self.sudo()).findings()
        return [
            finding._replace(
                **{
                    name: getattr(finding, name).with_env(self.env)
                    for name in ("line", "site", "category", "actual")
                }
            )
            for finding in found
        ]

    def _check_findings(self, rows, is_whole=True):
        """Return what the rules find in numbers that are about to be submitted.

        :param rows: the numbers to be submitted
        :param is_whole: whether the report itself is submitted; else only these rows
        :raises FindingsError: where there is an error, or a warning without comment
        """
        self.ensure_one()
        found = [
            finding
            for finding in self._findings()
            if finding.actual in rows or (is_whole and not finding.actual)
        ]
        blocking = [finding for finding in found if self._is_blocking(finding)]
        if blocking:
            raise FindingsError(self._describe_blocking(blocking), blocking)
        return found

    def _is_blocking(self, finding):
        return finding.severity == "error" or not self._comment_on(finding)

    def _comment_on(self, finding):
        """Return the comment that answers a finding, if there is one.

        It stands at the number, at another one of the same place, such as the total
        of a category, or in the report's own words where no number is concerned.
        """
        self.ensure_one()
        if not finding.line:
            return self.sudo()._story()
        of_place = self.actual_ids.filtered(
            lambda row: (
                row.program_indicator_id == finding.line and row.site_id == finding.site
            )
        )
        rows = finding.actual | of_place.sorted(lambda row: bool(row.disaggregation_id))
        comments = [row.comment for row in rows if (row.comment or "").strip()]
        return comments[0] if comments else ""

    def _describe_blocking(self, findings):
        errors = [found for found in findings if found.severity == "error"]
        warnings = [found for found in findings if found.severity != "error"]
        lines = []
        if errors:
            lines.append(
                self.env._(
                    "%(submission)s cannot be submitted yet. Put right:",
                    submission=self.display_name,
                )
            )
            lines += [self._describe_finding(finding) for finding in errors]
        if warnings:
            lines.append(self.env._("Say why in a comment at the number:"))
            lines += [self._describe_finding(finding) for finding in warnings]
        return "\n".join(lines)

    def _describe_finding(self, finding):
        cell = ", ".join(
            filter(
                None,
                (
                    finding.line.sudo().indicator_id.code,
                    finding.site.sudo().name,
                    finding.category.sudo().display_name,
                ),
            )
        )
        return f"- {cell}: {finding.message}" if cell else f"- {finding.message}"

    def _keep_findings(self, found, rows):
        """Keep what was found at submission, in place of what was found before.

        :param found: list of :class:`Finding`
        :param rows: the numbers that were submitted
        """
        self.ensure_one()
        Kept = self.env["asm.submission.finding"].sudo()
        before = Kept.search(
            [("submission_id", "=", self.id), ("superseded_on", "=", False)]
        )
        before.filtered(
            lambda kept: not kept.actual_id or kept.actual_id in rows
        ).superseded_on = clock.now()
        Kept.create(
            [
                {
                    "submission_id": self.id,
                    "actual_id": finding.actual.id,
                    "program_indicator_id": finding.line.id,
                    "site_id": finding.site.id,
                    "disaggregation_id": finding.category.id,
                    "severity": finding.severity,
                    "rule": finding.rule,
                    "message": finding.message,
                    "comment": self._comment_on(finding),
                    "user_id": self.env.uid,
                }
                for finding in found
            ]
        )
