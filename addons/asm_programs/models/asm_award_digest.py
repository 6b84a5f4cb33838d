from datetime import timedelta

from odoo import fields, models

from odoo.addons.mines_to_markets.models.mtm_digest import Item

_DAYS_OF_NEWS = 14


class AsmAward(models.Model):
    """What a funder's people are told of these in their messages."""

    _inherit = "asm.award"

    def _digest_of(self):
        """Yield what is new in the space of these awards, as system."""
        recent = fields.Datetime.now() - timedelta(days=_DAYS_OF_NEWS)
        for award in self:
            yield from award._digest_of_reports(recent)
            yield from award._digest_of_answers(recent)
            yield from award._digest_of_payments(recent)

    def _new_item(self, title, text, tab, since):
        path = f"/my/awards/{self.id}?tab={tab}"
        return Item("news", title, text, path, since.date(), since)

    def _digest_of_reports(self, recent):
        released = self.env["asm.release"].search(
            [
                ("award_id", "=", self.id),
                ("kind", "=", "report"),
                ("withdrawn_on", "=", False),
                ("released_on", ">", recent),
            ]
        )
        for release in released:
            report = release.report_id
            yield self._new_item(
                report.name,
                self.env._("It restates a report that you have")
                if report.supersedes_id
                else self.env._("A report for you"),
                "reports",
                release.released_on,
            )

    def _digest_of_answers(self, recent):
        answers = self.env["asm.donor.report.answer"].search(
            [
                ("award_id", "=", self.id),
                ("kind", "=", "reply"),
                ("date", ">", recent),
            ]
        )
        for answer in answers:
            yield self._new_item(
                answer.report_id.name,
                self.env._("We answered you"),
                "reports",
                answer.date,
            )

    def _digest_of_payments(self, recent):
        """Yield the payments that were asked for or came lately, by their day."""
        for tranche in self.tranche_ids:
            is_received = tranche.state == "received"
            day = tranche.date_received if is_received else tranche.requested_on
            if tranche.state == "planned" or not day or day < recent.date():
                continue
            yield self._new_item(
                tranche.name,
                self.env._("Your payment has arrived, thank you")
                if is_received
                else self.env._("We ask you for a payment"),
                "payments",
                fields.Datetime.to_datetime(day),
            )
