from odoo import api, models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Take in an e-mail, as the system or who administers it, and nobody else.

        Odoo creates what an e-mail is about as the system, of whatever model the
        caller names, and lets every employee call this.
        """
        if not (self.env.su or self.env.user.has_group("base.group_system")):
            raise AccessError(
                self.env._("E-mails are taken in by the system, not by its users.")
            )
        return super().message_process(model, message, *args, **kwargs)

    def message_post(self, **kwargs):
        # Odoo lets staff follow whatever they answer to by e-mail, and followers get
        # what is said from then on: not what the rules hide from them
        thread = self
        if not self.env.user.active and self._hides_from_author(kwargs):
            thread = self.with_context(mail_post_autofollow_author_skip=True)
        return super(MailThread, thread).message_post(**kwargs)

    def _hides_from_author(self, posted):
        """Say whether no user of the author whom a message names may read this."""
        author = self.env["res.partner"].browse(posted.get("author_id") or ())
        users = author.sudo().user_ids
        return not any(self.with_user(user).has_access("read") for user in users)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # any reader may follow a record in Odoo, and then gets what staff post by
        # e-mail: here people from outside are followers only where staff add them
        is_ours = isinstance(self, self.env.registry["mtm.portal.mixin"])
        if is_ours and not (self.env.su or self.env.user._is_internal()):
            self.check_access("write")
        return super().message_subscribe(partner_ids, subtype_ids)
