"""Forms with more in them than they have: it leaves no trace."""

import json
import re

from access_routes import declared
from attack_world import AttackWorld

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.mines_to_markets.tests import tried

# what somebody would like to set, by the names that such fields have
WISHED = {
    "state": "approved",
    "user_id": "1",
    "company_id": "1",
    "create_uid": "1",
    "write_uid": "1",
    "create_date": "2020-01-01",
    "__last_update": "2020-01-01",
    "message_follower_ids": "[[6, 0, [1]]]",
    "group_ids": "[[4, 1]]",
    "groups_id": "[[4, 1]]",
    "active": "0",
    "id": "1",
    "is_ours": "1",
    "is_approved": "1",
    "value_verified": "1",
    "approved_by": "1",
    "access_token": "x",
    "sudo": "1",
    "su": "1",
    "uid": "1",
    "context": '{"lang": "fr_FR", "active_test": false}',
    "answer": "Yes",
    "decision_note": "Yes",
    "receipt": "A-1",
    "date_until": "2099-01-01",
    "substitute_until": "2099-01-01",
}
# whom it is of; left out where the form itself asks for it
OTHERS = ("partner_id", "role", "award_id", "subaward_id", "submission_id", "kind")
_DOWNLOAD = "a download: no form is read"
_PAGE = "a page: no form is read"
_FUNDERS = "for funders alone: one text is read, by its name"
_ODOOS = "Odoo's own, by whoever is not logged in"
# what takes a POST, and why none of the forms below goes there; what only reads has a
# connection that cannot write
UNSENT = {
    "/asm/donor-formats/<int:format_id>": _DOWNLOAD,
    "/asm/donor-reports/<int:report_id>/<any(pdf,zip):kind>": _DOWNLOAD,
    "/mines_to_markets/login_letter": "for staff: two numbers are read, by their names",
    "/mines_to_markets/register/<string:kind>": "for staff: a question, as JSON",
    "/my": _PAGE,
    "/my/awards/<int:award_id>/evidence/<int:release_id>": _DOWNLOAD,
    "/my/awards/<int:award_id>/payments/<int:tranche_id>/paid": _FUNDERS,
    "/my/awards/<int:award_id>/reports/<int:report_id>": _FUNDERS,
    "/my/awards/<int:award_id>/reports/<int:report_id>/file": _DOWNLOAD,
    "/my/awards/<int:award_id>/reports/<int:report_id>/pages": _DOWNLOAD,
    "/my/code": "by whoever is not logged in: attacks on logging in go there",
    "/my/documents/<int:file_id>": _DOWNLOAD,
    "/my/home": _PAGE,
    "/my/jurisdiction/evidence/<int:release_id>": _DOWNLOAD,
    "/my/reports/<int:submission_id>/save": "no form, JSON: the test after this one",
    "/my/reports/workbook": "a file: attacks by files go there",
    "/my/reports/workbook/<int:import_id>/store": "what lines ask, by their numbers",
    "/my/requests": _PAGE,
    "/my/requests/page/<int:page>": _PAGE,
    "/my/subawards/<int:subaward_id>/files/<int:attachment_id>": _DOWNLOAD,
    "/web/reset_password": _ODOOS,
    "/web/signup": _ODOOS,
}
_ARGUMENT = re.compile(r"<(\w+)[^>]*>")
_DRAWN = re.compile(r"token|hash|receipt|signature|password|sequence|last_")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@tagged("post_install", "-at_install")
class TestAttackExtra(AttackWorld):
    def _models(self):
        return [
            model
            for model in self.env.values()
            if model._auto
            and not model._abstract
            and not model._transient
            and (
                model._name.startswith(("mtm.", "asm."))
                or model._name
                in ("res.users", "res.partner", "mail.followers", "mail.message")
            )
        ]

    def _rows(self):
        """Return ``{(table, row)}`` of everything that a form may change."""
        self.env.flush_all()
        found = {}
        for model in self._models():
            rows = self.env.execute_query(
                SQL(
                    "SELECT ROW_TO_JSON(t)::text FROM %s t ORDER BY id",
                    SQL.identifier(model._table),
                )
            )
            found[model._name] = [json.loads(row) for (row,) in rows]
        return found

    def _changes(self, before, after):
        """Return what came or changed, the same whatever numbers it was given."""
        last = {
            name: max((row["id"] for row in rows), default=0)
            for name, rows in before.items()
        }
        changes = []
        for name, rows in after.items():
            known = {json.dumps(row, sort_keys=True) for row in before[name]}
            for row in rows:
                if json.dumps(row, sort_keys=True) not in known:
                    changes.append((name, self._plain(name, row, last)))
        return sorted(changes, key=str)

    def _plain(self, name, row, last):
        fields = self.env[name]._fields
        plain = {}
        for key, value in row.items():
            field = fields.get(key)
            if key == "id":
                value = value if value <= last[name] else "new"
            elif field is not None and field.type == "many2one" and value:
                newest = last.get(field.comodel_name, value)
                value = value if value <= newest else "new"
            elif field is not None and field.type == "many2one_reference" and value:
                newest = last.get(row.get(field.model_field), value)
                value = value if value <= newest else "new"
            elif isinstance(value, str):
                if _DRAWN.search(key) or _MOMENT.match(value):
                    value = "drawn"
                value = re.sub(r"token=[\w.%-]+|\d+", "#", value)
            plain[key] = value
        return plain

    def _sent(self, url, form):
        """Send a form, and return what it changed; then undo it."""
        before = self._rows()
        savepoint = self.env.cr.savepoint()
        try:
            response = self._ask_for(url, "POST", False, dict(form))
            self.assertLess(response.status_code, 500, response.text[:300])
            self.env.invalidate_all(flush=False)
            return response.status_code, self._changes(before, self._rows())
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()

    def _forms(self):
        report = self._record("asm.submission")
        subaward = self._record("asm.subaward")
        subaward.action_start()
        access = self._record("mtm.partner.access")
        access.role = "viewer"
        yield (
            "/my/requests/new",
            {
                "partner_id": self.partner.id,
                "country_id": self.country.id,
                "description": "We need help",
                "service_ids": self.service.id,
            },
        )
        yield "/my/messages", {"choice": "weekly"}
        yield "/my/organisation", {"partner_id": self.partner.id}
        yield (
            "/my/people/invite",
            {
                "partner_id": self.partner.id,
                "name": "Colleague",
                "email": "colleague@example.org",
                "role": "viewer",
            },
        )
        yield f"/my/people/{access.id}/role", {"role": "editor"}
        yield f"/my/people/{access.id}/removed", {}
        yield (
            f"/my/reports/{report.id}/ask",
            {"kind": "new_site", "wished": "A site", "reason": "It is new"},
        )
        yield (
            f"/my/reports/{report.id}/evidence",
            {
                "line": self.program_indicator.id,
                "site": 0,
                "url": "https://example.org/list",
            },
        )
        yield f"/my/subawards/{subaward.id}/requests/new/advance", {"note": "A note"}
        yield f"/my/subawards/{subaward.id}/targets", {"reason": "More"}
        yield f"/my/subawards/{subaward.id}/deviations", {"reason": "Rain"}
        yield from self._forms_of_what_is_there(report, subaward)

    def _forms_of_what_is_there(self, report, subaward):
        invitation = self._record("mtm.partner.invitation")
        yield f"/my/people/invitations/{invitation.id}/withdrawn", {}
        piece = self._create("mtm.evidence", {"url": "https://example.org/list"})
        self.actual.evidence_ids = piece
        place = {"line": self.program_indicator.id, "site": 0}
        url = f"/my/reports/{report.id}/evidence/{piece.id}"
        yield f"{url}/change", place | {"kind": "link", "date": "2025-01-02"}
        yield f"{url}/delete", place
        deliverable, asked = (
            self._create(model, self._values(model) | {"subaward_id": subaward.id})
            for model in ("asm.subaward.deliverable", "asm.subaward.request")
        )
        url = f"/my/subawards/{subaward.id}"
        yield f"{url}/deliverables/{deliverable.id}", {"note": "It is done"}
        yield f"{url}/requests/{asked.id}", {"action": "discard"}

    def test_every_form_is_among_them(self):
        posted = {
            route
            for (route, method), (_auth, mode, _roles) in declared().items()
            if method == "POST" and mode != "reads"
        }
        sent = {self._route_of(url, posted) for url, _form in self._forms()}
        self.assertEqual(sent & UNSENT.keys(), set())
        self.assertEqual(sent | UNSENT.keys(), posted)

    def _route_of(self, url, routes):
        (found,) = (
            route
            for route in routes
            if re.fullmatch(_ARGUMENT.sub(self._pattern, route), url)
        )
        return found

    def _pattern(self, argument):
        return r"\d+" if argument[1] == "int" else r"\w+"

    def test_what_is_too_much_leaves_no_trace(self):
        cases = 0
        login = self.users["porter"].login
        changed = 0
        for url, form in list(self._forms()):
            self.authenticate(login, login)
            status, expected = self._sent(url, form)
            changed += bool(expected)
            others = {
                name: self.other_partner.id if name == "partner_id" else "1"
                for name in OTHERS
                if name not in form
            }
            cases += len((WISHED | others).keys() - form.keys())
            self.authenticate(login, login)
            with self.subTest(url=url):
                found = self._sent(url, WISHED | others | form)
                self.assertEqual(found, (status, expected))
        self.assertGreater(changed, 10)
        tried.attack("More in a form than it has", "known names alone", cases)

    def test_a_report_takes_no_name_of_a_field(self):
        login = self.users["porter"].login
        self.authenticate(login, login)
        before = self._rows()
        url = f"/my/reports/{self.submission.id}/save"
        odd = {"value-1": "1", "value--1-0": "1", "value-1e9-0-0": "2"}
        for name, value in (WISHED | odd).items():
            with self.subTest(name=name):
                self.make_jsonrpc_request(url, {"changes": {name: value}})
                self.assertFalse(self._changes(before, self._rows()))
        tried.attack(
            "Names of fields in a report",
            "the names of its inputs",
            len(WISHED) + len(odd),
        )

    def test_roles_and_states_are_not_written_over_rpc(self):
        login = self.users["porter"].login
        self.authenticate(login, login)
        user = self.users["porter"]
        access = user.partner_access_ids
        admin = self.env.ref("mines_to_markets.group_mtm_admin")
        before = self._rows()
        calls = (
            ("res.users", "write", [user.ids, {"group_ids": [[4, admin.id]]}]),
            ("res.users", "write", [user.ids, {"login": "admin2"}]),
            ("res.users", "write", [user.ids, {"company_ids": [[4, 1]]}]),
            ("res.users", "write", [user.ids, {"partner_access_ids": [[5]]}]),
            ("res.groups", "write", [admin.ids, {"user_ids": [[4, user.id]]}]),
            ("mtm.partner.access", "write", [access.ids, {"role": "officer"}]),
            (
                "mtm.partner.access",
                "create",
                [
                    {
                        "partner_id": self.other_partner.id,
                        "user_id": user.id,
                        "role": "officer",
                    }
                ],
            ),
            ("mtm.staff.scope", "unlink", [[1]]),
            ("asm.submission", "write", [self.submission.ids, {"state": "approved"}]),
            (
                "asm.submission",
                "write",
                [
                    self.submission.ids,
                    {"actual_ids": [[1, self.actual.id, {"value": 9}]]},
                ],
            ),
            ("asm.actual", "write", [self.actual.ids, {"value": 9}]),
            (
                "mtm.engagement",
                "write",
                [self.engagement.ids, {"partner_id": self.other_partner.id}],
            ),
            ("res.partner", "write", [self.partner.ids, {"name": "Mine"}]),
        )
        for model, method, args in calls:
            with self.subTest(model=model, method=method):
                answer = self._ask(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {"model": model, "method": method, "args": args, "kwargs": {}},
                )
                self.assertIn("AccessError", answer)
        self.assertFalse(self._changes(before, self._rows()))
        tried.attack("Writing roles and states over RPC", "access lines", len(calls))
