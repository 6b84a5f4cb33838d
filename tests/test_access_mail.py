"""What comes by e-mail becomes a message, and never more than that."""

from access_matrix import matrix
from access_tries import WORD, AccessTries

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

MAIL = """From: {sender}
To: gateway@example.com
Subject: Planted
Message-Id: <planted-{number}@example.com>
References: {references}

Planted
"""
SENDERS = ("nobody", "stranger", "porter", "elsewhere")


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessMail(AccessTries):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in SENDERS[1:]:
            cls.users[role].email = f"{role}@example.com"

    def _threads(self):
        return [
            model
            for model in sorted(matrix())
            if hasattr(self.env[model], "message_post") and self.env[model]._auto
        ]

    def _mail(self, sender, references=""):
        return MAIL.format(
            sender=f"{sender}@example.com",
            number=next(self.number),
            references=references,
        )

    def _talked_about(self, model):
        """Return a record on which staff said something."""
        record = self._as_created(model, self._values(model))
        said = record.message_post(
            body=WORD, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        return record, said

    def _state(self, record):
        """Return what a reply must leave as it is."""
        record.invalidate_recordset()
        [values] = record.read(
            [
                name
                for name, field in record._fields.items()
                if field.store
                and field.column_type
                and name not in ("write_date", "write_uid")
            ],
            load=None,
        )
        return values

    def test_users_take_in_no_email(self):
        refused = 0
        for model in self._threads():
            for role in ("employee", "officer", "elsewhere", "stranger"):
                threads = self.env[model]
                with self.assertRaises(AccessError), self._undone():
                    mail = self._mail("nobody")
                    self._call(
                        threads, self.users[role], "message_process", [model, mail]
                    )
                refused += 1
        tried.attack("Matrix: e-mails taken in by users", "a check", cases=refused)

    def test_a_reply_is_a_message_and_nothing_more(self):
        refused = 0
        for model in self._threads():
            for sender in SENDERS:
                with self.subTest(model=model, sender=sender), self._undone():
                    self._check_reply(model, sender)
                    refused += 1
        tried.attack(
            "Matrix: replies by e-mail to a record", "only a message", cases=refused
        )

    def _check_reply(self, model, sender):
        record, said = self._talked_about(model)
        before, count = self._state(record), self.env[model].search_count([])
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(
                False, self._mail(sender, said.message_id)
            )
        self.env.flush_all()
        self.assertEqual(record.message_ids[0].subject, "Planted")
        self.assertEqual(self._state(record), before)
        self.assertEqual(self.env[model].search_count([]), count)
        if sender != "nobody" and "r" not in matrix()[model][sender]:
            self._check_hidden(record, said, sender)

    def _check_hidden(self, record, said, sender):
        """Look that by writing nobody has come to hear what staff say."""
        user = self.users[sender]
        self.assertNotIn(user.partner_id, record.message_partner_ids)
        self.env.invalidate_all()
        own = self.env(user=user)
        found = own["mail.message"].search_count([("id", "=", said.id)])
        self.assertFalse(found)

    def test_no_alias_makes_records_of_ours(self):
        aliases = self.env["mail.alias"].search([]).alias_model_id
        made = set(aliases.mapped("model"))
        self.assertLessEqual(made & set(matrix()), {"crm.lead", "project.task"})
