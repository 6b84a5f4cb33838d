"""What tests of portal pages share: logging in, asking, being refused."""

import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.http import Request, request
from odoo.tests import HttpCase, JsonRpcException, new_test_user
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.controllers.portal import MtmCustomerPortal

WORDS_OF_STAFF = "They have never kept a promise"


class PortalCase(HttpCase):
    @classmethod
    def _create_portal_user(cls, login, partner, role="officer"):
        user = new_test_user(cls.env, login, "base.group_portal")
        cls.env["mtm.partner.access"].create(
            {"partner_id": partner.id, "user_id": user.id, "role": role}
        )
        return user

    def _get(self, user, url, status=200):
        """Open a page as this user and return its text."""
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            response = self.url_open(url)
        self.assertEqual(response.status_code, status, url)
        return response.text

    def _post(self, user, url, status=200, **data):
        """Send a form as this user and return the text of the page that follows."""
        self.authenticate(user.login, user.login)
        data["csrf_token"] = Request.csrf_token(self)
        with mute_logger("odoo.http"):
            response = self.url_open(url, data=data)
        self.assertEqual(response.status_code, status, response.text[:500])
        return response.text

    def _rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _assert_rpc_refused(self, model, method, *args, **kwargs):
        with (
            mute_logger("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(JsonRpcException) as refusal,
        ):
            self._rpc(model, method, *args, **kwargs)
        self.assertIn("AccessError", str(refusal.exception))

    @contextmanager
    def _recorded_cursor_modes(self):
        """Record whether each page is drawn on a cursor that only reads."""
        modes = []
        render = MtmCustomerPortal._render_page

        def recording(controller, *args, **kwargs):
            modes.append(request.env.cr.readonly)
            return render(controller, *args, **kwargs)

        with patch.object(MtmCustomerPortal, "_render_page", recording):
            yield modes

    def _count_queries(self, url):
        """Return the number of queries of a page, its caches being warm."""
        self.url_open(url).raise_for_status()
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.url_open(url).raise_for_status()
        return self.cr.sql_log_count - before

    def _ask(self, route, params):
        """Return the answer as text; a refusal is an answer too."""
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            try:
                return json.dumps(self.make_jsonrpc_request(route, params))
            except JsonRpcException as refusal:
                return str(refusal)

    def _let_staff_talk(self, record, officer):
        """Leave what must reach nobody outside: talk, a file, a follower, a task."""
        record.with_user(officer).message_post(
            body=WORDS_OF_STAFF,
            subtype_xmlid="mail.mt_comment",
            attachments=[("secret.txt", b"secret")],
        )
        record.message_subscribe(officer.partner_id.ids)
        record.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=WORDS_OF_STAFF,
            user_id=officer.id,
        )

    def _discussion_requests(self, record):
        """Return routes and parameters of all that Odoo offers on a discussion."""
        thread = {"thread_model": record._name, "thread_id": record.id}
        about = [("model", "=", record._name), ("res_id", "=", record.id)]
        wanted = [
            "activities",
            "attachments",
            "display_name",
            "followers",
            "scheduledMessages",
            "suggestedRecipients",
        ]
        yield "/mail/thread/messages", thread
        yield "/mail/thread/recipients", thread
        yield "/mail/thread/recipients/get_suggested_recipients", thread
        for item in wanted:
            asked = [["mail.thread", thread | {"request_list": [item]}]]
            yield "/mail/data", {"fetch_params": asked}
        for model, domain, fields_ in (
            ("mail.message", about, ["body"]),
            ("mail.followers", [("res_id", "=", record.id)], ["partner_id"]),
            ("mail.activity", [("res_id", "=", record.id)], ["summary"]),
            ("ir.attachment", [("res_model", "=", record._name)], ["name"]),
            ("mail.tracking.value", [], ["new_value_char"]),
        ):
            yield (
                f"/web/dataset/call_kw/{model}/search_read",
                {
                    "model": model,
                    "method": "search_read",
                    "args": [domain, fields_],
                    "kwargs": {},
                },
            )

    def _assert_talk_is_hidden(self, record, officer, *logins):
        self._let_staff_talk(record, officer)
        for login in logins:
            self.authenticate(login, login)
            for route, params in self._discussion_requests(record):
                with self.subTest(login=login, route=route):
                    answer = self._ask(route, params)
                    for text in (WORDS_OF_STAFF, officer.name, "secret.txt"):
                        self.assertNotIn(text, answer)

    def _api_key(self, user):
        return (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(None, "test", fields.Datetime.now() + timedelta(days=1))
        )

    def _json2(self, key, model, method, **params):
        with mute_logger("odoo.http"):
            return self.url_open(
                f"/json/2/{model}/{method}",
                json=params,
                headers={"Authorization": f"Bearer {key}"},
            )
