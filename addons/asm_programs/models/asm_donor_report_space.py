from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ..tools import clock

MOST_CHARACTERS = 4000
BADGES = {
    "sent": "text-bg-info",
    "returned": "text-bg-warning",
    "accepted": "text-bg-success",
}


class AsmDonorReport(models.Model):
    """What the people at a funder see of a report, and how they answer."""

    _name = "asm.donor.report"
    _inherit = ["asm.donor.report", "asm.space.mixin"]

    answer_ids = fields.One2many(
        "asm.donor.report.answer", "report_id", string="Answers", copy=False
    )
    release_ids = fields.One2many(
        "asm.release", "report_id", string="Released To", copy=False
    )

    def _portal_card(self, award):
        """Return what the page of an award shows of a report that it may show."""
        self.ensure_one()
        base = f"/my/awards/{award.id}/reports/{self.id}"
        restated = self.supersedes_id
        has_file = self._offers_file(award)
        has_both = has_file and restated._offers_file(award)
        return {
            "id": self.id,
            "name": self.name,
            "url": base,
            "file_url": f"{base}/file" if has_file else "",
            "file_name": self.file_id.name,
            "sha256": self.sha256 or "",
            "state": self.state,
            "state_label": self._space_label(self, "state"),
            "badge_class": BADGES.get(self.state, "text-bg-secondary"),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "date_due": self.date_due,
            "sent_on": self.sent_on,
            "accepted_on": self.accepted_on,
            "restates": restated.name if self._is_shown_to(restated, award) else "",
            "restate_reason": self.restate_reason or "",
            "restated": self._restated_cells() if has_both else [],
            "has_both_files": has_both,
            "may_answer": self._portal_may_answer(award),
            "answers": [
                {
                    "kind": answer.kind,
                    "kind_label": self._space_label(answer, "kind"),
                    "text": answer.text,
                    "date": answer.date,
                    "who": answer.user_id.name,
                }
                for answer in self.answer_ids.sorted("date")
                if answer.award_id == award
            ],
        }

    def _is_shown_to(self, report, award):
        """Say whether a report was released to the people of an award."""
        return report in award._portal_releases("report").report_id

    def _portal_may_answer(self, award):
        return self.state in ("sent", "returned") and award._portal_may_answer()

    def _portal_answer(self, award, kind, text):
        """Take an answer of a funder to a report.

        The caller found the award as one of the user's, and the report as released
        to it, and calls as system: people from outside hold no right here.

        :param kind: ``comment``, ``return`` or ``accept``
        :param text: their words; only an acceptance may come without
        :raises AccessError: when the user only reads
        :raises UserError: when there is nothing to answer, or nothing is said
        """
        self.ensure_one()
        text = (text or "").strip()[:MOST_CHARACTERS]
        if not award._portal_may_answer():
            raise AccessError(self.env._("You read this award; you do not answer."))
        if kind not in ("comment", "return", "accept"):
            raise UserError(self.env._("Choose what you want to say."))
        if kind != "comment" and self.state not in ("sent", "returned"):
            raise UserError(self.env._("This report is answered already."))
        if not text and kind != "accept":
            raise UserError(self.env._("Say in a few words what you mean."))
        labels = self.env["asm.donor.report.answer"]._fields["kind"]
        label = dict(labels._description_selection(self.env))[kind]
        self.env["asm.donor.report.answer"].create(
            {
                "report_id": self.id,
                "award_id": award.id,
                "kind": kind,
                "text": text or label,
            }
        )
        if kind == "return":
            self.state = "returned"
            self._portal_ask_for_restatement(award, text)
        elif kind == "accept":
            self.write({"state": "accepted", "accepted_on": clock.now()})
        award._tell_responsible(
            self.env._("%(answer)s: %(report)s", answer=label, report=self.name),
            text,
            thread=self,
        )

    def _portal_ask_for_restatement(self, award, text):
        """Give whoever is responsible a to-do, in the report's own list."""
        if award.user_id:
            # they are told in a message already
            quiet = self.with_context(mail_activity_quick_update=True)
            quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=award.user_id.lang).env._(
                    "Returned by the funder"
                ),
                note=plaintext2html(text),
                user_id=award.user_id.id,
            )

    def _portal_take_answer(self, award, typed):
        """Take an answer from the page; return what is wrong with it, if anything.

        :param typed: texts ``kind`` and ``text``
        :raises AccessError: when the user only reads
        """
        try:
            with self.env.cr.savepoint():
                self._portal_answer(award, typed.get("kind"), typed.get("text"))
        except AccessError:
            raise
        except UserError as refused:
            return str(refused)
        return None
