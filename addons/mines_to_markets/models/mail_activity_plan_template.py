from odoo import api, fields, models
from odoo.exceptions import ValidationError

OWNERS = ("engagement_manager", "engagement_role")


class MailActivityPlanTemplate(models.Model):
    """A step of a playbook: who owns it by role, and what it is called elsewhere."""

    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=[
            ("engagement_manager", "Manager of the engagement"),
            ("engagement_role", "Role in the team"),
        ],
        ondelete={
            "engagement_manager": "cascade",
            "engagement_role": "cascade",
        },
    )
    mtm_role_id = fields.Many2one(
        "mtm.engagement.role",
        string="Role",
        index="btree_not_null",
        ondelete="restrict",
        help="Whoever has this role in the team of the engagement owns the step.",
    )
    mtm_step_key = fields.Char(
        string="Step Key",
        help="Steps of several playbooks with the same key are one step: an engagement "
        "with both services gets it once, on the earlier date.",
    )

    @api.constrains("plan_id", "responsible_type", "mtm_role_id")
    def _check_responsible_of_engagement(self):
        for step in self.filtered(lambda step: step.responsible_type in OWNERS):
            if step.plan_id.res_model != "mtm.engagement":
                raise ValidationError(
                    self.env._(
                        "%(step)s: only a step of an engagement's playbook can be "
                        "owned by its manager or its team.",
                        step=step._step_name(),
                    )
                )
            if step.responsible_type == "engagement_role" and not step.mtm_role_id:
                raise ValidationError(
                    self.env._(
                        "%(step)s: say which role in the team owns it.",
                        step=step._step_name(),
                    )
                )

    def _step_key(self):
        """Return what makes two steps one: the key, or the step itself without one."""
        return (self.mtm_step_key or "").strip().lower() or f"step-{self.id}"

    def _step_name(self):
        return self.summary or self.activity_type_id.name or ""

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Of an engagement: who is missing, or may not open it, leaves the manager."""
        if self.plan_id.res_model != "mtm.engagement":
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        engagement = applied_on_record
        owners, missing = self._find_owners(on_demand_responsible, engagement)
        owner = owners.filtered(engagement._may_be_opened_by)[:1]
        found = {"responsible": owner, "error": False, "warning": False}
        if owner:
            return found
        manager = engagement.user_id or on_demand_responsible or self.env.user
        return found | {
            "responsible": manager,
            "warning": self.env._(
                "%(missing)s, so “%(step)s” falls to %(manager)s.",
                missing=missing,
                step=self._step_name(),
                manager=manager.name,
            ),
        }

    def _find_owners(self, on_demand_responsible, engagement):
        """Return who could own this step, and what to say when nobody can."""
        if self.responsible_type == "engagement_manager":
            return engagement.user_id, self.env._("The engagement has no manager")
        if self.responsible_type == "engagement_role":
            members = engagement.team_ids.filtered(
                lambda member: member.role_id == self.mtm_role_id
            )
            return members.user_id, self.env._(
                "Nobody in the team is %(role)s", role=self.mtm_role_id.name
            )
        if self.responsible_type == "other":
            return self.responsible_id, self.env._(
                "%(user)s is not there for this engagement",
                user=self.responsible_id.name,
            )
        return on_demand_responsible or self.env["res.users"], self.env._(
            "Nobody was chosen"
        )
