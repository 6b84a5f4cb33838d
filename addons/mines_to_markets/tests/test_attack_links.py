"""Links that lead elsewhere: redirects, hosts, pictures, what a PDF fetches."""

import re
import socket
import threading
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import quote, urlsplit

from odoo.http import Request, root
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..tools import paged
from . import tried
from .test_portal import PortalCommon

ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example",
    "https:///evil.example",
    "http://127.0.0.1:1/my",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\t/evil.example",
    "/\n/evil.example",
    "/my/\r\nSet-Cookie: evil=1",
    "/my/../../\\evil.example",
    "//evil.example%2f..",
    "/my@evil.example//evil.example",
)
NAMES = ("redirect", "return_url", "next", "r", "success_url", "url", "path")
PAGES = ("/my", "/my/engagements", "/my/requests", "/my/people", "/my/messages")
HOST = "evil.example"


@tagged("post_install", "-at_install")
class TestAttackLinks(PortalCommon):
    def _assert_stays(self, response, target):
        where = response.headers.get("Location")
        if where is None:
            return
        host = urlsplit(self.base_url()).netloc
        found = urlsplit(where)
        self.assertIn(found.netloc, ("", host), target)
        self.assertIn(found.scheme, ("", "http"), target)
        self.assertNotRegex(where, r"^[/\\\s]{2}|[\r\n\t]", target)
        self.assertNotIn("evil", response.cookies, target)

    def _ask_page(self, url, data=None):
        if data:
            data["csrf_token"] = Request.csrf_token(self)
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data, allow_redirects=False)

    def test_redirects_stay_here(self):
        asked = 0
        for target in ELSEWHERE:
            self.authenticate(None, None)
            self._assert_stays(
                self._ask_page(
                    "/web/login",
                    {
                        "login": self.tin_user.login,
                        "password": self.tin_user.login,
                        "redirect": target,
                    },
                ),
                target,
            )
            self.authenticate(self.tin_user.login, self.tin_user.login)
            self._assert_stays(
                self._ask_page(f"/web/login?redirect={quote(target)}"), target
            )
            self._assert_stays(
                self._ask_page("/my/organisation", {"partner_id": "", "path": target}),
                target,
            )
            self._assert_stays(
                self._ask_page(
                    "/my/messages", {"choice": "weekly"} | dict.fromkeys(NAMES, target)
                ),
                target,
            )
            for page in PAGES:
                query = "&".join(f"{name}={quote(target)}" for name in NAMES)
                response = self._ask_page(f"{page}?{query}")
                self._assert_stays(response, target)
                asked += 1
            self._assert_stays(
                self._ask_page(f"/web/session/logout?redirect={quote(target)}"), target
            )
            asked += 5
        tried.attack("Redirects to elsewhere", "addresses of ours alone", asked)

    def test_links_name_the_host_that_is_set_and_not_the_one_asked_for(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://mines.example"
        )
        self.tin_user.email = "tin@example.com"
        self.authenticate(None, None)
        data = {
            "login": self.tin_user.login,
            "csrf_token": Request.csrf_token(self),
        }
        with self._asked_by_another_name():
            asked = self.url_open("/web/reset_password", data=data)
        self.assertEqual(asked.status_code, 200)
        self.assertIn("instructions sent", asked.text)
        mail = self.env["mail.mail"].search([("email_to", "=", "tin@example.com")])
        self.assertIn("https://mines.example/web/reset_password", mail.body_html)
        self.assertNotIn(HOST, mail.body_html)
        self.authenticate(self.tin_user.login, self.tin_user.login)
        for page in ("/my", "/my/engagements", f"/my/engagements/{self.engagement.id}"):
            with self.subTest(page=page):
                with self._asked_by_another_name():
                    response = self.url_open(page)
                self.assertEqual(response.status_code, 200)
                self.assertNotIn(HOST, response.text)
        with self._asked_by_another_name():
            response = self.url_open("/web/session/logout", allow_redirects=False)
        self.assertNotIn(HOST, response.headers["Location"])
        tried.attack("Another host in a request", "links name the one that is set", 5)

    @contextmanager
    def _asked_by_another_name(self):
        """Let each request say that it came to another host."""
        call = type(root).__call__

        def called(application, environ, start_response):
            environ |= {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_HOST": HOST}
            return call(application, environ, start_response)

        with patch.object(type(root), "__call__", called):
            yield

    def test_texts_with_markup_are_cleaned(self):
        cases = 0
        for markup, gone in (
            ("<p>A</p><script>alert(1)</script>", r"<script|alert"),
            ("<p onclick=alert(1)>A</p>", r"onclick"),
            ("<iframe src=//evil.example></iframe>A", r"<iframe"),
            ("<form action=//evil.example><input name=a></form>A", r"<form|<input"),
            ("<a href='javascript:alert(1)'>A</a>", r"javascript:"),
            ("<a href=' jav&#x09;ascript:alert(1)'>A</a>", r"script:alert"),
            ("A<object data=x></object><embed src=x>", r"<object|<embed"),
            ("<p t-out='request.env'>A</p>", r"t-out"),
            ("<meta http-equiv=refresh content=0>A<base href=//e>", r"<meta|<base"),
            ("<svg onload=alert(1)><script>1</script></svg>A", r"onload|<script"),
            ("<img src=x onerror=alert(1)>A", r"onerror"),
        ):
            for record, name in (
                (self.engagement, "description"),
                (self.env["mtm.dispute"].new({}), "description"),
                (self.env["calendar.event"].new({}), "minutes"),
                (self.env["agreement"].new({}), "terms"),
                (self.env["mtm.agreement.amendment"].new({}), "terms"),
            ):
                with self.subTest(field=f"{record._name}.{name}", markup=markup):
                    record[name] = markup
                    kept = str(record[name])
                    self.assertIn("A", kept)
                    self.assertIsNone(re.search(gone, kept, re.IGNORECASE), kept)
                    cases += 1
        tried.attack("Scripts in texts with markup", "they are cleaned", cases)

    def test_pictures_of_other_servers_are_not_asked_for_by_pages(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        response = self.url_open("/my")
        policy = response.headers["Content-Security-Policy"]
        self.assertIn("img-src 'self' data: blob:;", policy)
        tried.attack("A picture that tells who reads a page", "its policy")


@tagged("post_install", "-at_install")
class TestAttackPages(BaseCase):
    """What is drawn as a PDF asks no server for anything."""

    def setUp(self):
        super().setUp()
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)
        thread = threading.Thread(target=self._listen, daemon=True)
        thread.start()

    def _listen(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            self.asked.append(connection.recv(100))
            connection.close()

    def _read(self, kind, name):
        raise AssertionError(f"{kind} {name} was asked for")

    def test_nothing_is_fetched(self):
        url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/x"
        hostile = (
            f'<img src="{url}">',
            '<img src="file:///etc/passwd">',
            '<img src="ftp://127.0.0.1/x">',
            f'<link rel="stylesheet" href="{url}">',
            f'<style>@import url("{url}"); p {{ background: url({url}) }}</style><p>',
            f"<style>@font-face {{ font-family: F; src: url({url}) }}</style>",
            f'<object data="{url}" type="image/svg+xml"></object>',
            f'<embed src="{url}" type="image/svg+xml">',
            f'<iframe src="{url}"></iframe>',
            f'<svg><image href="{url}"/><use href="{url}#a"/></svg>',
            f'<base href="{url}"><img src="y">',
            '<link rel="attachment" href="file:///etc/passwd">',
            f'<img srcset="{url} 2x" src="{url}">',
            '<img src="/web/static/../../odoo.conf">',
            '<img src="/web/static/%2e%2e/%2e%2e/odoo.conf">',
        )
        for markup in hostile:
            with self.subTest(markup=markup), mute_logger("weasyprint"):
                page = f"<html><body>{markup}<p>A</p></body></html>"
                content = paged.render(page, self._read)
                self.assertTrue(content.startswith(b"%PDF"))
                self.assertNotIn(b"root:", content)
        self.assertFalse(self.asked)
        tried.attack(
            "Addresses in pages that are drawn as PDF",
            "nothing is fetched but what is ours",
            len(hostile),
        )
