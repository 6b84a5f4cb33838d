import re

from odoo import models
from odoo.tools import SQL, email_normalize

from ..tools import personal_data
from .res_partner_former import same_phone


class EventRegistration(models.Model):
    """Who came is forgotten; that somebody came, and who came twice, is not."""

    _inherit = "event.registration"

    def _privacy_erase(self, person, code, named):
        emails, phones = person._privacy_emails(), person._privacy_phones()
        near = self.filtered(
            lambda one: (
                one.partner_id == person
                or (email_normalize(one.email or "") or "") in emails
                or same_phone(phones, one.phone)
            )
        )
        named = near.filtered(lambda one: person._privacy_is_named(one.name))
        # where others have the address as well, a name tells whose it is
        shares = person._privacy_shares()
        is_told_by_name = bool(shares or named)
        own = near.filtered(
            lambda one: (
                one.partner_id == person
                or (
                    not one.partner_id
                    and (one in named or not is_told_by_name or not one.name)
                )
            )
        )
        others = self.browse() if shares else near - own
        return own._privacy_put_codes() + others._privacy_put_codes(keep_name=True)

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

    def _privacy_put_codes(self, keep_name=False):
        """Put a code for who it is: the same for the same person, at each training.

        :param keep_name: of who had the address of somebody who is taken out
        """
        self.env.flush_all()
        for registration in self:
            contact = registration._privacy_contact()
            code = registration._privacy_code()
            self.env.cr.execute(
                SQL(
                    "UPDATE event_registration SET name = %s, email = %s, phone = NULL "
                    "WHERE id = %s",
                    registration.name if keep_name else code,
                    f"{code}@erased.invalid".lower() if contact else None,
                    registration.id,
                )
            )
        self.invalidate_recordset(["name", "email", "phone"])
        return len(self)
