from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalInteger

SETTINGS = frozenset({"least_people", "has_real_counts"})


class AsmAward(models.Model):
    """How small a number of people may be that is told outside."""

    _inherit = "asm.award"

    least_people = OptionalInteger(
        string="Fewest People Shown",
        aggregator=None,
        tracking=True,
        help="A smaller number of people is not shown in the portal, nor others from "
        "which it could be worked out; 0 is shown. 0 or 1: every number is. Blank: as "
        "the company has it.",
    )
    has_real_counts = fields.Boolean(
        string="Real Counts in Reports",
        default=True,
        tracking=True,
        help="The donor must have every number of people. The report is sent with all "
        "of them; the portal does not hand out a file that tells a small one.",
    )

    _least_people_hides = models.Constraint(
        "CHECK (least_people IN (0, 1) OR least_people >= 3)",
        "With 2, a number that is not shown can only be 1. Choose 3 or more, or 0.",
    )

    def write(self, vals):
        """Log who changed what is told of small numbers."""
        names = SETTINGS & vals.keys()
        if not names:
            return super().write(vals)
        Entry = self.env["mtm.log.entry"]
        before = Entry._values_to_keep(self, names)
        result = super().write(vals)
        Entry._note_changed(self, before, names)
        return result

    def _least_people(self):
        """Return the smallest number of people, above 0, that may be shown."""
        self.ensure_one()
        # a setting of the company, which not everybody reads
        own = self.company_id.sudo().asm_least_people
        return own if self.least_people is False else self.least_people
