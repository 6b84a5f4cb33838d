"""The same form sent ten times at once, and a database that goes away."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.killed import Browser, KilledCase, build

from .common import Q1
from .test_portal import ReportCommon
from .test_space_subgrantee import SubgranteeCommon

TIMES = 10
ROUNDS = 3


class World(ReportCommon, SubgranteeCommon):
    """A report and a grant of one organisation, whose officer is logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.operating_country_ids = cls.congo


def make(env):
    made = build(env, World)
    user = made.partner_officer
    user.password = user.login
    return {
        "login": user.login,
        "user": user.id,
        "partner": made.partner.id,
        "country": made.congo.id,
        "report": made.report.id,
        "subaward": made.subaward.id,
        "staff": made.staff_line.id,
        "line": made.line.id,
        "typed": made()._people("5", "2", "3"),
    }


def count(env, model, field, record_id):
    domain = [(field, "=", record_id)]
    return env[model].with_context(active_test=False).search_count(domain)


def end_connections(env):
    """End all other connections to this database, as its restart does."""
    env.cr.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"
    )
    return env.cr.rowcount


@tagged("post_install", "-at_install")
class TestAtOnce(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.run_there(make)
        cls.work, cls.address = cls.serve_there()
        cls.browser = Browser(cls.address, cls.made["login"])
        cls.token = cls.browser.token()

    def _at_once(self, path, **fields):
        """Send a form ten times at once; return the set of answers."""
        fields |= {"csrf_token": self.token, "form_key": uuid.uuid4().hex}
        with ThreadPoolExecutor(TIMES) as pool:
            sent = [
                pool.submit(self.browser.send, path, **fields) for _time in range(TIMES)
            ]
        return {one.result()[:2] for one in sent}

    def _count(self, model, field, record="partner"):
        return self.run_there(count, model, field, self.made[record])

    def _assert_once(self, path, counted, **fields):
        before = self._count(*counted)
        answers = self._at_once(path, **fields)
        self.assertEqual(len(answers), 1, answers)
        [(status, location)] = answers
        self.assertEqual(status, 303, answers)
        self.assertTrue(location.startswith("/my/"), location)
        self.assertEqual(self._count(*counted), before + 1)
        tried.fault("a form sent ten times at once", "one record, ten equal answers")

    def test_request_for_a_service(self):
        self._assert_once(
            "/my/requests/new",
            ("mtm.service.request", "partner_id"),
            partner_id=self.made["partner"],
            country_id=self.made["country"],
            description="Scales",
        )

    def test_question_about_a_report(self):
        self._assert_once(
            f"/my/reports/{self.made['report']}/ask",
            ("asm.report.request", "submission_id", "report"),
            kind="new_site",
            wished="North pit",
            reason="Two hours on foot",
        )

    def test_invitation(self):
        self._assert_once(
            "/my/people/invite",
            ("mtm.partner.invitation", "partner_id"),
            partner_id=self.made["partner"],
            name="New colleague",
            email="new.colleague@example.com",
            role="viewer",
        )

    def test_request_of_a_grant(self):
        self._assert_once(
            f"/my/subawards/{self.made['subaward']}/requests/new/advance",
            ("asm.subaward.request", "subaward_id", "subaward"),
            date_start=Q1[0],
            date_end=Q1[1],
            note="For the season",
            action="keep",
            **{f"amount_{self.made['staff']}": "10"},
        )

    def test_the_same_again_later_is_another(self):
        """A form of a page that was opened anew is a sending of its own."""
        for number in (1, 2):
            self._assert_once(
                f"/my/reports/{self.made['report']}/ask",
                ("asm.report.request", "submission_id", "report"),
                kind="new_site",
                wished="South pit",
                reason=f"Time {number}",
            )

    def test_pages_give_their_forms_a_key(self):
        for path in (
            "/my/requests/new",
            "/my/people",
            f"/my/reports/{self.made['report']}/ask",
            f"/my/subawards/{self.made['subaward']}/requests/new/advance",
            f"/my/subawards/{self.made['subaward']}?tab=targets",
        ):
            page = self.browser.get(path)[2]
            keys = re.findall(r'name="form_key" value="(\w{32})"', page)
            self.assertTrue(keys, path)
            again = self.browser.get(path)[2]
            self.assertNotIn(keys[0], again)

    def test_database_that_goes_away(self):
        """Whoever asks meanwhile may get an error, and sends again; nothing is lost,
        nothing is there twice."""
        path = f"/my/reports/{self.made['report']}/ask"
        counted = ("asm.report.request", "submission_id", "report")
        before = self._count(*counted)
        for number in range(ROUNDS):
            forms = [
                {
                    "csrf_token": self.token,
                    "form_key": uuid.uuid4().hex,
                    "kind": "new_site",
                    "wished": f"Pit {number}",
                    "reason": f"Number {place}",
                }
                for place in range(4)
            ]
            self.run_there(end_connections)
            with ThreadPoolExecutor(4) as pool:
                sent = [pool.submit(self.browser.send, path, **form) for form in forms]
                self.run_there(end_connections)
            answers = [one.result()[0] for one in sent]
            self.assertFalse(set(answers) - {303, 500}, answers)
            self.assertEqual(self.browser.get("/my/reports")[0], 200)
            for form, answer in zip(forms, answers, strict=True):
                if answer == 500:
                    self.assertEqual(self.browser.send(path, **form)[0], 303)
            self.assertEqual(self._count(*counted), before + 4 * (number + 1))
            tried.fault(
                "all connections to the database end", "sent again it is there, once"
            )
