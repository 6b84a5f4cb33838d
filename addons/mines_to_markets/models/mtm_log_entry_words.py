from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL


class MtmLogEntry(models.Model):
    """An entry in words, and the ways in which auditors look for entries."""

    _inherit = "mtm.log.entry"

    summary = fields.Char(compute="_compute_summary")
    details_text = fields.Text(string="Details", compute="_compute_details_text")
    record_id = fields.Integer(
        string="Record's Number",
        compute="_compute_record_id",
        search="_search_record_id",
        aggregator=None,
        help="Finds what was done with a record, also together with others.",
    )

    @api.depends("kind", "res_model", "res_id", "res_name", "details")
    @api.depends_context("uid", "lang", "mtm_codes")
    def _compute_summary(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        names = self._present_names()
        for entry in self:
            name = entry.res_name or names.get((entry.res_model, entry.res_id))
            entry.summary = f"{kinds[entry.kind]}: {entry._describe_records(name)}"

    def _present_names(self):
        """Return ``{(model, id): name}`` of what no name is kept of.

        Only of what the user may read, as it is called today. Nothing of it is stored,
        and in what is taken out the number stands alone.
        """
        if self.env.context.get("mtm_codes"):
            return {}
        names = {}
        unnamed = self.filtered(lambda entry: entry.res_id and not entry.res_name)
        for model, entries in unnamed.grouped("res_model").items():
            if model not in self.env or self.env[model]._abstract:
                continue
            there = self.env[model].browse(set(entries.mapped("res_id"))).exists()
            for record in there._filtered_access("read"):
                try:
                    names[model, record.id] = record.display_name
                except AccessError:
                    # it is called after something that they may not read
                    continue
        return names

    def _describe_records(self, name):
        self.ensure_one()
        # what a model is called may be known to whoever reads the log
        model = self.env["ir.model"].sudo()._get(self.res_model).name or self.res_model
        count = len((self.details or {}).get("ids") or ())
        rows = (self.details or {}).get("rows")
        if self.res_id:
            return f"{model or ''} {name or self.res_id}".strip()
        if rows is not None or count:
            return self.env._(
                "%(model)s, %(count)s records",
                model=model or "",
                count=count if rows is None else rows,
            )
        return model or ""

    @api.depends("details")
    def _compute_details_text(self):
        labels = self._detail_labels()
        for entry in self:
            entry.details_text = "\n".join(
                f"{labels.get(key, key)}: {self._in_words(value)}"
                for key, value in sorted((entry.details or {}).items())
            )

    @api.model
    def _detail_labels(self):
        return {
            "active": self.env._("May log in"),
            "attached_to": self.env._("Attached to"),
            "added": self.env._("Added"),
            "change": self.env._("Change"),
            "changed": self.env._("Changed"),
            "countries": self.env._("Countries"),
            "fields": self.env._("Columns"),
            "date": self.env._("Day"),
            "filter": self.env._("Filter"),
            "format": self.env._("Format"),
            "groups": self.env._("Grouped by"),
            "ids": self.env._("Numbers of the records"),
            "in_place_of": self.env._("In the place of user"),
            "model": self.env._("Model"),
            "organisation": self.env._("Number of the organisation"),
            "programmes": self.env._("Programmes"),
            "records": self.env._("Number of records"),
            "removed": self.env._("Removed"),
            "report": self.env._("Report"),
            "restatement": self.env._("Number of the restatement"),
            "role": self.env._("Role"),
            "route": self.env._("Address"),
            "rows": self.env._("Rows"),
            "sha256": self.env._("SHA-256 of the file"),
            "state": self.env._("State"),
            "submission": self.env._("Number of the partner's report"),
            "substitute_from": self.env._("Officer from"),
            "substitute_until": self.env._("Officer until"),
            "values": self.env._("Before, and after"),
            "user": self.env._("Number of the user"),
        }

    @api.model
    def _in_words(self, value):
        if isinstance(value, dict):
            return "; ".join(
                f"{name}: {' → '.join(map(self._in_words, pair))}"
                for name, pair in sorted(value.items())
            )
        if value is None:
            return "–"
        if isinstance(value, list):
            return ", ".join(map(self._in_words, value))
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        return str(value)

    @api.depends("res_id")
    def _compute_record_id(self):
        for entry in self:
            entry.record_id = entry.res_id

    def _search_record_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("res_id", "=", one)
            | Domain.custom(
                to_sql=lambda model, alias, query, one=one: SQL(
                    "%s -> 'ids' @> %s::jsonb",
                    SQL.identifier(alias, "details"),
                    str(one),
                )
            )
            for one in map(int, value)
        )

    def action_open_record(self):
        """Open what an entry is about, where it is still there and may be read."""
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            raise UserError(self.env._("This entry is about no single record."))
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record is not there any more."))
        record.check_access("read")
        return record._get_records_action()
