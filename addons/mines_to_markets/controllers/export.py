import csv
import io
import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.web.controllers import export, pivot

from ..tools import workbooks
from ..tools.formulas import guard

workbooks.make_default()


class ExportLog:
    """What both formats say of an export before it is made, and codes in it."""

    def base(self, data):
        asked = json.loads(data)
        Entry = request.env["mtm.log.entry"]
        ids, domain = asked.get("ids"), asked.get("domain")
        details = {"format": self.extension.lstrip(".")}
        if not ids and domain and asked.get("model") in request.env:
            details["filter"] = Entry._filter_to_keep(asked["model"], domain)
        if asked.get("groupby"):
            details["groups"] = list(map(str, asked["groupby"]))
        Entry._describe_export(**details)
        if not request.env["mtm.personal.data"]._may_see_names():
            data = json.dumps(self._with_codes(asked))
        return super().base(data)

    def _with_codes(self, asked):
        """Have codes in the titles of groups too, whatever context is asked for."""
        groupby, ids = asked.get("groupby"), asked.get("ids")
        if groupby and asked.get("model") in request.env:
            request.env[asked["model"]]._check_export_groups(
                map(str, groupby), [("id", "in", ids)] if ids else asked["domain"]
            )
        return asked | {"context": {**(asked.get("context") or {}), "mtm_codes": True}}


class CSVExport(ExportLog, export.CSVExport):
    @http.route()
    def web_export_csv(self, data):
        return super().web_export_csv(data)

    def from_data(self, fields, columns_headers, rows):
        """Write as Odoo does, with every sign guarded that a program calculates."""
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(map(guard, columns_headers))
        writer.writerows(map(self._as_text, row) for row in rows)
        return text.getvalue()

    def _as_text(self, value):
        if value is None or value is False:
            return ""
        return guard(value.decode() if isinstance(value, bytes) else value)


class ExcelExport(ExportLog, export.ExcelExport):
    @http.route()
    def web_export_xlsx(self, data):
        return super().web_export_xlsx(data)


class TableExporter(pivot.TableExporter):
    @http.route(readonly=lambda *_: False)
    def export_xlsx(self, data, **kw):
        """Say what the table is of before it is made."""
        text = data.read() if hasattr(data, "read") else data
        asked = json.loads(text)
        if asked and asked.get("model") not in request.env:
            raise UserError(request.env._("There is no such table."))
        if asked:
            request.env["mtm.log.entry"]._describe_export(
                request.env[asked["model"]],
                format="xlsx",
                fields=[
                    str(measure["title"])
                    for measure in asked.get("measure_headers") or ()
                ],
                rows=len(asked.get("rows") or ()),
            )
        return super().export_xlsx(
            text if isinstance(text, str) else text.decode(), **kw
        )
