from odoo import models

from ..tools import personal_data

# what names a person in what is taken out
_NAMES = {
    "res.partner": ("name", "complete_name", "email", "email_normalized", "phone"),
    "res.users": ("name", "login", "email", "phone"),
    "event.registration": ("name", "email", "phone"),
    "crm.lead": ("contact_name", "email_from", "phone"),
    "calendar.attendee": ("email", "common_name"),
    "mail.message": ("email_from",),
    "mtm.partner.invitation": ("name", "email"),
}


class Base(models.AbstractModel):
    """What is taken out bears codes in the place of people, for who may not have names.

    Staff stay named: who does the work is said on every list.
    """

    _inherit = "base"

    def export_data(self, fields_to_export):
        records = self
        if not self.env["mtm.personal.data"]._may_see_names():
            records = self.with_context(mtm_codes=True)
        return super(Base, records).export_data(fields_to_export)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        columns = [
            column
            for column, path in enumerate(fields)
            if path and path[0] in _NAMES.get(self._name, ())
        ]
        leads = self._export_leads() if self.env.context.get("mtm_codes") else ()
        if not self.env.context.get("mtm_codes") or not (columns or leads):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for record in self:
            own = super(Base, record)._export_rows(
                fields, _is_toplevel_call=_is_toplevel_call
            )
            code = record._export_code() if columns else None
            for column in columns if code else ():
                own[0][column] = own[0][column] and code
            record._export_code_words(own, leads)
            rows += own
        return rows

    def _export_leads(self):
        """Return the fields of this model that lead to a person outside."""
        return [
            name
            for name, held in self.env["mtm.personal.data"]._held_by(self._name).items()
            if held == personal_data.PERSON
        ]

    def _export_code_words(self, rows, leads):
        """Put codes where the texts of a record name the person that it leads to."""
        system = self.sudo()
        for person in self.env["res.partner"].sudo().union(*(system[n] for n in leads)):
            if not person.name or not person._is_person():
                continue
            for row in rows:
                row[:] = [
                    cell.replace(person.name, person._person_code())
                    if isinstance(cell, str)
                    else cell
                    for cell in row
                ]

    def _export_code(self):
        """Return the code of the person that a record is about, or None."""
        data = self.env["mtm.personal.data"].sudo()
        system = self.sudo()
        if self._name in ("res.partner", "res.users"):
            partner = system if self._name == "res.partner" else system.partner_id
            return partner._person_code() if partner._is_person() else None
        if "partner_id" in self._fields and system.partner_id._names_person():
            return system.partner_id._person_code()
        return data._code(self._name, self.id)
