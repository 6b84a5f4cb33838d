from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request

from ..tools import nesting

# what the screens send lies some twenty deep
_DEEPEST = 100
_JSON = ("jsonrpc", "json2")


class IrHttp(models.AbstractModel):
    """What is nested very deep is refused, before it is read or when it is met."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        # some routes read the body to know whether they only read
        rule, args = super()._match(path_info)
        is_json = rule.endpoint.routing["type"] in _JSON
        if is_json and nesting.is_deeper(request.httprequest.get_data(), _DEEPEST):
            raise BadRequest("Nested too deep")
        return rule, args

    @classmethod
    def _dispatch(cls, endpoint):
        try:
            return super()._dispatch(endpoint)
        except RecursionError:
            # a path of very many fields, or whatever else refers to itself
            raise BadRequest("Nested too deep") from None
