"""Who did what is in the log by number; names, addresses and telephones are not."""

import inspect
import logging
import re
import smtplib
from contextlib import contextmanager
from unittest.mock import Mock, patch

from odoo.http import Controller
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import tried
from .portal import PortalCase

PASSWORD = "a long password"
KIND = "Names and addresses of people in the log"
# what a person may not be asked for in the line of an address
IN_NO_ADDRESS = frozenset(
    {"name", "email", "login", "phone", "password", "code", "search", "query", "q"}
)


class _Kept(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged("post_install", "-at_install")
class TestLogWords(PortalCase):
    NAMES = ("Furaha Testimony", "furaha.testimony", "0990123456")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {
                "name": cls.NAMES[0],
                "email": f"{cls.NAMES[1]}@example.org",
                "phone": cls.NAMES[2],
            }
        )
        cls.login = new_test_user(
            cls.env,
            f"{cls.NAMES[1]}@example.org",
            "base.group_portal",
            password=PASSWORD,
            partner_id=cls.person.id,
            name=cls.NAMES[0],
            email=cls.person.email,
        )
        cls.clerk = new_test_user(
            cls.env, "log_clerk", "mines_to_markets.group_mtm_manager"
        )

    @contextmanager
    def _nobody_is_named(self, what):
        """Whatever is logged meanwhile names nobody, and something is logged."""
        kept = _Kept()
        loggers = [logging.getLogger(name) for name in ("odoo", "werkzeug")]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.addHandler(kept)
            logger.setLevel(logging.INFO)
        try:
            yield kept
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(kept)
                logger.setLevel(level)
        self.assertTrue(kept.lines, what)
        text = "\n".join(kept.lines)
        for name in self.NAMES:
            self.assertNotIn(name.lower(), text.lower(), what)
        tried.attack(KIND, "the log says who by number")

    def test_a_login_that_fails_and_one_that_does_not(self):
        with self._nobody_is_named("login"):
            for password in ("wrong", PASSWORD):
                self._send("/web/login", login=self.login.login, password=password)

    def _send(self, url, **form):
        """Fill in a form as a browser does."""
        page = self.url_open(url).text
        token = re.search(r'csrf_token(?:: |" value=)"(\w+)"', page)[1]
        return self.url_open(url, form | {"csrf_token": token})

    def test_a_second_factor_and_a_new_password(self):
        self.login.totp_secret = "GEZDGNBVGY3TQOJQ"
        self.env.flush_all()
        with self._nobody_is_named("second factor") as kept:
            self._send("/web/login", login=self.login.login, password=PASSWORD)
            self._send("/web/login/totp", totp_token="000000")
            self._send("/web/reset_password", login=self.login.login)
        text = "\n".join(kept.lines)
        self.assertIn(f"2FA check: FAIL for res.users({self.login.id},)", text)
        self.assertIn("Password reset attempt for <***>", text)

    def test_a_search_and_what_is_taken_out(self):
        self.authenticate(self.clerk.login, self.clerk.login)
        domain = [["name", "ilike", self.NAMES[0]]]
        with self._nobody_is_named("search"):
            found = self._rpc("res.partner", "search_read", domain, ["name"])
            self.assertTrue(found)
            records = self.env["res.partner"].with_user(self.clerk)
            records.search(domain).export_data(["name", "email"])
            logging.getLogger("odoo.addons.web.controllers.export").info(
                "User %d exported %d %r records from %s. Fields: %s. %s: %s",
                *(1, 1, "res.partner", "127.0.0.1", "name", "Domain", domain),
            )

    def test_the_line_of_an_address(self):
        self.authenticate(self.login.login, PASSWORD)
        with self._nobody_is_named("address"):
            self.url_open(f"/my?search={self.NAMES[1]}&phone={self.NAMES[2]}")

    def test_a_password_that_is_changed(self):
        with self._nobody_is_named("password"):
            self.login._change_password("another long password")

    def test_mail_that_cannot_be_sent(self):
        mail = self.env["mail.mail"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Hello</p>",
                "email_to": f'"{self.NAMES[0]}" <{self.person.email}>',
                "email_from": "office@example.com",
            }
        )
        refused = smtplib.SMTPRecipientsRefused(
            {self.person.email: (550, b"no such mailbox")}
        )
        server = self.env.registry["ir.mail_server"]
        session = Mock(from_filter=False, smtp_from=False)
        session.send_message.side_effect = refused
        with (
            patch.object(server, "_connect__", return_value=session),
            patch.object(server, "_disable_send", return_value=False),
            self.assertLogs("odoo.addons.mail.models.mail_mail", "INFO") as failed,
            self._nobody_is_named("mail"),
        ):
            mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertIn("failed sending mail", str(failed.output))
        for name in self.NAMES:
            self.assertNotIn(name, str(failed.output))

    def test_what_stopped_with_an_error(self):
        logger = logging.getLogger("odoo.addons.mines_to_markets")
        with self._nobody_is_named("error") as kept, mute_logger():
            try:
                raise ValueError(f"{self.person.email} is not known")
            except ValueError:
                logger.info("Stopped", exc_info=True)
        self.assertIn("ValueError: *** is not known", "\n".join(kept.lines))

    def test_no_address_of_ours_asks_for_a_name(self):
        """What is typed of people goes into the body of a request."""
        asked, looked_at = [], 0
        for controller in self._controllers(Controller):
            for name, method in inspect.getmembers(controller, inspect.isfunction):
                routing = getattr(method, "original_routing", None)
                is_ours = method.__module__.startswith(
                    ("odoo.addons.mines_to_markets", "odoo.addons.asm_")
                )
                if not routing or not is_ours or routing.get("methods") == ["POST"]:
                    continue
                if routing.get("type") != "http":
                    continue
                looked_at += 1
                parameters = set(inspect.signature(method).parameters)
                asked += [(name, one) for one in parameters & IN_NO_ADDRESS]
        self.assertGreater(looked_at, 20)
        self.assertFalse(asked)

    def _controllers(self, base):
        for controller in base.__subclasses__():
            yield controller
            yield from self._controllers(controller)
