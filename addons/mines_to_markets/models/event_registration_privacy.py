import re

from odoo import models
from odoo.tools import SQL, email_normalize

from ..tools import personal_data


class EventRegistration(models.Model):
    """Who came is forgotten; that somebody came, and who came twice, is not."""

    _inherit = "event.registration"

    def _privacy_erase(self, person, code, named):
        email = person._privacy_email()
        phone = personal_data.phone_pattern(person.phone)
        own = self.filtered(
            lambda one: (
                one.partner_id == person
                or (email and email_normalize(one.email or "") == email)
                or (phone and re.search(phone, one.phone or ""))
            )
        )
        return own._privacy_put_codes()

    def _privacy_contact(self):
        contact = self.email or self.phone or self.partner_id.id
        return str(contact or "").strip().casefold()

    def _privacy_code(self):
        """Return the code of who it is, as lists of persons tell one from another.

        It is the same before and after it was put.
        """
        self.ensure_one()
        name = (self.name or "").strip()
        if re.fullmatch(personal_data.CODED, name):
            return name
        return (
            self.env["mtm.personal.data"]
            .sudo()
            ._code("registration", f"{self._privacy_contact()}:{name.casefold()}")
        )

    def _privacy_put_codes(self):
        """Put a code for who it is: the same for the same person, at each training."""
        self.env.flush_all()
        for registration in self:
            contact = registration._privacy_contact()
            code = registration._privacy_code()
            self.env.cr.execute(
                SQL(
                    "UPDATE event_registration SET name = %s, email = %s, phone = NULL "
                    "WHERE id = %s",
                    code,
                    f"{code}@erased.invalid".lower() if contact else None,
                    registration.id,
                )
            )
        self.invalidate_recordset(["name", "email", "phone"])
        return len(self)
