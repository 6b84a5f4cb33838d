from odoo import fields, models
from odoo.fields import Domain

from .asm_approval_mixin import APPROVERS

PROGRAM_OF = {
    "asm.target": "program_id",
    "asm.baseline": "program_id",
    "asm.overlap": "program_ids",
}
LEDGERS = tuple(PROGRAM_OF)
ACTIVITY = "asm_programs.mail_activity_type_decide"


class AsmProgram(models.Model):
    """Who is asked to decide what was proposed for a programme: one person, once."""

    _inherit = "asm.program"

    proposal_count = fields.Integer(compute="_compute_proposal_count")

    def _compute_proposal_count(self):
        counts = {}
        for model in LEDGERS:
            groups = self.env[model]._read_group(
                self._proposals_domain(model), [PROGRAM_OF[model]], ["__count"]
            )
            for program, count in groups:
                counts[program] = counts.get(program, 0) + count
        for program in self:
            program.proposal_count = counts.get(program, 0)

    def _proposals_domain(self, model):
        return Domain(PROGRAM_OF[model], "in", self.ids) & Domain(
            "state", "=", "proposed"
        )

    def _keep_asking(self):
        """Keep one activity of one approver while proposals wait for a decision."""
        # whoever proposes or decides need not see the activities of others
        for program in self.sudo():
            proposers = self.env["res.users"].sudo()
            count = 0
            for model in LEDGERS:
                for user, number in (
                    self.env[model]
                    .sudo()
                    ._read_group(
                        program._proposals_domain(model), ["proposed_by"], ["__count"]
                    )
                ):
                    proposers |= user
                    count += number
            program._ask(count, proposers)

    def _ask(self, count, proposers):
        activity = self.activity_search([ACTIVITY])[:1]
        if not count:
            activity.unlink()
            return
        decider = self._decider(proposers)
        if not decider:
            activity.unlink()
            return
        program = self.with_context(lang=decider.lang)
        summary = program.env._("%(count)s proposals wait to be decided", count=count)
        if activity and activity.user_id not in proposers:
            activity._write_difference({"summary": summary})
        elif activity:
            activity.write({"summary": summary, "user_id": decider.id})
        else:
            program.activity_schedule(ACTIVITY, summary=summary, user_id=decider.id)

    def _decider(self, proposers):
        """Return who is asked: the manager where they may, else another approver.

        :param proposers: users who cannot decide what they proposed
        """
        self.ensure_one()
        approvers = (
            self.env.ref(APPROVERS).all_user_ids.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
            - proposers
        )
        if self.manager_id in approvers:
            return self.manager_id
        return next(
            (
                user
                for user in approvers.sorted("id")
                if self.with_user(user).has_access("read")
            ),
            self.env["res.users"],
        )

    def action_view_proposals(self):
        """Open what waits to be decided; targets first, which are most."""
        self.ensure_one()
        model = next(
            (
                m
                for m in LEDGERS
                if self.env[m].search(self._proposals_domain(m), limit=1)
            ),
            LEDGERS[0],
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"asm_programs.{model.replace('.', '_')}_action"
        )
        return action | {
            "domain": [(PROGRAM_OF[model], "in", self.ids)],
            "context": {"search_default_proposed": 1},
        }
