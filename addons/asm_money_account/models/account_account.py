from odoo import fields, models


class AccountAccount(models.Model):
    """What entries on an account are for the award that they are charged to."""

    _inherit = "account.account"

    award_nature = fields.Selection(
        [
            ("direct", "Direct"),
            ("indirect", "Indirect"),
            ("in_kind", "In kind"),
            ("income", "Income earned"),
        ],
        string="Kind of Cost of Awards",
        help="Blank: program income on an account of income, else direct cost.",
    )
    award_funding = fields.Selection(
        [
            ("donor", "Donor"),
            ("cost_share", "Cost share"),
            ("program_income", "Program income"),
            ("own", "Own resources"),
        ],
        string="Who Pays, of Awards",
        help="Blank: the donor.",
    )

    def _of_award(self):
        """Return the nature and funding of an entry on this account."""
        self.ensure_one()
        is_income = self.internal_group == "income"
        return {
            "nature": self.award_nature or ("income" if is_income else "direct"),
            "funding": self.award_funding or "donor",
        }
