"""Names that look like code of a template, in the e-mails that we send."""

from freezegun import freeze_time
from lxml import html

from odoo.tests import tagged

from . import tried
from .common import MinesToMarketsCommon
from .portal import PortalCase

CODE = (
    "{{7*7}}",
    "{{ object.env.cr.dbname }}",
    "${7*7}",
    "#{7*7}",
    "%(name)s",
    '<t t-out="7*7"/>',
    '<t t-call="web.layout"/>',
    "{% print(7*7) %}",
)


def text_of(body):
    """What a reader sees of an e-mail.

    >>> text_of("<p>a <b>b</b>&lt;c</p>")
    'a b<c'
    """
    return html.fromstring(str(body)).text_content()


@tagged("post_install", "-at_install")
class TestAttackTemplates(MinesToMarketsCommon, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._create_portal_user("templates_tin", cls.tin_council)
        cls.reader.write({"email": "tin@example.com", "tz": "UTC"})

    def _written(self, template, record):
        mail_id = self.env.ref(f"mines_to_markets.{template}").send_mail(record.id)
        return self.env["mail.mail"].browse(mail_id)

    def _is_literal(self, mail, code, *, in_subject=True):
        self.assertEqual(len(mail), 1)
        self.assertIn(code, text_of(mail.body_html))
        if in_subject:
            self.assertIn(code, mail.subject)

    def test_in_an_invitation(self):
        invitation = self.env["mtm.partner.invitation"].create(
            {
                "partner_id": self.tin_council.id,
                "name": "Data clerk",
                "email": "tin@example.com",
                "user_id": self.reader.id,
                "date_expiry": "2099-01-01",
            }
        )
        for code in CODE:
            with self.subTest(code=code):
                invitation.name = f"Clerk {code}"
                self.tin_council.name = f"Council {code}"
                mail = self._written("mail_template_invitation", invitation)
                self._is_literal(mail, f"Council {code}")
                self._is_literal(mail, f"Clerk {code}", in_subject=False)
        self._count()

    def test_in_a_digest(self):
        promise = self.env["mtm.commitment"].create(
            {
                "name": "Send the list of bags",
                "engagement_id": self._create_engagement().id,
                "date_due": "2026-04-15",
            }
        )
        Mail, Digest = self.env["mail.mail"], self.env["mtm.digest"]
        for code in CODE:
            with self.subTest(code=code):
                promise.name = f"Send {code}"
                self.reader.company_id.name = f"Company {code}"
                before = Mail.search([])
                with freeze_time("2026-04-08 08:00:00"):
                    Digest._send(self.reader)
                mail = Mail.search([]) - before
                self._is_literal(mail, f"Send {code}", in_subject=False)
                self.assertIn(f"Company {code}", mail.subject)
                Digest.search([("user_id", "=", self.reader.id)]).unlink()
        self._count()

    def test_in_an_answer(self):
        asked = self.env["mtm.service.request"].create(
            {
                "partner_id": self.tin_council.id,
                "country_ids": self.rwanda.ids,
                "description": "We need help",
                "service_ids": self.tagging.ids,
            }
        )
        asked.write({"state": "accepted", "answer": "We come"})
        for code in CODE:
            with self.subTest(code=code):
                asked.answer = f"We come {code}"
                self.tagging.name = f"Training {code}"
                mail = self._written("mail_template_request_answer", asked)
                for text in (f"We come {code}", f"Training {code}"):
                    self._is_literal(mail, text, in_subject=False)
        self._count()

    def _count(self):
        tried.attack("Code of templates in names", "it is text there", len(CODE))
