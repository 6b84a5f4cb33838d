"""Every route of ours, called as everybody with ids of ours; and RPC over HTTP."""

import json
import re
from xmlrpc.client import Fault

from access_matrix import matrix
from access_routes import CHANGERS, declared
from access_tries import WORD, AccessTries
from access_ways_around import text_of

from odoo.http import Request, _generate_routing_rules
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.rpc.controllers.xmlrpc import RPC_FAULT_CODE_ACCESS_ERROR

ADDONS = {
    "mines_to_markets",
    "asm_programs",
    "asm_money",
    "asm_donor_reports",
    "asm_money_account",
}
ROLES = (
    "public",
    "stranger",
    "employee",
    "elsewhere",
    "outside",
    "viewer",
    "porter",
    "officer",
    "funder",
    "subgrantee",
    "government",
)
# who asks for a sub-award in each of its states
OF_SUBAWARDS = ("stranger", "porter", "subgrantee", "funder")
ARGUMENT = re.compile(r"<(?:(\w+(?:\([^)]*\))?):)?(\w+)>")
# the word in an address, by how the route begins: the first that does
WORDS = {
    "/mines_to_markets/register/": "stakeholders",
    "/my/people/invitations/": "withdrawn",
    "/my/people/": "removed",
    "/my/subawards/": "advance",
}
# Odoo's own, which cannot do without what is not filled in here
ODOOS = {"/web/signup"}
# what is kept of every visit, of every attempt to log in and of every download
VISITS = {"res_device_log", "res_users_log", "mtm_login_attempt", "ir_attachment"}
LOG = "mtm_log_"
QUIET = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_access",
)


def seen_by(route, method):
    return declared()[route, method][2]


def seen_on_pages(route, method):
    """Return who sees a page, and nobody for what is only a form."""
    return seen_by(route, method) if (route, "GET") in declared() else ()


def nobody(_route, _method):
    return ()


class RoutesCase(AccessTries, HttpCase):
    def _log_in(self, role):
        login = role != "public" and self.users[role].login
        self.authenticate(login or None, login and login.ljust(8, "x"))

    def _post_json(self, url, values, **headers):
        return self.url_open(
            url,
            data=json.dumps(values),
            headers={"Content-Type": "application/json"} | headers,
            allow_redirects=False,
        )


