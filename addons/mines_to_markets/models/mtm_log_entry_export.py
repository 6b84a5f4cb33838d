from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request

from ..tools.filters import without_words

# more are named by their number and the filter alone
MOST_NAMED = 5_000
# so long after its beginning the rest of a file belongs to the same entry
ONE_DOWNLOAD = timedelta(days=1)


class MtmLogEntry(models.Model):
    """Who took out what, when and with which filter.

    Every file that a request answers with is logged, of this suite or of any other
    addon, at the end of the request and with it (:meth:`_note_answer`): one that
    failed leaves nothing. Whoever makes the file says before what is in it
    (:meth:`_describe_export`).
    """

    _inherit = "mtm.log.entry"

    @api.model
    def _in_request(self):
        """Return what is known of the file that this request may answer with."""
        return getattr(request, "mtm_export", {}) if request else {}

    @api.model
    def _describe_export(self, records=None, **details):
        """Say what the file will hold that this request answers with.

        :param records: what it is made of
        :param details: ``format``, ``fields``, ``filter``, ``rows``, ...
        """
        known = self._in_request()
        if records is not None:
            known["records"] = (records._name, records.ids)
        known["details"] = known.get("details", {}) | details

    @api.model
    def _describe_file(self, record, attached_to=None):
        """Say that what the request answers with holds a stored file, maybe of many.

        :param record: what keeps it
        :param attached_to: "model,id" of what it belongs to
        """
        known = self._in_request()
        name, ids = known.get("records") or (None, ())
        if name == record._name:
            record = record.browse(ids) | record
        details = {}
        if attached_to:
            others = known.get("details", {}).get("attached_to", "")
            names = dict.fromkeys([*filter(None, others.split("; ")), attached_to])
            details["attached_to"] = "; ".join(names)
        self._describe_export(record, **details)

    @api.model
    def _note_export(self, records, **details):
        """Log that something was taken out.

        :param records: what it was made of, None where nobody said so
        :param details: as of :meth:`_describe_export`, of which those said before hold
        """
        known = self._in_request()
        known["is_noted"] = True
        details |= known.get("details", {})
        if records is not None and len(records) > 1:
            details.setdefault("rows", len(records))
        if records is not None and len(records) > MOST_NAMED:
            records = records.browse()
        self._note("export", records, details)

    @api.model
    def _note_answer(self, kind, goes_on=False):
        """Log the file that this request answers with, unless that is done.

        :param kind: the media type
        :param goes_on: whether it is not the file's beginning: of a download whose
            beginning is logged, that is enough
        """
        known = self._in_request()
        if known.get("is_noted") or not known:
            return
        name, ids = known.get("records") or (None, ())
        records = self.env[name].browse(ids) if name else None
        if goes_on and self._has_begun(records):
            return
        details = {"format": kind, "route": known["route"], **known["numbers"]}
        self.sudo()._note_export(records, **details)

    @api.model
    def _has_begun(self, records):
        """Say whether the log has that this user takes out this file."""
        if records is None or len(records) != 1:
            return False
        return bool(
            self.sudo().search_count(
                [
                    ("kind", "=", "export"),
                    ("user_id", "=", self._acting_user_id()),
                    ("res_model", "=", records._name),
                    ("res_id", "=", records.id),
                    ("moment", ">=", fields.Datetime.now() - ONE_DOWNLOAD),
                ],
                limit=1,
            )
        )

    @api.model
    def _filter_to_keep(self, model, domain):
        """Return a filter as the log keeps it: nothing that somebody typed."""
        target = self.env[model]

        def is_text(path):
            """Say whether a path ends in free text; what is not known may."""
            current = target
            for name in path.split("."):
                field = current._fields.get(name.partition(":")[0])
                if field is None:
                    return True
                if field.relational:
                    current = self.env[field.comodel_name]
                else:
                    return field.type in ("char", "text", "html", "json")
            # text compared with a relation is looked for in names
            return True

        return without_words(list(domain or ()), is_text)
