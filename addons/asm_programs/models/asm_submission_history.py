from collections import defaultdict

from odoo import models
from odoo.tools import format_datetime

MOST_CHANGES = 400


class AsmSubmission(models.Model):
    """What happened to a report: who did what and when, in sentences."""

    _inherit = "asm.submission"

    def _portal_history(self):
        """Return what happened, the newest first, as the partner's people read it.

        :return: ``[{when, who, text, details: [text]}]``
        """
        self.ensure_one()
        opened = self.env._("Opened the report")
        steps = [
            *self._steps_of_numbers(),
            *self._steps_of_evidence(),
            *self._steps_of_story(),
            (self.create_date, self.create_uid, opened, []),
        ]
        steps.sort(key=lambda step: step[0], reverse=True)
        return [
            {
                "when": self._moment(moment),
                "who": self._name_of(user),
                "text": text,
                "details": details,
            }
            for moment, user, text, details in steps
        ]

    def _moment(self, moment):
        return format_datetime(self.env, moment, dt_format="short")

    def _name_of(self, user):
        """Return how the reader knows a person: staff by name among themselves only."""
        user = user.sudo()
        if user == self.env.user:
            return self.env._("You")
        if not user.share and not self.env.user._is_internal():
            return self.env._("The programme team")
        return user.name

    def _describe_author(self, record):
        """Say who wrote a record last and when, where that was somebody else."""
        if record.write_uid == self.env.user:
            return ""
        return self.env._(
            "%(who)s, %(when)s",
            who=self._name_of(record.write_uid),
            when=self._moment(record.write_date),
        )

    def _steps_of_numbers(self):
        changes = self.env["asm.actual.change"].search(
            [("submission_id", "=", self.id)], limit=MOST_CHANGES
        )
        steps = defaultdict(changes.browse)
        for change in changes:
            minute = change.date.replace(second=0, microsecond=0)
            is_typing = change.kind in ("entered", "changed")
            kind = "typed" if is_typing else change.kind
            steps[minute, change.user_id, kind, change.reason or ""] |= change
        for (_minute, user, kind, reason), found in steps.items():
            text = self._say_step(kind, len(found.actual_id))
            details = [reason] if reason else []
            if kind == "typed":
                details += [self._say_change(change) for change in found]
            yield max(found.mapped("date")), user, text, details

    def _say_step(self, kind, count):
        sentences = {
            "typed": self.env._("Typed numbers (%(count)s)", count=count),
            "submitted": self.env._(
                "Sent the report to review (numbers: %(count)s)", count=count
            ),
            "returned": self.env._(
                "Sent the report back (numbers: %(count)s)", count=count
            ),
            "approved": self.env._("Approved numbers (%(count)s)", count=count),
            "reopened": self.env._("Opened numbers again (%(count)s)", count=count),
        }
        return sentences[kind]

    def _say_change(self, change):
        names = (
            change.program_indicator_id.indicator_id.name,
            change.site_id.name,
            change.disaggregation_id.display_name,
        )
        return self.env._(
            "%(number)s: %(change)s",
            number=", ".join(filter(None, names)),
            change="; ".join(change._sentences()),
        )

    def _steps_of_evidence(self):
        by_minute = defaultdict(self.actual_ids.evidence_ids.browse)
        for piece in self.actual_ids.evidence_ids:
            minute = piece.create_date.replace(second=0, microsecond=0)
            by_minute[minute, piece.create_uid] |= piece
        for (_minute, user), pieces in by_minute.items():
            text = self.env._("Added evidence (%(count)s)", count=len(pieces))
            yield max(pieces.mapped("create_date")), user, text, pieces.mapped("name")

    def _steps_of_story(self):
        for text in self.narrative_ids:
            said = self.env._("Wrote “%(section)s”", section=text.section_id.name)
            yield text.write_date, text.write_uid, said, []