class RoutesOfOurs(RoutesCase):
    def setUp(self):
        super().setUp()
        self.ids = self._make_ids()
        self.releases = self._make_releases()
        self.env.flush_all()

    def _make_ids(self):
        subaward, request, deliverable = self._make_subaward()
        evidence = self._create("mtm.evidence", {"url": "https://example.com"})
        self.actual.evidence_ids = evidence
        access = self.env["mtm.partner.access"].search(
            [("user_id", "=", self.users["viewer"].id)]
        )
        tranche = self._made("asm.tranche")
        tranche.action_request()
        return {
            "access_id": access.id,
            "attachment_id": request.attachment_ids.id,
            "award_id": self.award.id,
            "deliverable_id": deliverable.id,
            "engagement_id": self.engagement.id,
            "evidence_id": evidence.id,
            "file_id": self._made("mtm.released.file", name=WORD).id,
            "format_id": self._made("asm.donor.format", name=WORD).id,
            "import_id": self._create("mtm.import", {"kind": "workbook"}).id,
            "invitation_id": self._made("mtm.partner.invitation", name=WORD).id,
            "page": 1,
            "program": self.program.id,
            "report_id": self.report.id,
            "request_id": request.id,
            "subaward_id": subaward.id,
            "submission_id": self.submission.id,
            "tranche_id": tranche.id,
        }

    def _made(self, model, **more):
        return self._create(model, self._values(model) | more)

    def _file(self):
        values = {"name": f"{WORD}.txt", "raw": WORD.encode()}
        return self._create("ir.attachment", values)

    def _make_subaward(self):
        """Return a running sub-award, what was sent under it and what is due."""
        subaward = self._made("asm.subaward")
        subaward.action_start()
        request = self._made(
            "asm.subaward.request",
            subaward_id=subaward.id,
            note=WORD,
            attachment_ids=self._file().ids,
            state="submitted",
            submitted_by=self.users["subgrantee"].id,
            submitted_on="2025-02-01 10:00:00",
        )
        deliverable = self._made(
            "asm.subaward.deliverable", subaward_id=subaward.id, name=WORD
        )
        return subaward, request, deliverable

    def _make_releases(self):
        """Return what was released, to funder and office, by the address of it."""
        site = self._made("mtm.site", name=WORD)
        evidence = self._create(
            "mtm.evidence", {"attachment_id": self._file().id, "name": WORD}
        )
        program = {"program_id": self.program.id, "date_to": "2025-03-31"}
        results = {"kind": "results"} | program
        of_site = {"kind": "site", "site_id": site.id} | program
        of_evidence = {"kind": "evidence", "evidence_id": evidence.id} | program
        to_funder = {"award_id": self.award.id}
        to_office = {"partner_id": self.office.id}
        self._create("asm.release", results | to_funder)
        made = {
            "/my/awards/<int:award_id>/evidence/": of_evidence | to_funder,
            "/my/awards/<int:award_id>/sites/": of_site | to_funder,
            "/my/jurisdiction/evidence/": of_evidence | to_office,
            "/my/jurisdiction/": results | to_office,
        }
        return {
            start: self._create("asm.release", values).id
            for start, values in made.items()
        }

    def _routes(self):
        """Return ``{(route, method): routing}`` of what we define, or have declared.

        Routes of Odoo's that ours only log, or answer with more headers, are Odoo's.
        """
        found = {}
        modules = self.env.registry._init_modules
        for route, endpoint in _generate_routing_rules(modules, nodb_only=False):
            classes = type(endpoint.func.__self__).mro()
            homes = [c for c in classes if endpoint.func.__name__ in vars(c)]
            is_ours = homes[-1].__module__.split(".")[2] in ADDONS
            for method in endpoint.routing.get("methods") or ("GET", "POST"):
                key = (route.replace(", ", ","), method)
                if is_ours or key in declared():
                    found[key] = endpoint.routing
        return found

    def _mode(self, routing):
        readonly = routing.get("readonly")
        if callable(readonly):
            return "maybe"
        return "reads" if readonly else "writes"

    def _wrong_routes(self, routes, roles=ROLES, seen_by=seen_by):
        wrong, refused = [], 0
        for role in roles:
            self._log_in(role)
            for (route, method), routing in routes.items():
                may = role in seen_by(route, method)
                with self._undone():
                    said = self._visit(route, method, routing)
                is_right = ("named" in said) == may and ("changed" in said) == (
                    role in CHANGERS.get(route, ())
                )
                if "error" in said or not is_right:
                    words = " and ".join(sorted(said)) or "nothing"
                    wrong.append(f"{method} {route} as {role}: {words}")
                elif not said:
                    refused += 1
        return wrong, refused

    def _visit(self, route, method, routing):
        """Return what a visit came to: words of named, changed, error."""
        url = self._address(route)
        before = self._changed_tables()
        with mute_logger(*QUIET):
            if routing["type"] == "jsonrpc":
                answer = self._post_json(url, {"params": {}})
            elif method == "POST":
                data = {"csrf_token": Request.csrf_token(self), "data": "{}"}
                answer = self.url_open(url, data=data, allow_redirects=False)
            else:
                answer = self.url_open(url, allow_redirects=False)
        after = self._changed_tables()
        changed = {table for table in after if after[table] != before.get(table)}
        return {
            word
            for word, is_so in {
                "named": WORD in text_of(answer.content),
                "changed": {t for t in changed - VISITS if not t.startswith(LOG)},
                "error": answer.status_code >= 500 and route not in ODOOS,
            }.items()
            if is_so
        }

    def _address(self, route):
        def fill(match):
            kind, name = match.groups()
            if kind and kind.startswith("any("):
                return kind[4:-1].split(",")[0].strip()
            if kind == "string":
                return next(
                    word for start, word in WORDS.items() if route.startswith(start)
                )
            return str(self.ids.get(name) or self._release_of(route))

        return ARGUMENT.sub(fill, route)

    def _release_of(self, route):
        return next(
            release
            for start, release in self.releases.items()
            if route.startswith(start)
        )


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessRoutes(RoutesOfOurs):
    def test_every_route_is_declared(self):
        found = {
            key: (routing["auth"], self._mode(routing))
            for key, routing in self._routes().items()
        }
        self.assertEqual(found, {key: row[:2] for key, row in declared().items()})

    def test_no_form_of_a_web_site_makes_records(self):
        """Odoo's forms for visitors come with its web site, which is not here."""
        self.assertNotIn("website", self.env.registry._init_modules)
        with mute_logger(*QUIET):
            answer = self.url_open("/website/form/mtm.engagement", data={"name": "x"})
        self.assertEqual(answer.status_code, 404)

    def test_routes(self):
        self._check(*self._wrong_routes(self._routes()))

    def _check(self, wrong, refused):
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(
            "Matrix: routes of ours with ids of others",
            "access lines, rules and roles",
            cases=refused,
        )

    def test_a_subaward_that_is_closed(self):
        """It is shown as before, to its people alone, and takes nothing in."""
        self.env["asm.subaward"].browse(self.ids["subaward_id"]).state = "closed"
        routes = self._of_subawards()
        self._check(*self._wrong_routes(routes, OF_SUBAWARDS, seen_on_pages))

    def test_a_subaward_that_has_not_begun(self):
        """Nobody outside sees it, those whom it is for included."""
        self.env["asm.subaward"].browse(self.ids["subaward_id"]).state = "draft"
        self._check(*self._wrong_routes(self._of_subawards(), OF_SUBAWARDS, nobody))

    def _of_subawards(self):
        routes = self._routes().items()
        return {key: one for key, one in routes if key[0].startswith("/my/subawards")}


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessRpc(RoutesCase):
    """The same matrix through HTTP: in a session, and with a key by other ways."""

    def test_rpc_in_a_session(self):
        self._check("Matrix: RPC in a session, over HTTP", self._in_a_session)

    def test_rpc_with_a_key(self):
        self._check("Matrix: /json/2 with a key, over HTTP", self._with_a_key)

    def test_xmlrpc_with_a_key(self):
        self._check("Matrix: XML-RPC with a key, over HTTP", self._by_xmlrpc)

    def _check(self, kind, ask):
        wrong, refused = [], 0
        keys = {role: self._key(role) for role in ("stranger", "employee", "porter")}
        for model in sorted(matrix()):
            if self.env[model].is_transient() or not self.env[model]._auto:
                continue
            with self._undone():
                record = self._as_created(model, self._values(model))
                if model == "mtm.service.delivery":
                    record.state = "confirmed"
                self.env.flush_all()
                for role, key in keys.items():
                    may = "r" in matrix()[model][role]
                    with mute_logger(*QUIET):
                        found = ask(role, key, model, [("id", "=", record.id)])
                    if found != may:
                        wrong.append(f"{role} {'finds' if found else 'misses'} {model}")
                    refused += not (found or may)
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(kind, "access lines and rules", cases=refused)

    def _key(self, role):
        keys = self.env["res.users.apikeys"].with_user(self.users[role]).sudo()
        return keys._generate("rpc", "Matrix", None)

    def _in_a_session(self, role, _key, model, domain):
        if getattr(self, "logged_in", None) != role:
            self._log_in(role)
            self.logged_in = role
        said = self._post_json(
            f"/web/dataset/call_kw/{model}/search_read",
            {
                "params": {
                    "model": model,
                    "method": "search_read",
                    "args": [domain, ["display_name"]],
                    "kwargs": {},
                }
            },
        ).json()
        return bool(said.get("result"))

    def _with_a_key(self, _role, key, model, domain):
        answer = self._post_json(
            f"/json/2/{model}/search_read",
            {"domain": domain, "fields": ["display_name"]},
            Authorization=f"Bearer {key}",
        )
        return answer.status_code == 200 and bool(answer.json())

    def _by_xmlrpc(self, role, key, model, domain):
        login = (self.env.cr.dbname, self.users[role].id, key)
        asked = (model, "search_read", [domain, ["display_name"]])
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):
            try:
                return bool(self.xmlrpc_object.execute_kw(*login, *asked))
            except Fault as fault:
                # any other is no refusal
                if fault.faultCode != RPC_FAULT_CODE_ACCESS_ERROR:
                    raise
                return False
