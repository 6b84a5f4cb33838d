import io

import xlsxwriter

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.registers import Known, RegisterWriter, clean, join

# by which field of a model a register names its records; "name" for the others
NAMED_BY = {
    "agreement": "code",
    "mtm.engagement": "code",
    "mtm.stakeholder.type": "complete_name",
}


class MtmRegister(models.AbstractModel):
    """A table of records that users take out as a workbook and bring in again.

    Each register inherits this, says which records it is about, which columns it
    has, and which record a row of a file is about.
    """

    _name = "mtm.register"
    _description = "Register"
    _inherit = ["mtm.layout"]

    _target = None
    _chunk = 2_000

    def _readable_columns(self):
        """Return the columns of which the user may read the field."""
        target = self.env[self._target]
        return [
            column
            for column in self._columns()
            if not column.field
            or target._has_field_access(target._fields[column.field], "read")
        ]

    # -- out

    def _export(self, records, filters=""):
        """Return the workbook of these records, as the user may read them.

        :param filters: what the user filtered by, in words
        """
        columns = self._readable_columns()
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, RegisterWriter.options) as workbook:
            writer = RegisterWriter(workbook, columns)
            count = writer.write_rows(
                self._title(), self._rows_to_export(records, columns)
            )
            self._write_notes(
                writer,
                [
                    (self.env._("Filters"), filters or self.env._("none")),
                    (self.env._("Rows"), str(count)),
                    (self.env._("Taken out by"), self.env.user.name),
                    (
                        self.env._("Taken out on"),
                        fields.Date.to_string(fields.Date.context_today(self)),
                    ),
                ],
            )
        return content.getvalue()

    def _template(self):
        """Return a workbook with titles and no rows, to start from."""
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, RegisterWriter.options) as workbook:
            writer = RegisterWriter(workbook, self._readable_columns())
            writer.write_rows(self._title(), ())
            self._write_notes(writer, [])
        return content.getvalue()

    def _title(self):
        kinds = self.env["mtm.import"]._fields["kind"]._description_selection(self.env)
        return dict(kinds)[self._kind()]

    def _kind(self):
        return self._name.rpartition(".")[2]

    def _write_notes(self, writer, lines):
        writer.write_notes(
            self.env._("Notes"),
            self._title(),
            [*lines, *self._import_notes()],
            [
                self.env._("Column"),
                self.env._("Name in every language"),
                self.env._("What to fill in"),
            ],
        )

    def _import_notes(self):
        return [
            (
                self.env._("Bringing it in"),
                self.env._(
                    "This file can be corrected and brought in under Imports, which "
                    "shows first what it would add, change and clear. Columns may be "
                    "left out or moved: what is left out stays as it is. A cell that "
                    "is blank clears what is known. Rows that are left out stay as "
                    "they are; nothing is ever deleted. Several names in one cell are "
                    "separated by a semicolon. Dates are year-month-day."
                ),
            ),
            (self.env._("Which row is what"), self._key_note()),
        ]

    def _key_note(self):
        raise NotImplementedError

    def _find(self, domain, ids=None):
        """Return the records to take out: those chosen, or those of a domain."""
        target = self.env[self._target]
        if ids:
            target = target.with_context(active_test=False)
            domain = Domain("id", "in", ids)
        return target.search(self._base_domain() & Domain(domain))

    def _base_domain(self):
        """Return what all records of the register have in common."""
        return Domain.TRUE

    def _action_export(self, records):
        """Return the client action that takes out the records chosen in a list."""
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export. Ask an administrator for that right.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "mtm_export_register",
            "params": {"kind": self._kind(), "ids": records.ids},
        }

    def _rows_to_export(self, records, columns):
        for some in split_every(self._chunk, records.ids, records.browse):
            cells = self._read_cells(some, columns)
            yield from zip(
                *([known.shown for known in cells[column.name]] for column in columns),
                strict=True,
            )
            # as many rows as there are fit into the memory of a few
            some.invalidate_recordset()

    # -- what records say

    def _read_cells(self, records, columns):
        """Return ``{column name: [Known, one a record]}``, as the user may read it."""
        names = {column.field for column in columns if column.field}
        records.fetch([name for name in names if records._fields[name].store])
        return {
            column.name: getattr(self, f"_read_{column.kind}")(records, column)
            for column in columns
        }

    def _read_text(self, records, column):
        return [Known(clean(record[column.field]) or None) for record in records]

    def _read_date(self, records, column):
        return [Known(record[column.field] or None) for record in records]

    def _read_number(self, records, column):
        return [Known(_none_if_false(record[column.field])) for record in records]

    def _read_choice(self, records, column):
        field = records._fields[column.field]
        labels = dict(field._description_selection(self.env))
        values = (record[column.field] or None for record in records)
        return [Known(value, clean(labels.get(value))) for value in values]

    def _read_one(self, records, column):
        names = self._names_of(records.mapped(column.field))
        return [
            Known(frozenset(ids), join(names[one] for one in ids))
            for ids in self._visible_ids(records, column, names)
        ]

    def _read_stakeholder(self, records, column):
        return self._read_one(records, column)

    def _read_stakeholder_number(self, records, column):
        """Read what tells stakeholders of one name apart."""
        partners = records.mapped(column.field)._filtered_access("read")
        numbers = {
            partner: partner.iati_organisation_ref or partner.company_registry
            for partner in partners
        }
        texts = (clean(numbers.get(record[column.field])) for record in records)
        return [Known(text or None) for text in texts]

    # names in the order in which the record gives them
    _read_many = _read_one

    def _visible_ids(self, records, column, names):
        for record in records:
            yield [one for one in record[column.field]._ids if one in names]

    def _names_of(self, related):
        """Return ``{id: name}`` of those that the user may read."""
        related = related._filtered_access("read")
        name = NAMED_BY.get(related._name, "name")
        return {one.id: clean(one[name]) for one in related}

    def _read_info(self, records, column):
        """Of what goes out and is not read again: one relation away at most."""
        field = records._fields[column.field]
        if field.relational:
            return [
                Known(None, known.text) for known in self._read_one(records, column)
            ]
        return self._read_text(records, column)


def _none_if_false(value):
    return None if value is False else value
