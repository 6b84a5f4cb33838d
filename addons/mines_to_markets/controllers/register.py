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
        readonly=True,
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
        today = fields.Date.context_today(register)
        return self._answer(
            register._export(records, asked.get("filters") or ""), f"{kind}_{today}"
        )

    @http.route(
        "/mines_to_markets/register/<string:kind>/template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_template(self, kind):
        register = self._register(kind, {})
        register._check_may_import()
        return self._answer(register._template(), f"{kind}_template")

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
