from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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
        if not self.env.context.get("mtm_codes"):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        coded, leads = self.env["mtm.personal.data"]._coded(self._name)
        columns = {
            column: coded[path[0]]
            for column, path in enumerate(fields)
            if path and path[0] in coded
        }
        if not (columns or leads):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for record in self:
            own = super(Base, record)._export_rows(
                fields, _is_toplevel_call=_is_toplevel_call
            )
            codes = {lead: record._export_code(lead) for lead in columns.values()}
            for column, lead in columns.items():
                if codes[lead]:
                    own[0][column] = own[0][column] and codes[lead]
            record._export_code_words(own, leads)
            rows += own
        return rows

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

    def _export_code(self, lead=""):
        """Return the code of the person that a record is about, or None.

        :param lead: the field that leads to the person, where one does
        """
        data = self.env["mtm.personal.data"].sudo()
        system = self.sudo()
        if lead:
            target = system.mapped(lead)[:1]
            return target._export_code() if target else None
        if self._name in ("res.partner", "res.users"):
            partner = system if self._name == "res.partner" else system.partner_id
            return partner._person_code() if partner._is_person() else None
        if "partner_id" in self._fields and system.partner_id._names_person():
            return system.partner_id._person_code()
        return data._code(self._name, self.id)

    @api.model
    def _check_export_groups(self, groupby, domain):
        """Refuse groups whose titles would name people: no code stands for a title.

        Titles that lead to a contact or an account bear codes.
        """
        for grouping in groupby:
            *leads, name = grouping.partition(":")[0].split(".")
            target = self
            for lead in leads:
                field = target._fields.get(lead)
                if field is None or not field.relational:
                    break
                target = self.env[field.comodel_name]
            else:
                if target._export_names(name) and not (
                    target._name == "res.partner"
                    and self._export_groups_organisations(leads, domain)
                ):
                    raise UserError(
                        self.env._(
                            "The titles of these groups would name people, for which "
                            "the privilege Personal Data is needed. Take it out "
                            "without the groups."
                        )
                    )

    @api.model
    def _export_names(self, name):
        """Say whether the title of a group by this field may name a person."""
        data = self.env["mtm.personal.data"]
        field = self._fields.get(name)
        if field is None or not field.relational:
            return name in data._coded(self._name)[0]
        if field.comodel_name in ("res.partner", "res.users"):
            return False
        coded, leads = data._coded(field.comodel_name)
        shown = self.env[field.comodel_name]._fields["display_name"]
        rests_on = self.env.registry.field_depends[shown]
        return "display_name" in coded or any(
            path.partition(".")[0] in leads for path in rests_on
        )

    @api.model
    def _export_groups_organisations(self, leads, domain):
        """Say whether only organisations are in the groups of contacts."""
        people = Domain(domain) & Domain(".".join([*leads, "is_company"]), "=", False)
        return not self.with_context(active_test=False).search_count(people, limit=1)
