from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ..tools import codes

MANAGER = "mines_to_markets.group_mtm_manager"


class MtmLoginIssue(models.TransientModel):
    """Give a login to somebody without e-mail, and print the letter with the code."""

    _name = "mtm.login.issue"
    _description = "Login Without E-Mail"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
        domain="[('is_company', '=', True)]",
    )
    name = fields.Char(string="Name of the Person", required=True)
    role = fields.Selection(
        [("viewer", "Viewer"), ("editor", "Editor"), ("officer", "Officer")],
        required=True,
        default="editor",
    )
    login = fields.Char(
        compute="_compute_login", store=True, readonly=False, required=True
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    days = fields.Integer(
        string="Valid for Days", default=14, help="After that the code ends."
    )

    _days_limited = models.Constraint(
        "CHECK (days BETWEEN 1 AND 90)", "A letter is valid for 1 to 90 days."
    )

    @api.depends("partner_id")
    def _compute_login(self):
        for wizard in self:
            begin = codes.stem(wizard.partner_id.name)
            # logins of all, whoever may see the people
            taken = (
                self.env["res.users"]
                .sudo()
                .with_context(active_test=False)
                .search([("login", "=like", f"{begin}-%")])
            )
            wizard.login = codes.first_free(
                wizard.partner_id.name, set(taken.mapped("login"))
            )

    def action_issue(self):
        """Make the login and its access, and print the letter."""
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers give access."))
        self.partner_id.check_access("write")
        access = self.env["mtm.partner.access"].create(
            {
                "partner_id": self.partner_id.id,
                "user_id": self._create_user().id,
                "role": self.role,
            }
        )
        return access._letter_action(self.days)

    def _create_user(self):
        company = self.partner_id.company_id or self.env.company
        # portal users alone are made here, by who may give access to them
        partner = self.env["res.partner"].create(
            {"name": self.name, "parent_id": self.partner_id.id, "lang": self.lang}
        )
        return (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create(
                {
                    "partner_id": partner.id,
                    "login": self.login.strip().lower(),
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
        )
