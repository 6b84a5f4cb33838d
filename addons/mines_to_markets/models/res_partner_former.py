import re

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools import personal_data


class ResPartner(models.Model):
    """What tells whose a record is: what somebody is called and was before, and which
    of their addresses and telephones others have as well."""

    _inherit = "res.partner"

    def _privacy_tracked(self):
        """Return the changes of this card that the chatter keeps."""
        messages = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "=", self.id)]
        )
        return self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", messages.ids)]
        )

    def _privacy_former(self, name):
        """Return what a field of the card held before, as far as it was tracked."""
        tracked = self._privacy_tracked().filtered(
            lambda one: one.field_id.name == name
        )
        values = {
            (one or "").strip()
            for change in tracked
            for one in (change.old_value_char, change.new_value_char)
        }
        return sorted(values - {"", self[name] or ""})

    def _privacy_names(self):
        """Return all that they are called and were before."""
        return [*filter(None, [self.name]), *self._privacy_former("name")]

    def _privacy_emails(self):
        """Return their addresses, those before as well that nobody else has now."""
        former = filter(None, map(email_normalize, self._privacy_former("email")))
        own = [one for one in former if not self._privacy_others("email", one)]
        return list(dict.fromkeys(filter(None, [self._privacy_email(), *own])))

    def _privacy_phones(self):
        """Return patterns of their telephones, as they are typed and as made of it."""
        former = [
            one
            for one in self._privacy_former("phone")
            if not self._privacy_others("phone", one)
        ]
        known = [self.phone, self.phone_sanitized, *former]
        return list(
            dict.fromkeys(filter(None, map(personal_data.phone_pattern, known)))
        )

    def _privacy_others(self, name, value):
        """Return cards of others that bear an address or a telephone."""
        if name == "email":
            domain = Domain("email_normalized", "=", value)
        else:
            pattern = personal_data.phone_pattern(value)
            rows = pattern and self.env.execute_query(
                SQL("SELECT id FROM res_partner WHERE phone ~ %s", pattern)
            )
            domain = Domain("id", "in", [row[0] for row in rows or ()])
        others = self.with_context(active_test=False).search(
            domain & Domain("id", "!=", self.id)
        )
        return others.filtered(lambda one: not self._privacy_is_named(one.name))

    def _privacy_shares(self):
        """Return which of ``email`` and ``phone`` others have as well."""
        own = {"email": self._privacy_email(), "phone": self.phone}
        return {
            name
            for name, value in own.items()
            if value and self._privacy_others(name, value)
        }

    def _privacy_is_named(self, name):
        """Say whether a name is theirs, compared whole and in any case."""
        words = " ".join((name or "").split()).casefold()
        return words in {
            " ".join(one.split()).casefold() for one in self._privacy_names()
        }

    def _privacy_named(self, own_only=False):
        """Return patterns of what names this person in texts.

        :param own_only: without addresses and telephones that others have as well
        """
        shared = self._privacy_shares() if own_only else ()
        patterns = [personal_data.name_pattern(one) for one in self._privacy_names()]
        if "phone" not in shared:
            patterns = [*self._privacy_phones(), *patterns]
        if "email" not in shared:
            emails = map(personal_data.email_pattern, self._privacy_emails())
            patterns = [*emails, *patterns]
        return list(dict.fromkeys(filter(None, patterns)))

    def _privacy_forget_tracked(self, users, code):
        """Take out what the chatter keeps of changes of the card, and of who was put
        where."""
        self._privacy_tracked().unlink()
        self.env.flush_all()
        for model, ids in (("res.partner", self.ids), ("res.users", users.ids)):
            for side in ("old", "new"):
                self.env.execute_query(
                    SQL(
                        "UPDATE mail_tracking_value SET %(text)s = %(code)s "
                        "WHERE %(number)s = ANY(%(ids)s) AND field_id IN (SELECT id "
                        "FROM ir_model_fields WHERE relation = %(model)s) "
                        "RETURNING id",
                        text=SQL.identifier(f"{side}_value_char"),
                        number=SQL.identifier(f"{side}_value_integer"),
                        code=code,
                        ids=list(ids),
                        model=model,
                    )
                )
        self.env["mail.tracking.value"].invalidate_model()


def same_phone(patterns, text):
    """Say whether a text is one of these telephones.

    >>> same_phone([r"0990[-\\s]*777"], "0990 777"), same_phone([], "0990")
    (True, False)
    """
    return any(re.search(one, text or "") for one in patterns)
