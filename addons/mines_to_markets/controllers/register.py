import json

from werkzeug.exceptions import Forbidden, NotFound

from odoo import fields, http
from odoo.http import content_disposition, request

from ..models.mtm_import_register import REGISTERS

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAY_EXPORT = "base.group_allow_export"


class Registers(http.Controller):
    """Registers as workbooks, with what their reader may read."""

    @http.route(
        "/mines_to_markets/register/<string:kind>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def export_register(self, kind, data, **kw):
        """Answer with the workbook.

        :param data: JSON with ``ids`` or ``domain``, ``filters`` in words, and the
            ``context`` of the list
        :param kw: what the web client adds to every download
        """
        if not request.env.user.has_group(MAY_EXPORT):
            raise Forbidden()
        asked = json.loads(data)
        register = self._register(kind, asked.get("context") or {})
        records = register._find(asked.get("domain") or [], asked.get("ids"))
        self._describe(register, records, asked)
        today = fields.Date.context_today(register)
        return self._answer(
            register._export(records, asked.get("filters") or ""), f"{kind}_{today}"
        )

    @http.route(
        "/mines_to_markets/register/<string:kind>/template",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download_template(self, kind):
        register = self._register(kind, {})
        register._check_may_import()
        request.env["mtm.log.entry"]._describe_export(
            request.env[register._target], format="xlsx", rows=0
        )
        return self._answer(register._template(), f"{kind}_template")

    def _describe(self, register, records, asked):
        Entry = request.env["mtm.log.entry"]
        chosen = asked.get("ids")
        Entry._describe_export(
            records,
            format="xlsx",
            fields=[column.name for column in register._readable_columns()],
            filter=None
            if chosen
            else Entry._filter_to_keep(records._name, asked.get("domain")),
            rows=len(records),
        )

    def _register(self, kind, context):
        if kind not in REGISTERS:
            raise NotFound()
        context = {
            name: context[name]
            for name in ("allowed_company_ids", "active_test", "tz")
            if name in context
        }
        return request.env[f"mtm.register.{kind}"].with_context(**context)

    def _answer(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", WORKBOOK),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("Content-Length", len(content)),
            ],
        )
