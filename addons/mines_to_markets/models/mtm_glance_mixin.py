from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_amount, format_date, format_datetime


class MtmGlanceMixin(models.AbstractModel):
    """Sections that say, without a search, what there is about a record.

    A section is a dict of what to look up (``model``, ``domain``, ``order``,
    ``columns``, ``paper_columns`` where paper has no room for all) and how to go on
    from it (``action``, ``create``). It is read with the reader's rights, as text in
    the reader's language: a screen shows it and a page prints it. The methods
    ``_glance_<section>`` return sections, and ``_glance_pages`` says which page has
    which.
    """

    _name = "mtm.glance.mixin"
    _description = "Sections of what there is about a record"

    _glance_rows = 6

    @api.model
    def _glance_pages(self):
        """Return ``{page: [section, ...]}``."""
        return {}

    def _read_glance_sections(self, names):
        """Return the sections that the reader may read, each with its rows."""
        self.ensure_one()
        sections = []
        for name in names:
            section = self._glance_section(name)
            if self.env[section["model"]].has_access("read"):
                sections.append({"name": name} | self._read_glance_section(section))
        return sections

    def _glance_section(self, name):
        """Return a section by its name, which may come from outside."""
        if not any(name in names for names in self._glance_pages().values()):
            raise UserError(self.env._("There is no section %(name)s.", name=name))
        return getattr(self, f"_glance_{name}")()

    def _read_glance_section(self, section):
        reads = section.get("read", self._read_glance_table)
        shown = {
            key: section.get(key) or False
            for key in ("title", "chart", "ladder", "empty")
        }
        shown["create"] = self._glance_create(section)
        shown["is_list"] = bool(section.get("action"))
        return shown | reads(section)

    def _glance_create(self, section):
        """Return what the button for one more opens, if the reader may make one."""
        values = section.get("create")
        if values is None or not self.env[section["model"]].has_access("create"):
            return False
        return {
            "type": "ir.actions.act_window",
            "name": section["title"],
            "res_model": section["model"],
            "views": [[False, "form"]],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def _read_glance_table(self, section):
        """Return headings, the first rows, and how many there are."""
        model = self.env[section["model"]].with_context(**section.get("context", {}))
        domain = Domain(section["domain"])
        records = model.search(
            domain, limit=self._glance_rows, order=section.get("order")
        )
        is_cut = len(records) == self._glance_rows
        total = model.search_count(domain) if is_cut else len(records)
        tone = section.get("tone", lambda record: "")
        opens = section.get("opens", lambda record: record)
        columns = section["columns"]
        if self.env.context.get("glance_on_paper"):
            columns = section.get("paper_columns", columns)
        return {
            "headings": [self._glance_heading(model, c) for c in columns],
            "rows": [
                {
                    "res_model": opens(record)._name,
                    "res_id": opens(record).id,
                    "cells": [self._glance_text(record, column) for column in columns],
                    "tone": tone(record) or "",
                }
                for record in records
            ],
            "total": total,
        }

    @api.model
    def _glance_heading(self, model, column):
        if not isinstance(column, str):
            return column[0]
        return model._fields[column]._description_string(self.env)

    @api.model
    def _glance_text(self, record, column):
        """Return a cell: a field of the record, or what a function says of it.

        :param column: the name of a field, or ``(heading, field or function)``
        """
        if not isinstance(column, str):
            column = column[1]
        if callable(column):
            return column(record) or ""
        field, value = record._fields[column], record[column]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return self._glance_value(record, field, value)

    @api.model
    def _glance_value(self, record, field, value):
        match field.type:
            case "integer" | "float":
                return self.env["mtm.portal.mixin"]._portal_number(value)
            case _ if not value:
                return ""
            case "date":
                return format_date(self.env, value)
            case "datetime":
                return format_datetime(self.env, value, dt_format="short")
            case "selection":
                return dict(field._description_selection(self.env)).get(value, "")
            case "monetary":
                currency = record[field.get_currency_field(record)]
                return format_amount(self.env, value, currency)
        return str(value)

    def action_view_glance(self, name):
        """Open the whole list that a section shows the first rows of."""
        self.ensure_one()
        section = self._glance_section(name)
        action = self.env["ir.actions.act_window"]._for_xml_id(section["action"])
        defaults = {f"default_{k}": v for k, v in section.get("create", {}).items()}
        return action | {
            "domain": list(Domain(section.get("action_domain", section["domain"]))),
            "context": section.get("context", {}) | defaults,
        }
