from odoo import models
from odoo.tools import SQL


class EventRegistration(models.Model):
    """Who came is forgotten; that somebody came, and who came twice, is not."""

    _inherit = "event.registration"

    def _privacy_erase(self, person, code, named):
        reached = [one.casefold() for one in (person.email, person.phone) if one]
        own = self.filtered(
            lambda one: (
                one.partner_id == person
                or (one.email or "").strip().casefold() in reached
                or (one.phone or "").strip().casefold() in reached
            )
        )
        return own._privacy_put_codes()

    def _privacy_put_codes(self):
        """Put a code for who it is: the same for the same person, at each training."""
        data = self.env["mtm.personal.data"]
        self.env.flush_all()
        for registration in self:
            # as lists of persons tell one from another
            contact = registration.email or registration.phone
            contact = str(contact or registration.partner_id.id or "").strip()
            name = (registration.name or "").strip().casefold()
            code = data._code("registration", f"{contact.casefold()}:{name}")
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
