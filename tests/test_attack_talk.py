"""The talk on records and their files, for who has nothing to do with them."""

import io
import json

from attack_world import ADDONS, AttackWorld

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mines_to_markets.tests import tried

SAID = "What staff say of them"
SECRET = b"what is in their file"
# who is from outside: of this organisation, of another, and not logged in
OUTSIDERS = ("porter", "stranger", None)
TABLES = ("mail_message", "mail_followers", "mail_message_reaction", "ir_attachment")


@tagged("post_install", "-at_install")
class TestAttackTalk(AttackWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.users["officer"]

    def _threads(self):
        """Yield a record of every model of ours that is talked on, with a message."""
        for model in sorted(
            model._name
            for model in self.env.values()
            if model._original_module in ADDONS
            and not model._abstract
            and not model._transient
            and model._auto
            and hasattr(model, "message_post")
        ):
            record = self._record(model).sudo()
            message = record.message_post(
                body=SAID,
                attachments=[("secret.txt", SECRET)],
                author_id=self.officer.partner_id.id,
                subtype_xmlid="mail.mt_comment",
            )
            yield record, message

    def _log_in_as(self, role):
        login = role and self.users[role].login
        self.authenticate(login, login)

    def _kept(self):
        """Return how much there is of what an attack would add to or take away."""
        self.env.flush_all()
        counts = []
        for table in TABLES:
            rows = self.env.execute_query(
                SQL("SELECT t::text FROM %s t ORDER BY id", SQL.identifier(table))
            )
            counts.append(rows)
        return counts

    def _calls(self, record, message):
        """Yield routes and parameters that change what is said, or who hears it."""
        thread = {"thread_model": record._name, "thread_id": record.id}
        partner = self.users["porter"].partner_id.id
        said = {"body": "Mine", "message_type": "comment"}
        yield "/mail/message/post", thread | {"post_data": said}
        yield "/mail/message/post", thread | {"post_data": said, "token": "guessed"}
        changed = {"message_id": message.id, "update_data": {"body": "Changed"}}
        yield "/mail/message/update_content", changed
        yield "/mail/message/update_content", changed | {"body": "", "hash": "1"}
        yield (
            "/mail/message/reaction",
            {"message_id": message.id, "content": "x", "action": "add"},
        )
        yield "/mail/read_subscription_data", {"follower_id": 1}
        for model, method, args in (
            (record._name, "message_post", [record.ids]),
            (record._name, "message_subscribe", [record.ids, [partner]]),
            (record._name, "message_unsubscribe", [record.ids, [partner]]),
            (record._name, "message_update", [record.ids, {}]),
            ("mail.message", "write", [message.ids, {"body": "Changed"}]),
            ("mail.message", "unlink", [message.ids]),
            ("mail.message", "toggle_message_starred", [message.ids]),
            ("mail.message", "read", [message.ids, ["body"]]),
            ("ir.attachment", "read", [message.attachment_ids.ids, ["raw", "name"]]),
            ("ir.attachment", "unlink", [message.attachment_ids.ids]),
            (
                "mail.followers",
                "create",
                [
                    {
                        "res_model": record._name,
                        "res_id": record.id,
                        "partner_id": partner,
                    }
                ],
            ),
            (
                "ir.attachment",
                "create",
                [
                    {
                        "name": "mine.txt",
                        "raw": "mine",
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                ],
            ),
        ):
            yield (
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {}},
            )

    def test_nobody_from_outside_talks_or_listens(self):
        threads, asked = list(self._threads()), 0
        self.assertGreater(len(threads), 10)
        for role in OUTSIDERS:
            self._log_in_as(role)
            before = self._kept()
            for record, message in threads:
                for url, params in self._calls(record, message):
                    with self.subTest(role=role, model=record._name, url=url):
                        answer = self._ask(url, params)
                        self.assertNotIn(SAID, answer)
                        self.assertNotIn(SECRET.decode(), answer)
                        asked += 1
            self.assertEqual(self._kept(), before, role)
        tried.attack(
            "Posting, changing and following on records of others",
            "the right to write, which nobody from outside has",
            asked,
        )

    def test_files_of_talk_are_handed_to_nobody(self):
        threads, asked = list(self._threads()), 0
        for role in OUTSIDERS:
            self._log_in_as(role)
            for record, message in threads:
                file = message.attachment_ids
                for url in (
                    f"/web/content/{file.id}",
                    f"/web/content/{file.id}?access_token=guess",
                    f"/web/content/{file.id}?access_token=",
                    f"/web/content/{file.id}?access_token={'0' * 64}",
                    f"/web/content/{file.id}-{file.checksum}/secret.txt",
                    f"/web/content/ir.attachment/{file.id}/raw",
                    f"/web/content?model=ir.attachment&id={file.id}&field=datas",
                    f"/web/image/{file.id}",
                    f"/web/image/ir.attachment/{file.id}/raw",
                    f"/mail/attachment/zip?file_ids={file.id}&zip_name=a",
                ):
                    with self.subTest(role=role, model=record._name, url=url):
                        answer = self._ask_for(url, "GET", False)
                        self.assertNotIn(SECRET, answer.content)
                        asked += 1
        tried.attack("Guessing files by their ids", "not found", asked)

    def test_nothing_is_uploaded_to_records_of_others(self):
        threads, asked = list(self._threads()), 0
        for role in OUTSIDERS:
            self._log_in_as(role)
            before = self._kept()
            for record, _message in threads:
                thread = {"thread_model": record._name, "thread_id": record.id}
                place = {"model": record._name, "id": record.id}
                for url, data in (
                    ("/mail/attachment/upload", thread | {"is_pending": "false"}),
                    ("/mail/attachment/upload", thread | {"is_pending": "true"}),
                    ("/web/binary/upload_attachment", place | {"callback": "a"}),
                ):
                    with self.subTest(role=role, model=record._name, url=url):
                        answer = self._upload(url, data)
                        self.assertNotIn("<script>mine", answer.text)
                        asked += 1
            self.assertEqual(self._kept(), before, role)
        tried.attack("Uploads to records of others", "the right to write", asked)

    def _upload(self, url, data):
        files = {"ufile": ("mine.html", io.BytesIO(b"<script>mine</script>"))}
        form = {name: str(value) for name, value in data.items()}
        form["csrf_token"] = Request.csrf_token(self)
        with mute_logger("odoo.http", "odoo.addons.web.controllers.binary"):
            return self.url_open(url, data=form, files=files)

    def test_tokens_are_read_by_nobody_outside(self):
        """Not even the token of a file is handed out over RPC."""
        asked = 0
        for role in ("porter", "stranger"):
            self._log_in_as(role)
            for model in self.env.values():
                if "access_token" not in model._fields or model._abstract:
                    continue
                for method, args in (
                    ("search_read", [[], ["access_token"]]),
                    ("search_count", [[("access_token", "=like", "a%")]]),
                ):
                    answer = self._ask(
                        f"/web/dataset/call_kw/{model._name}/{method}",
                        {
                            "model": model._name,
                            "method": method,
                            "args": args,
                            "kwargs": {},
                        },
                    )
                    with self.subTest(role=role, model=model._name, method=method):
                        self._assert_no_token(answer)
                        asked += 1
        tried.attack("Reading tokens over RPC", "hidden from people outside", asked)

    def _assert_no_token(self, answer):
        if "Error" in answer:
            return
        found = json.loads(answer)
        if isinstance(found, int):
            self.assertEqual(found, 0)
        for row in found if isinstance(found, list) else ():
            self.assertFalse(row.get("access_token"), row)
