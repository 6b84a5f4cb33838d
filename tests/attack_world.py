"""What tests of attacks on our routes share: every route, and a record for each id."""

import re
from itertools import product
from typing import NamedTuple

from access_world import AccessWorld

from odoo.http import Request, _generate_routing_rules
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.portal import PortalCase

ADDONS = (
    "mines_to_markets",
    "asm_programs",
    "asm_money",
    "asm_money_account",
    "asm_donor_reports",
)
# what the numbers in an address are ids of
MODELS = {
    "engagement_id": "mtm.engagement",
    "submission_id": "asm.submission",
    "evidence_id": "mtm.evidence",
    "award_id": "asm.award",
    "report_id": "asm.donor.report",
    "release_id": "asm.release",
    "tranche_id": "asm.tranche",
    "subaward_id": "asm.subaward",
    "deliverable_id": "asm.subaward.deliverable",
    "attachment_id": "ir.attachment",
    "file_id": "mtm.released.file",
    "access_id": "mtm.partner.access",
    "invitation_id": "mtm.partner.invitation",
    "import_id": "mtm.import",
    "format_id": "asm.donor.format",
    "program": "asm.program",
}
_ARGUMENT = re.compile(r"<(?:\w+(?:\([^>]*\))?:)?(\w+)>")
WORDS = {
    "kind": ("advance", "stakeholders"),
    "what": ("removed", "accepted", "withdrawn", "role"),
}
NOTHING = 2_000_000_111
ODD = (
    "0",
    "-1",
    "-2147483648",
    "2147483648",
    "9223372036854775808",
    "9" * 400,
    "1.0",
    "1e3",
    "NaN",
    "1,2",
    "1%00",
    "%D9%A1",
    "1'--",
    "..%2f1",
    "[1]",
    "1;2",
)
_REST = {"page": 1, "kind": "pdf"}
# what differs between two answers that say the same
_CHANGING = (
    r'csrf_token: "\w+"',
    r'name="csrf_token" value="\w+"',
    r'"csrf_token": "\w+"',
    r"%2F\d+|/\d+|\b\d{3,}\b",
)
_QUIET = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.res_users",
    "odoo.sql_db",
)


# Odoo's own, which ours log or close further; each has tests of its own
_ODOOS = (
    "/web/content",
    "/web/export",
    "/web/pivot",
    "/report/",
    "/web/partner/",
    "/web_enterprise/partner/",
)


class Rule(NamedTuple):
    """An address as it is written in a route."""

    rule: str
    endpoint: object
    arguments: list


class AttackWorld(AccessWorld, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # those who attack are of our organisation, which gets sub-awards as well
        cls.subgrantee = cls.partner

    def _our_routes(self):
        """Yield ``(rule, method, is_json)`` of every route of ours."""
        ours = tuple(f"odoo.addons.{name}." for name in ADDONS)
        modules = sorted(self.env.registry._init_modules)
        for url, endpoint in _generate_routing_rules(modules, nodb_only=False):
            if not endpoint.func.__func__.__module__.startswith(ours):
                continue
            if url.startswith(_ODOOS):
                continue
            rule = Rule(url, endpoint, _ARGUMENT.findall(url))
            is_json = endpoint.routing["type"] == "jsonrpc"
            methods = endpoint.routing["methods"] or (
                ["POST"] if is_json else ["GET", "POST"]
            )
            for method in sorted(set(methods) - {"OPTIONS", "HEAD"}):
                yield rule, method, is_json

    def _addresses(self, rule, ids):
        """Yield the addresses of a route.

        :param ids: ``{name: text}`` of its numbers
        """
        words = [
            name for name in rule.arguments if name in WORDS and "any(" not in rule.rule
        ]
        for chosen in product(*(WORDS[name] for name in words)):
            values = ids | dict(zip(words, chosen, strict=True))
            url = re.sub(
                _ARGUMENT,
                lambda found, values=values: str({**_REST, **values}[found[1]]),
                rule.rule,
            )
            yield url

    def _numbers(self, rule):
        """Return the names of what the numbers in the address of a route are ids of."""
        return [
            name
            for name in rule.arguments
            if name not in WORDS and name not in ("page", "kind")
        ]

    def _model_of(self, rule, name):
        if name == "request_id":
            return "asm.subaward.request"
        return MODELS[name]

    def _record(self, model):
        """Return a record of this model that belongs to our own organisation."""
        self._made = getattr(self, "_made", {})
        if model not in self._made:
            known = {
                "asm.submission": self.submission,
                "asm.program": self.program,
                "asm.award": self.award,
                "mtm.engagement": self.engagement,
            }
            if model in known:
                self._made[model] = known[model]
            elif model == "ir.attachment":
                self._made[model] = self.env[model].create(
                    {"name": "ours.txt", "raw": b"ours"}
                )
            else:
                values = dict(self._values(model))
                self._made[model] = self.env[model].create(values)
        return self._made[model]

    def _ask_for(self, url, method, is_json, data=None, token=True):
        with mute_logger(*_QUIET):
            if is_json:
                body = {"jsonrpc": "2.0", "method": "call", "params": data or {}}
                return self.url_open(url, json=body)
            if method == "GET":
                return self.url_open(url, allow_redirects=False)
            form = dict(data or {})
            if token:
                form["csrf_token"] = Request.csrf_token(self)
            return self.url_open(url, data=form or {"a": "a"}, allow_redirects=False)

    def _said(self, response):
        """Return status and text of an answer, without what always differs."""
        text = response.text
        for pattern in _CHANGING:
            text = re.sub(pattern, "", text)
        where = re.sub(r"\d+", "", response.headers.get("Location", ""))
        return response.status_code, where, text
