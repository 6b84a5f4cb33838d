from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount, format_date

DRAWN = frozenset({"line_ids", "total_text", "drawn_on"})


class AsmFinancialAttachment(models.TransientModel):
    """The attachment of a Federal Financial Report: what several awards disbursed.

    All are of one donor; awards of different currencies have a total each.
    """

    _name = "asm.financial.attachment"
    _description = "SF-425A"
    _rec_name = "donor_id"

    donor_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    award_ids = fields.Many2many(
        "asm.award",
        string="Awards",
        compute="_compute_award_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('donor_id', '=', donor_id), ('kind', '!=', 'own')]",
    )
    date_to = fields.Date(
        string="Period End", required=True, default=fields.Date.context_today
    )
    as_of = fields.Datetime(
        string="As Known On", help="Blank: with all that is known now."
    )
    is_whole = fields.Boolean(
        string="Whole Dollars", help="Each award is rounded, then they are added."
    )
    line_ids = fields.One2many(
        "asm.financial.attachment.line", "attachment_id", readonly=True
    )
    total_text = fields.Char(string="Total", readonly=True)
    drawn_on = fields.Datetime(readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "asm.award":
            chosen = self.env["asm.award"].browse(self.env.context.get("active_ids"))
            values |= {
                "donor_id": chosen[:1].donor_id.id,
                "award_ids": [Command.set(chosen.ids)],
            }
        return values

    @api.depends("donor_id")
    def _compute_award_ids(self):
        for attachment in self:
            chosen = attachment.award_ids.filtered(
                lambda award, donor=attachment.donor_id: award.donor_id == donor
            )
            attachment.award_ids = chosen or self.env["asm.award"].search(
                [
                    ("donor_id", "=", attachment.donor_id.id),
                    ("kind", "!=", "own"),
                    ("donor_id", "!=", False),
                ]
            )

    @api.depends("donor_id", "date_to")
    def _compute_display_name(self):
        for attachment in self:
            if not attachment.donor_id:
                attachment.display_name = self.env._("SF-425A")
                continue
            attachment.display_name = self.env._(
                "SF-425A %(donor)s, %(date)s",
                donor=attachment.donor_id.display_name,
                date=format_date(self.env, attachment.date_to),
            )

    @api.constrains("donor_id", "award_ids")
    def _check_one_donor(self):
        for attachment in self:
            for award in attachment.award_ids:
                if award.donor_id != attachment.donor_id or award.kind == "own":
                    raise ValidationError(
                        self.env._(
                            "The SF-425A lists awards of one donor. %(award)s is not "
                            "from %(donor)s: leave it out.",
                            award=award.display_name,
                            donor=attachment.donor_id.display_name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        for attachment in attachments:
            attachment._draw()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - DRAWN:
            for attachment in self:
                attachment._draw()
        return result

    def action_show(self):
        """Show the numbers of the options that were chosen; saving has drawn them."""

    def _draw(self):
        """Read the numbers anew."""
        self.ensure_one()
        # whose awards are listed is known to who may read that
        self.donor_id.check_access("read")
        rows = self.award_ids.sorted("reference").read_sf425a(
            self.date_to, self.as_of, self.is_whole
        )
        totals = defaultdict(Decimal)
        lines = [Command.clear()]
        for number, row in enumerate(rows):
            currency = self.env["asm.award"].browse(row["award_id"]).currency_id
            totals[currency] += row["disbursed"]
            lines.append(
                Command.create(
                    {
                        "sequence": number,
                        "award_id": row["award_id"],
                        "recipient_account": row["recipient_account"],
                        "amount": float(row["disbursed"]),
                        "amount_text": self._text(row["disbursed"], currency),
                    }
                )
            )
        self.write(
            {
                "line_ids": lines,
                "total_text": " + ".join(
                    self._text(amount, currency) for currency, amount in totals.items()
                ),
                "drawn_on": fields.Datetime.now(),
            }
        )

    def _text(self, amount, currency):
        return format_amount(
            self.env, float(amount), currency, trailing_zeroes=not self.is_whole
        )
