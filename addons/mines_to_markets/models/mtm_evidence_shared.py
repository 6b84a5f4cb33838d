from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MtmEvidence(models.Model):
    """The same file or link behind more than one thing is said, and can be found."""

    _inherit = "mtm.evidence"

    also_behind = fields.Char(
        compute="_compute_also_behind",
        help="What else the same file or link is behind, under whatever name.",
    )
    is_shared = fields.Boolean(
        string="Behind More Than One Thing",
        compute="_compute_is_shared",
        search="_search_is_shared",
    )

    # long links do not fit into a tree
    _url_idx = models.Index("USING hash (url)")

    @api.model
    def _use_fields(self):
        """Return the names of the relations to what evidence is behind."""
        return ["delivery_ids"]

    def _uses(self):
        """Return ``{evidence: [what it is behind]}``, in whatever model."""
        return {
            evidence: [
                record for name in self._use_fields() for record in evidence[name]
            ]
            for evidence in self
        }

    def _uses_of_same(self):
        """Return ``{evidence: {what the same file or link is behind}}``.

        As system, because the same file counts for everybody: whoever shows the
        records asks first what the reader may see.
        """
        own = self.sudo()
        keys = {evidence: evidence.sha256 or evidence.url for evidence in own}
        same = own.search(
            Domain("sha256", "in", [e.sha256 for e in own if e.sha256])
            | Domain("url", "in", [e.url for e in own if e.url])
        )
        uses = defaultdict(set)
        for evidence, records in (same | own)._uses().items():
            uses[evidence.sha256 or evidence.url].update(records)
        return {evidence: uses[keys[evidence.sudo()]] for evidence in self}

    @api.model
    def _describe_uses(self, uses):
        """Name what the reader may see of some records, and count the rest.

        :param uses: ``{key: {records of any model, as system}}``
        :return: ``{key: text}``, False where there is nothing
        """
        names = self._visible_names(set().union(*uses.values()))
        return {key: self._list_names(records, names) for key, records in uses.items()}

    def _visible_names(self, records):
        """Return ``{record: name}`` of those that the reader may see."""
        by_model = defaultdict(list)
        for record in records:
            by_model[record._name].append(record.id)
        names = {}
        for model, ids in by_model.items():
            visible = self.env[model].browse(sorted(ids))._filtered_access("read")
            names |= {record: record.display_name for record in visible}
        return names

    def _list_names(self, records, names):
        if not records:
            return False
        seen = sorted(names[record] for record in records if record in names)
        if len(records) > len(seen):
            hidden = len(records) - len(seen)
            seen.append(self.env._("%(count)s hidden from you", count=hidden))
        return "; ".join(seen)

    @api.depends("sha256", "url", "delivery_ids")
    @api.depends_context("uid")
    def _compute_also_behind(self):
        uses = self._uses_of_same()
        others = {
            evidence: uses[evidence] - set(evidence.sudo()._uses()[evidence.sudo()])
            for evidence in self
        }
        texts = self._describe_uses(others)
        for evidence in self:
            evidence.also_behind = texts[evidence]

    @api.depends("sha256", "url", "delivery_ids")
    def _compute_is_shared(self):
        uses = self._uses_of_same()
        for evidence in self:
            evidence.is_shared = len(uses[evidence]) > 1

    def _search_is_shared(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._shared_sql())]

    @api.model
    def _shared_sql(self):
        """Return a query for the evidence whose file or link has several uses."""
        uses = SQL(" UNION ALL ").join(map(self._uses_sql, self._use_fields()))
        key = SQL("COALESCE(evidence.sha256, evidence.url)")
        return SQL(
            "(SELECT same.id FROM mtm_evidence AS same "
            "WHERE COALESCE(same.sha256, same.url) IN ("
            "SELECT %(key)s FROM mtm_evidence AS evidence "
            "JOIN (%(uses)s) AS used ON used.evidence_id = evidence.id "
            "GROUP BY %(key)s HAVING COUNT(*) > 1))",
            key=key,
            uses=uses,
        )

    @api.model
    def _uses_sql(self, name):
        """Return a query that names each evidence once for each of its uses."""
        field = self._fields[name]
        if field.type == "one2many":
            table = self.env[field.comodel_name]._table
            column = field.inverse_name
        else:
            table, column = field.relation, field.column1
        return SQL(
            "SELECT %(column)s AS evidence_id FROM %(table)s "
            "WHERE %(column)s IS NOT NULL",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
        )
