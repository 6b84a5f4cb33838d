from itertools import pairwise

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import clock
from .asm_actual import VALUE_FIELDS
from .asm_delegation import APPROVER


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
        for submission, rows in self.grouped("submission_id").items():
            behalf = submission._check_may_review()
            submission._check_no_errors(rows)
            rows._approve(behalf)
        self.submission_id._update_state("approved")
        self._check_reports_stale()

    def action_return(self, reason):
        """Return these rows alone; the others stay under review.

        :param reason: what is to be put right, or ``{number's id: reason}``; shown
            to the partner at each number
        """
        reasons = (
            reason if isinstance(reason, dict) else dict.fromkeys(self.ids, reason)
        )
        reasons = {int(key): (words or "").strip() for key, words in reasons.items()}
        if not all(reasons.get(row.id) for row in self):
            raise UserError(self.env._("Say at each number what is to be put right."))
        for submission, rows in self.grouped("submission_id").items():
            behalf = submission._check_may_review()
            for words, same in rows.grouped(lambda row: reasons[row.id]).items():
                same._return(words, behalf, comment=words)
        self.submission_id._update_state("returned")

    def action_reopen(self, reason):
        """Unlock approved rows, keeping what they were.

        :param reason: why, kept in the trail
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the number is opened again."))
        for program, rows in self.grouped("program_id").items():
            behalf = rows._stand_in(program)
            rows.check_access("write")
            rows._require_state("approved")
            rows._change_state(
                {
                    "state": "returned",
                    "approved_by": False,
                    "approved_for_id": False,
                    "approved_on": False,
                    "review_comment": reason,
                },
                reason,
                behalf,
            )
        self.submission_id._update_state("returned")
        self._check_reports_stale()

    def _stand_in(self, program):
        """Return on whose behalf the user reviews: nobody's, where the duty is theirs.

        :raises AccessError: without the duty of approving, own or delegated
        """
        if self.env.su or self.env.user.has_group(APPROVER):
            return self.env["res.users"]
        delegators = self.env["asm.delegation"]._delegators(program.sudo())
        if not delegators:
            raise AccessError(self.env._("Only those who approve numbers can do this."))
        for user in delegators:
            mine = self.with_user(user)
            sees = program.with_user(user).has_access("read")
            sees = sees and mine._filtered_access("read") == mine
            if sees and not self._filtered_own(user):
                return user
        raise UserError(
            self.env._(
                "%(names)s cannot approve this either: it is their own or hidden from "
                "them. Somebody else has to.",
                names=", ".join(delegators.mapped("name")),
            )
        )

    def _submit(self):
        self._require_state("draft", "returned")
        self._check_parts()
        self._change_state({"state": "submitted", "submitted_by": self.env.uid})

    def _approve(self, behalf=None):
        """:param behalf: ``res.users`` in whose place the user approves"""
        self._require_state("submitted")
        self._check_not_own(behalf)
        self._change_state(
            {
                "state": "approved",
                "approved_by": self.env.uid,
                "approved_for_id": behalf.id if behalf else False,
                "approved_on": clock.now(),
                "review_comment": False,
            },
            behalf=behalf,
        )

    def _return(self, reason, behalf=None, comment=None):
        """:param comment: what to say at the number, if more than what is there"""
        self._require_state("submitted")
        words = {"review_comment": comment} if comment else {}
        self._change_state({"state": "returned", **words}, reason, behalf)

    def _change_state(self, vals, reason=None, behalf=None):
        """Write as the system, saying why and for whom; a caller's context does not.

        :param behalf: ``res.users`` in whose place the user acts
        """
        self.sudo().with_context(
            revision_reason=reason, revision_behalf=behalf.id if behalf else False
        ).write(vals)

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

    def _filtered_own(self, user):
        """Return those that a user typed or submitted."""
        return self.sudo().filtered(
            lambda row: user in (row._typists() | row.submitted_by)
        )

    def _check_not_own(self, behalf=None):
        """Nobody approves a value that they typed or submitted, nor in the place of
        whoever did."""
        own = self._filtered_own(self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "You typed or submitted %(actual)s yourself; somebody else "
                    "approves it.",
                    actual=own[0].display_name,
                )
            )
        theirs = self._filtered_own(behalf) if behalf else self.browse()
        if theirs:
            raise UserError(
                self.env._(
                    "%(user)s, in whose place you approve, typed or submitted "
                    "%(actual)s; somebody else approves it.",
                    user=behalf.name,
                    actual=theirs[0].display_name,
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
