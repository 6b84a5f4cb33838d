from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import plaintext2html


class AsmAward(models.Model):
    """Who is told what the funder says, and what there is for the funder."""

    _inherit = "asm.award"

    def _tell_responsible(self, subject, body, thread=None):
        """Tell whoever is responsible, and keep it in the talk of staff.

        :param thread: the record that it is about, else the award itself
        """
        for award in self:
            record = award if thread is None else thread
            words = {
                "subject": subject,
                "body": plaintext2html(f"{subject}\n{body}" if body else subject),
                "author_id": self.env.user.partner_id.id,
            }
            record.message_post(**words, subtype_xmlid="mail.mt_note")
            if award.user_id:
                record.message_notify(**words, partner_ids=award.user_id.partner_id.ids)

    def _people_today(self):
        """Return the users who have a space for one of these awards today."""
        Access = self.env["asm.award.access"].sudo()
        domain = Access._domain_today() & Domain("award_id", "in", self.ids)
        return Access.search(domain).user_id

    def _tell_people(self, describe, tab):
        """Write to those who have a space for these awards, each in their language.

        The message says that there is something, and not what is in it. Who chose one
        message a day or a week finds it there.

        :param describe: gives the sentence, from the award in the reader's language
        :param tab: which part of the page it is about
        """
        for award in self:
            url = f"{award.get_base_url()}/my/awards/{award.id}?tab={tab}"
            at_once = award._people_today().filtered(
                lambda user: user.mtm_digest == "single"
            )
            for lang, people in at_once.grouped("lang").items():
                own = award.with_context(lang=lang or self.env.lang)
                text = describe(own)
                # people at a funder follow nothing: they get this message alone
                own.sudo().message_notify(
                    partner_ids=people.partner_id.ids,
                    author_id=self.env.user.partner_id.id,
                    subject=text,
                    body=Markup('<p>%s</p><p><a href="%s">%s</a></p>')
                    % (text, url, own.env._("Open it in the portal")),
                )
