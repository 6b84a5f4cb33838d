"""How much somebody from outside may send at once, and in an hour."""

import json
from datetime import timedelta
from unittest.mock import patch

from attack_world import AttackWorld
from freezegun import freeze_time

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.models import mtm_portal_sending as sending
from odoo.addons.mines_to_markets.tests import tried

MEGABYTE = 1024 * 1024
MOST = 8 * MEGABYTE
# the largest that a route of ours takes
LARGEST = 64 * MEGABYTE
# a program, whatever its name says
BAD = b"MZ\0\1"


@tagged("post_install", "-at_install")
class TestAttackBodies(AttackWorld):
    def setUp(self):
        super().setUp()
        login = self.users["porter"].login
        self.authenticate(login, login)

    def _own_address(self, rule):
        own = {
            name: self._record(self._model_of(rule, name)).id
            for name in self._numbers(rule)
        }
        return next(self._addresses(rule, own))

    def test_bodies_are_as_large_as_their_route_says(self):
        asked = 0
        body = b"a=" + b"a" * MOST
        for rule, method, is_json in self._our_routes():
            if method != "POST":
                continue
            most = rule.endpoint.routing.get("max_content_length")
            with self.subTest(url=rule.rule):
                if most:
                    self.assertLessEqual(most, LARGEST)
                    continue
                kind = "json" if is_json else "x-www-form-urlencoded"
                with mute_logger("odoo.http"):
                    answer = self.url_open(
                        self._own_address(rule),
                        data=body,
                        headers={"Content-Type": f"application/{kind}"},
                    )
                if is_json:
                    self.assertIn("413", answer.text)
                else:
                    self.assertEqual(answer.status_code, 413)
                asked += 1
        self.assertGreater(asked, 15)
        tried.attack("Bodies that are too large", "a limit of each route", asked)

    def test_calls_of_people_outside_are_small(self):
        asked = {"model": "res.users", "method": "read", "kwargs": {}}
        body = json.dumps({"params": asked | {"args": ["a" * MOST]}}).encode()
        for url in ("/web/dataset/call_kw/res.users/read", "/web/action/load"):
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    url, data=body, headers={"Content-Type": "application/json"}
                )
            self.assertIn("413", answer.text)
        tried.attack("Calls that are too large", "a limit for people outside", 2)

    def test_a_file_is_as_large_as_its_route_says(self):
        url = f"/my/reports/{self.submission.id}/evidence"
        data = {"csrf_token": Request.csrf_token(self), "line": "1", "site": "0"}
        with mute_logger("odoo.http"):
            answer = self.url_open(
                url, data=data, files={"file": ("a.txt", b"a" * 22 * MEGABYTE)}
            )
        self.assertEqual(answer.status_code, 413)
        tried.bad_file("A file that is too large", "how large it may be")

    def test_very_many_fields(self):
        form = {f"field-{number}": "1" for number in range(10_000)}
        asked = 0
        for url in ("/my/requests/new", "/my/messages", "/my/people/invite"):
            with self.subTest(url=url):
                answer = self._ask_for(url, "POST", False, form)
                self.assertIn(answer.status_code, (303, 400, 403, 404, 413, 422))
                asked += 1
        tried.attack("Forms with ten thousand fields", "known names alone", asked)

    def _line_for_evidence(self):
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": self.program_indicator.id,
                "partner_id": self.partner.id,
            }
        )
        url = f"/my/reports/{self.submission.id}/evidence"
        data = {
            "csrf_token": Request.csrf_token(self),
            "line": str(self.program_indicator.id),
            "site": "0",
        }
        return url, data

    def test_nobody_sends_files_without_end(self):
        url, data = self._line_for_evidence()
        with patch.object(sending, "MOST_FILES_IN_AN_HOUR", 3):
            said = [
                self._upload(url, data, f"list {number}".encode())
                for number in range(5)
            ]
        self.assertEqual(said, [200, 200, 200, 429, 429])
        other = self.users["editor"]
        self.authenticate(other.login, other.login)
        data["csrf_token"] = Request.csrf_token(self)
        self.assertEqual(self._upload(url, data, b"another list"), 200)
        tried.attack("Files without end", "a limit by user and hour", 2)

    def test_files_that_are_refused_are_counted(self):
        url, data = self._line_for_evidence()
        with patch.object(sending, "MOST_FILES_IN_AN_HOUR", 3):
            said = [self._upload(url, data, BAD) for _number in range(5)]
        self.assertEqual(said, [422, 422, 422, 429, 429])
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            self.assertEqual(self._upload(url, data, BAD), 422)
        tried.attack("Refused files without end", "a limit by user and hour", 2)

    def test_files_of_a_sub_award_are_counted(self):
        subaward = self._record("asm.subaward")
        subaward.state = "active"
        url = f"/my/subawards/{subaward.id}/requests/new/advance"
        data = {"csrf_token": Request.csrf_token(self), "note": "A note"}
        with patch.object(sending, "MOST_FILES_IN_AN_HOUR", 5):
            said = [self._upload(url, data, BAD, BAD) for _number in range(4)]
        # two a time: the fifth alone would still be taken
        self.assertEqual(said, [422, 422, 429, 429])
        self.assertFalse(subaward.request_ids.attachment_ids)
        tried.attack("Refused files without end", "a limit by user and hour", 2)

    def _beside_a_record(self, url, record, names):
        """Send files as the screens do; return what is answered to each."""
        data = {
            "csrf_token": Request.csrf_token(self),
            "thread_model": record._name,
            "thread_id": record.id,
            "model": record._name,
            "id": record.id,
        }
        return [
            self.url_open(url, data=data, files={"ufile": (name, b"a")}).text
            for name in names
        ]

    def test_files_beside_a_record_are_counted(self):
        record = self.engagement
        cases = [
            ("officer", "MOST_FILES_OF_STAFF", "/mail/attachment/upload"),
            ("officer", "MOST_FILES_OF_STAFF", "/web/binary/upload_attachment"),
            ("porter", "MOST_FILES_IN_AN_HOUR", "/mail/attachment/upload"),
        ]
        for role, most, url in cases:
            with self.subTest(role=role, url=url):
                user = self.users[role]
                self.authenticate(user.login, user.login)
                own = user.partner_id if role == "porter" else record
                names = [f"{role} {number}" for number in range(4)]
                self.env["mtm.portal.sending"].search([]).unlink()
                with patch.object(sending, most, 3), mute_logger("odoo.http"):
                    said = self._beside_a_record(url, own, names)
                self.assertFalse(any("very many" in one for one in said[:3]), said)
                self.assertIn("very many", said[3])
                files = self.env["ir.attachment"].search([("name", "in", names)])
                self.assertNotIn(names[3], files.mapped("name"))
        tried.attack("Files beside a record without end", "a limit by user and hour", 3)

    def test_files_that_other_screens_take_are_counted(self):
        """Whichever address takes files, also one that does not want any."""
        user = self.users["officer"]
        self.authenticate(user.login, user.login)
        asked = self.env["base_import.import"].with_user(user).create({})
        data = {"csrf_token": Request.csrf_token(self), "id": asked.id}
        file = {"ufile": ("list.csv", b"a")}
        with (
            patch.object(sending, "MOST_FILES_OF_STAFF", 2),
            mute_logger("odoo.http"),
        ):
            said = [
                self.url_open(url, data=data, files=file).status_code
                for url in ("/base_import/set_file", "/my/requests/new") * 2
            ]
        self.assertEqual(said, [200, 403, 429, 429])

    def _upload(self, url, data, *raws):
        with mute_logger("odoo.http"):
            return self.url_open(
                url, data=data, files=[("file", ("list.csv", raw)) for raw in raws]
            ).status_code
