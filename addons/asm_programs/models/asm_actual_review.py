from itertools import pairwise

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import clock
from .asm_actual import VALUE_FIELDS


def _is_blank(value):
    return value is False or not (value or isinstance(value, float))


class AsmActual(models.Model):
    """Submitting, approving, returning and opening a number again."""

    _inherit = "asm.actual"

    def action_submit(self):
        """Submit these rows alone, as a late number is."""
        self.check_access("write")
        for submission, rows in self.grouped("submission_id").items():
            found = submission._check_findings(rows, is_whole=False)
            rows._submit()
            submission._keep_findings(found, rows)
        self.submission_id._update_state("submitted")

    def action_approve(self):
        """Approve these rows alone."""
        for submission in self.submission_id:
            submission._check_may_review()
        self._approve()
        self.submission_id._update_state("approved")

    def action_reopen(self, reason):
        """Unlock approved rows, keeping what they were.

        :param reason: why, kept in the trail
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the number is opened again."))
        if not (
            self.env.su or self.env.user.has_group("asm_programs.group_asm_approver")
        ):
            raise AccessError(self.env._("Only those who approve numbers can do this."))
        self.check_access("write")
        self._require_state("approved")
        self.sudo().with_context(revision_reason=reason).write(
            {
                "state": "returned",
                "approved_by": False,
                "approved_on": False,
                "review_comment": reason,
            }
        )
        self.submission_id._update_state("returned")

    def _submit(self):
        self._require_state("draft", "returned")
        self._check_parts()
        self.sudo().write({"state": "submitted", "submitted_by": self.env.uid})

    def _approve(self):
        self._require_state("submitted")
        self._check_not_own()
        self.sudo().write(
            {
                "state": "approved",
                "approved_by": self.env.uid,
                "approved_on": clock.now(),
                "review_comment": False,
            }
        )

    def _return(self, reason):
        self._require_state("submitted")
        self.sudo().with_context(revision_reason=reason).write({"state": "returned"})

    def _require_state(self, *states):
        wrong = self.filtered(lambda row: row.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(actual)s is in the state %(state)s.",
                    actual=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    def _check_not_own(self):
        """Nobody approves a value that they typed or submitted."""
        user = self.env.user
        own = self.sudo().filtered(
            lambda row: user in (row._typists() | row.submitted_by)
        )
        if own:
            raise UserError(
                self.env._(
                    "You typed or submitted %(actual)s yourself; somebody else "
                    "approves it.",
                    actual=own[0].display_name,
                )
            )

    def _typists(self):
        """Return who typed what the number holds, part by part.

        A state in the trail names who changed it: that is who typed what differs in
        the next state.
        """
        self.ensure_one()
        trail = self.revision_ids.sorted(lambda state: (state.valid_to, state.id))
        states = [*trail, self]
        typists = self.typed_by
        for name in VALUE_FIELDS:
            if _is_blank(self[name]):
                continue
            changed_by = [
                before.user_id
                for before, after in pairwise(states)
                if before[name] != after[name]
                or _is_blank(before[name]) != _is_blank(after[name])
            ]
            typists |= changed_by[-1] if changed_by else self.create_uid
        return typists
