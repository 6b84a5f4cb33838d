"""Bodies and searches that are nested very deep: refused, and soon."""

import json
import time

from attack_world import AttackWorld

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

DEEP = 100_000
# how long somebody may occupy a worker with a body of some hundred kilobytes
MOST_SECONDS = 5
QUIET = ("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.json2")


@tagged("post_install", "-at_install")
class TestAttackDepth(AttackWorld):
    def _log_in(self, role):
        login = self.users[role].login
        self.authenticate(login, login)

    def _send(self, url, body, **headers):
        start = time.monotonic()
        with mute_logger(*QUIET):
            answer = self.url_open(
                url,
                data=body.encode(),
                headers={"Content-Type": "application/json", **headers},
            )
        self.assertLess(time.monotonic() - start, MOST_SECONDS, url)
        return answer

    def _bodies(self):
        yield "lists", "[" * DEEP + "]" * DEEP
        yield "objects", '{"a":' * DEEP + "1" + "}" * DEEP
        yield "unfinished", "[" * DEEP
        yield "mixed", '[{"a":' * DEEP

    def test_calls(self):
        asked = 0
        self._log_in("porter")
        for name, deep in self._bodies():
            for url in ("/web/dataset/call_kw/res.partner/read", "/web/action/load"):
                with self.subTest(url=url, body=name):
                    asked_for = '{"params": {"model": "res.partner", "method": '
                    for body in (
                        deep,
                        f'{{"jsonrpc": "2.0", "params": {deep}}}',
                        f'{asked_for}"read", "args": [{deep}], "kwargs": {{}}}}}}',
                    ):
                        answer = self._send(url, body)
                        self._assert_refused(answer)
                        asked += 1
        tried.attack("Bodies nested very deep", "a refusal", asked)

    def _assert_refused(self, answer, is_staff=False):
        self.assertLess(answer.status_code, 500, answer.text[:300])
        text = answer.text[:3_000]
        self.assertNotIn("RecursionError", text)
        if not is_staff:
            self.assertNotIn("Traceback", text)

    def test_calls_of_programs(self):
        key = self._api_key(self.users["officer"])
        asked = 0
        for name, deep in self._bodies():
            for body in (deep, f'{{"domain": {deep}}}', f'{{"context": {deep}}}'):
                with self.subTest(body=name):
                    answer = self._send(
                        "/json/2/res.partner/search_count",
                        body,
                        Authorization=f"Bearer {key}",
                    )
                    self._assert_refused(answer)
                    asked += 1
        tried.attack("Bodies nested very deep", "a refusal", asked)

    def test_our_routes(self):
        asked = 0
        self._log_in("porter")
        for rule, _method, is_json in self._our_routes():
            if not is_json:
                continue
            own = {
                name: self._record(self._model_of(rule, name)).id
                for name in self._numbers(rule)
            }
            url = next(self._addresses(rule, own | {"page": 1}))
            for name, deep in self._bodies():
                with self.subTest(url=url, body=name):
                    self._assert_refused(self._send(url, f'{{"params": {deep}}}'))
                    asked += 1
        self.assertGreater(asked, 12)
        tried.attack("Bodies nested very deep", "a refusal", asked)

    def _domains(self):
        leaf = ["name", "=", "a"]
        yield "not", ["!"] * 20_000 + [leaf]
        yield "or", ["|"] * 20_000 + [leaf] * 20_001
        inner = [leaf]
        for _number in range(45):
            inner = [["child_ids", "any", inner]]
        yield "any", inner
        yield "any, deeper", [["child_ids", "any", inner]] + [["id", "any", inner]]
        yield "and", [leaf] * 40_000
        path = ".".join(["parent_id"] * 500)
        yield "path", [[path, "=", "a"]]

    def test_searches(self):
        asked = 0
        for role in ("porter", "officer"):
            self._log_in(role)
            for name, domain in self._domains():
                body = {
                    "params": {
                        "model": "res.partner",
                        "method": "search_count",
                        "args": [domain],
                        "kwargs": {},
                    }
                }
                url = "/web/dataset/call_kw/res.partner/search_count"
                with self.subTest(role=role, domain=name):
                    answer = self._send(url, json.dumps(body))
                    self._assert_refused(answer, role == "officer")
                    asked += 1
        tried.attack("Searches nested very deep", "a refusal", asked)
