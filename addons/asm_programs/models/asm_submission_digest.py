from odoo import fields, models

from odoo.addons.mines_to_markets.models.mtm_digest import MAY_ACT, Item
from odoo.addons.mines_to_markets.tools import digests

from ..tools import clock


class AsmSubmission(models.Model):
    """What the partner's people are told of a report in their messages."""

    _inherit = "asm.submission"

    state_since = fields.Datetime(
        readonly=True, copy=False, help="When the report came to its state."
    )

    def write(self, vals):
        moved = self.browse()
        if vals.get("state"):
            moved = self.filtered(lambda report: report.state != vals["state"])
        result = super().write(vals)
        if moved:
            moved.sudo().state_since = clock.now()
        return result

    def _digest_of(self, user, role, today):
        """Yield what a user is to be told of these reports, as system.

        :param role: what the user may do for the partner
        :param today: the user's day
        """
        for report in self:
            title = f"{report.program_id.name}, {report.period_id.name}"
            path = f"/my/reports/{report.id}"
            since = report.state_since or report.write_date
            if report.state == "approved":
                yield Item(
                    "approved", title, self.env._("Thank you"), path, False, since
                )
            elif role not in MAY_ACT:
                continue
            elif report.state == "returned":
                yield Item(
                    "returned",
                    title,
                    self.env._("Put it right and send it again"),
                    path,
                    report.date_due,
                    since,
                )
            elif report.date_due:
                kind, day = digests.stage(
                    report.date_due, today, report.program_id.remind_before_days
                )
                if kind:
                    yield Item(
                        kind,
                        title,
                        self.env._("Fill in and send"),
                        path,
                        report.date_due,
                        self.env["mtm.digest"]._midnight(day, user),
                    )
