"""Every route of ours, asked for what belongs to others and for what is no number."""

from attack_world import NOTHING, ODD, AttackWorld

from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

# who has nothing to do with our organisation, or with us
OUTSIDERS = ("stranger", "employee", None)


@tagged("post_install", "-at_install")
class TestAttackRoutes(AttackWorld):
    def _log_in_as(self, role):
        login = role and self.users[role].login
        self.authenticate(login, login)

    def _with_numbers(self):
        for rule, method, is_json in self._our_routes():
            names = self._numbers(rule)
            if names:
                yield rule, method, is_json, names

    def test_what_belongs_to_others_is_as_if_it_were_not(self):
        asked = 0
        for role in OUTSIDERS:
            self._log_in_as(role)
            for rule, method, is_json, names in self._with_numbers():
                theirs = {
                    name: self._record(self._model_of(rule, name)).id for name in names
                }
                missing = dict.fromkeys(names, NOTHING)
                pairs = zip(
                    self._addresses(rule, theirs),
                    self._addresses(rule, missing),
                    strict=True,
                )
                for url, nowhere in pairs:
                    with self.subTest(role=role, url=url, method=method):
                        found = self._ask_for(url, method, is_json)
                        none = self._ask_for(nowhere, method, is_json)
                        self.assertEqual(self._said(found), self._said(none))
                        if not is_json:
                            self.assertIn(found.status_code, (303, 403, 404))
                        asked += 1
        tried.attack(
            "Ids of others in addresses", "the answer as for no such id", asked
        )

    def test_no_number_is_an_error_of_the_server(self):
        asked = 0
        self._log_in_as("porter")
        for rule, method, is_json, names in self._with_numbers():
            own = {name: self._record(self._model_of(rule, name)).id for name in names}
            for odd in ODD:
                for name in names:
                    url = next(self._addresses(rule, own | {name: odd}))
                    with self.subTest(url=url, method=method):
                        answer = self._ask_for(url, method, is_json)
                        self.assertIn(answer.status_code, self._refusals(is_json), url)
                        self.assertNotIn("Traceback", answer.text)
                        self.assertNotIn("psycopg2", answer.text)
                        asked += 1
        tried.attack("Ids that are no numbers, negative, huge", "not found", asked)

    def _refusals(self, is_json):
        # the digits of another script lead to the same number in ours
        return (200, 400, 404) if is_json else (301, 400, 403, 404)

    def test_a_form_of_another_site_is_refused(self):
        """Without the token of the session, or with the one of another session."""
        asked = 0
        self._log_in_as("stranger")
        other = self._token()
        self._log_in_as("porter")
        for rule, method, is_json in self._our_routes():
            if method != "POST" or is_json:
                continue
            own = {
                name: self._record(self._model_of(rule, name)).id
                for name in self._numbers(rule)
            }
            url = next(self._addresses(rule, own))
            for data in ({}, {"csrf_token": other}, {"csrf_token": ""}):
                with self.subTest(url=url, data=data):
                    answer = self._ask_for(url, method, False, data, token=False)
                    self.assertEqual(answer.status_code, 400)
                    asked += 1
        tried.attack("Forms sent from another site", "the token of the session", asked)

    def _token(self):
        return Request.csrf_token(self)

    def test_a_call_is_taken_as_json_alone(self):
        """A page of another site may send a form, or text, and nothing else."""
        asked = 0
        self._log_in_as("porter")
        for rule, _method, is_json in self._our_routes():
            self.assertFalse(rule.endpoint.routing.get("cors"), rule.rule)
            if not is_json:
                self.assertTrue(rule.endpoint.routing.get("csrf", True), rule.rule)
                continue
            own = {
                name: self._record(self._model_of(rule, name)).id
                for name in self._numbers(rule)
            }
            url = next(self._addresses(rule, own))
            for kind in ("text/plain", "application/x-www-form-urlencoded"):
                with self.subTest(url=url, kind=kind):
                    answer = self.url_open(
                        url, data=b'{"params": {}}', headers={"Content-Type": kind}
                    )
                    self.assertIn(answer.status_code, (400, 415))
                    asked += 1
        tried.attack("Calls sent from another site", "taken as JSON alone", asked)
