from odoo import api, models

_SUBSTITUTE = ("substitute_from", "substitute_until", "substitute_for_id")


class MtmPartnerAccess(models.Model):
    """Whatever happens to an access is kept; who has none left is let go of."""

    _inherit = "mtm.partner.access"

    @api.model_create_multi
    def create(self, vals_list):
        accesses = super().create(vals_list)
        self._forget_known()
        for access in accesses:
            access._note("given", access._role_label())
        return accesses

    def write(self, vals):
        if vals.get("role") == "officer":
            vals = vals | dict.fromkeys(_SUBSTITUTE, False)
        before = {access: access.role for access in self}
        days = {access: access._substitute_days() for access in self}
        result = super().write(vals)
        self._forget_known()
        for access in self:
            if access.role != before[access]:
                access._note("role", access._role_label())
            if access._substitute_days() not in ("", days[access]):
                access._note("substitute", access._substitute_days())
        return result

    def unlink(self):
        left = [(access.partner_id, access.user_id) for access in self]
        for access in self:
            access._note("removed", access._role_label())
        result = super().unlink()
        self._forget_known()
        for _partner, user in left:
            self._let_go_of(user)
        return result

    def _note(self, action, detail=""):
        self.ensure_one()
        self.env["mtm.partner.access.event"]._note(
            action, self.partner_id, self.user_id, detail
        )

    def _role_label(self):
        self.ensure_one()
        return dict(self._fields["role"]._description_selection(self.env))[self.role]

    def _substitute_days(self):
        self.ensure_one()
        if not self.substitute_from or not self.substitute_until:
            return ""
        return f"{self.substitute_from} – {self.substitute_until}"

    @api.model
    def _let_go_of(self, user):
        """End what reaches a person beside their access: mails, codes, invitations."""
        user = user.sudo()
        if not self.sudo().search_count([("user_id", "=", user.id)], limit=1):
            self.env["mtm.login.code"].sudo().search(
                [("user_id", "=", user.id)]
            ).unlink()
            if not user.login_date:
                user.partner_id.signup_cancel()
        self._unfollow(user)

    @api.model
    def _unfollow(self, user):
        """Let a person follow no record that they may not read any more."""
        mixin = self.env.registry["mtm.portal.mixin"]
        names = [
            model._name
            for model in self.env.values()
            if isinstance(model, mixin) and not model._abstract
        ]
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", user.partner_id.id),
                    ("res_model", "in", names),
                ]
            )
        )
        for name, rows in followers.grouped("res_model").items():
            records = self.env[name].browse(rows.mapped("res_id"))
            readable = records.with_user(user)._filtered_access("read")
            rows.filtered(lambda row, ids=readable.ids: row.res_id not in ids).unlink()
