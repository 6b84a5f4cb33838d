from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ..tools import clock


class AsmApprovalMixin(models.AbstractModel):
    """How a proposal ends that is not approved: rejected by another, or withdrawn.

    It stays in the trail, with who closed it, when and why.
    """

    _inherit = "asm.approval.mixin"

    closed_as = fields.Selection(
        [("rejected", "Rejected"), ("withdrawn", "Withdrawn")],
        readonly=True,
        copy=False,
    )
    closed_by = fields.Many2one(
        "res.users",
        string="Rejected or Withdrawn By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    closed_on = fields.Datetime(
        string="Rejected or Withdrawn On", readonly=True, copy=False
    )
    closed_reason = fields.Char(string="Why Not", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
        precompute=True,
        index=True,
    )
    waits_for_me = fields.Boolean(
        compute="_compute_waits_for_me", search="_search_waits_for_me"
    )

    _closed_is_whole = models.Constraint(
        "CHECK (num_nulls(closed_as, closed_by, closed_on) IN (0, 3))",
        "A closed proposal says how, by whom and when.",
    )
    _one_outcome = models.Constraint(
        "CHECK (approved_on IS NULL OR closed_on IS NULL)",
        "A proposal is approved or closed, not both.",
    )
    _rejected_by_another = models.Constraint(
        "CHECK (closed_as <> 'rejected' OR closed_by <> proposed_by)",
        "Whoever proposed it withdraws it; another rejects it.",
    )
    _rejected_with_reason = models.Constraint(
        "CHECK (closed_as <> 'rejected' OR closed_reason <> '')",
        "A rejection has its reason.",
    )

    _approval_fields = frozenset(
        {
            "proposed_by",
            "approved_by",
            "approved_on",
            "closed_as",
            "closed_by",
            "closed_on",
            "closed_reason",
            "state",
        }
    )

    @api.depends("approved_on", "closed_as")
    def _compute_state(self):
        for version in self:
            version.state = (
                "approved" if version.approved_on else version.closed_as or "proposed"
            )

    @api.depends("state", "proposed_by")
    @api.depends_context("uid")
    def _compute_waits_for_me(self):
        waiting = self.filtered_domain(self._waiting_domain())
        for version in self:
            version.waits_for_me = version in waiting

    def _search_waits_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._waiting_domain()

    @api.model
    def _waiting_domain(self):
        """Return what is proposed by others, to those who approve; else nothing."""
        if not self.env.user.has_group("asm_programs.group_asm_approver"):
            return [(0, "=", 1)]
        return [("state", "=", "proposed"), ("proposed_by", "!=", self.env.uid)]

    def _check_is_open(self):
        result = super()._check_is_open()
        closed = self.filtered("closed_on")
        if closed:
            label = dict(self._fields["closed_as"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(version)s is closed (%(state)s) and stays in the trail. Make a "
                    "new proposal.",
                    version=closed[0].display_name,
                    state=label[closed[0].closed_as],
                )
            )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._programs_to_ask()._keep_asking()
        return versions

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su:
            # who rewrites a proposal has proposed it, and is not asked to decide it
            self._programs_to_ask()._keep_asking()
        return result

    def unlink(self):
        programs = self._programs_to_ask()
        result = super().unlink()
        programs._keep_asking()
        return result

    def action_approve(self):
        result = super().action_approve()
        self._tell_proposers()
        self._programs_to_ask()._keep_asking()
        return result

    def action_reject(self, reason):
        """Say no to these proposals of others.

        :param reason: why, which the proposer reads and the trail keeps
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the proposal is rejected."))
        self._check_may_decide()
        self._check_is_open()
        self._close("rejected", reason.strip())
        self._tell_proposers()
        self._programs_to_ask()._keep_asking()

    def action_withdraw(self):
        """Take proposals back: one's own, or as a manager."""
        self.check_access("write")
        self._check_is_open()
        others = self.filtered(lambda version: version.proposed_by != self.env.user)
        if others and not (
            self.env.su or self.env.user.has_group("mines_to_markets.group_mtm_manager")
        ):
            raise AccessError(
                self.env._(
                    "%(user)s proposed %(version)s; they or a manager take it back.",
                    user=others[0].proposed_by.name,
                    version=others[0].display_name,
                )
            )
        self._close("withdrawn", False)
        self._programs_to_ask()._keep_asking()

    def _close(self, how, reason):
        # who decides needs no right to write what another proposed
        self.sudo().write(
            {
                "closed_as": how,
                "closed_by": self.env.uid,
                "closed_on": clock.now(),
                "closed_reason": reason,
            }
        )

    def action_ask_rejection(self):
        """Ask for the reason of a rejection, for one or for many."""
        self._check_may_decide()
        self._check_is_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "asm.proposal.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def _programs_to_ask(self):
        """Return the programmes whose approvers are asked; none where nobody is."""
        return self.env["asm.program"]

    def _thread_to_tell(self):
        """Return on what record the proposer is told how it ended, if at all."""
        return

    def _tell_proposers(self):
        """Tell each proposer once how these ended, on each thread."""
        told = {}
        for version in self:
            thread = version._thread_to_tell()
            if thread is not None and version.proposed_by._is_internal():
                key = thread, version.proposed_by
                told[key] = told.get(key, self.browse()) + version
        for (thread, user), versions in told.items():
            versions._tell(thread, user)

    def _tell(self, thread, user):
        versions = self.with_context(lang=user.lang)
        labels = dict(versions._fields["state"]._description_selection(versions.env))
        state = labels[self[:1].state]
        lines = versions.mapped("display_name")[:20]
        if self[:1].closed_reason:
            lines.append(self[:1].closed_reason)
        # those who decide may write on no thread
        thread.sudo().message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=versions.env._(
                "%(state)s: %(count)s proposals of yours for %(record)s",
                state=state,
                count=len(self),
                record=thread.with_context(lang=user.lang).display_name,
            ),
            body=plaintext2html("\n".join(lines)),
        )
