"""What a browser is told with each answer: framing, scripts, cookies, keeping."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from . import tried
from .test_portal import PortalCommon

# a web server in front says these of an encrypted connection
ENCRYPTED = {"X-Forwarded-Host": "mines.example", "X-Forwarded-Proto": "https"}
ANYBODYS = ("/web/login", "/web/reset_password", "/my/code", "/my/nothing/here")
OURS = (
    "/my",
    "/my/home",
    "/my/engagements",
    "/my/engagements/{engagement}",
    "/my/engagements/999999",
    "/my/commitments",
    "/my/requests",
    "/my/requests/new",
    "/my/people",
    "/my/documents",
    "/my/messages",
    "/my/account",
    "/my/security",
)
SCREENS = ("/odoo", "/odoo/action-mines_to_markets.mtm_engagement_action")


@tagged("post_install", "-at_install")
class TestAttackHeaders(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.env["mtm.released.file"].create(
            {
                "name": "What we agreed on",
                "partner_id": cls.tin_council.id,
                "filename": "agreed.html",
                "file": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
            }
        )

    @contextmanager
    def _behind_a_proxy(self):
        # what it says is believed as the configuration says
        with patch.dict(config.options, {"proxy_mode": True}):
            yield

    def _open(self, url, **kwargs):
        with mute_logger("odoo.http"):
            return self.url_open(url.format(engagement=self.engagement.id), **kwargs)

    def _policy(self, response):
        parts = response.headers["Content-Security-Policy"].split(";")
        return {name: where for name, *where in map(str.split, parts)}

    def _assert_policy(self, response, is_staff=False):
        policy = self._policy(response)
        for name, where in (
            ("object-src", "'none'"),
            ("base-uri", "'self'"),
            ("form-action", "'self'"),
            ("default-src", "'self'"),
        ):
            self.assertEqual(policy[name], [where], response.url)
        self.assertIn(policy["frame-ancestors"], (["'self'"], ["'none'"]))
        self.assertIn(response.headers["X-Frame-Options"], ("SAMEORIGIN", "DENY"))
        self.assertEqual(response.headers["Referrer-Policy"], "same-origin")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        for name, where in policy.items():
            for part in set(where) - {"https:"} if is_staff else where:
                self.assertRegex(part, r"^('[a-z-]+'|data:|blob:)$", name)

    def test_every_page_says_what_it_may_do(self):
        self.authenticate(None, None)
        pages = [self._open(url) for url in ANYBODYS]
        self.authenticate(self.tin_user.login, self.tin_user.login)
        pages += [self._open(url) for url in OURS]
        for page in pages:
            with self.subTest(url=page.url):
                self._assert_policy(page)
        self.authenticate(self.officer.login, self.officer.login)
        for url in SCREENS:
            with self.subTest(url=url):
                self._assert_policy(self._open(url), is_staff=True)
        tried.attack(
            "Framing our pages, or scripts of other sites in them",
            "Content-Security-Policy and X-Frame-Options",
            len(pages) + len(SCREENS),
        )

    def test_a_file_is_given_its_own_policy(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        response = self._open(f"/my/documents/{self.file.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        self.assertNotIn("script-src", response.headers["Content-Security-Policy"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        tried.attack("A page with a script, sent as a document", "sent as a download")

    def test_nothing_stays_in_a_browser_after_logout(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        urls = [*OURS, f"/my/documents/{self.file.id}"]
        for url in urls:
            with self.subTest(url=url):
                self.assertIn("no-store", self._open(url).headers["Cache-Control"])
        left = self._open("/web/session/logout", allow_redirects=False)
        self.assertEqual(left.headers["Clear-Site-Data"], '"cache"')
        self.authenticate(self.officer.login, self.officer.login)
        for url in SCREENS:
            with self.subTest(url=url):
                self.assertIn("no-store", self._open(url).headers["Cache-Control"])
        tried.attack(
            "Going back to a page after logout",
            "pages and files are sent with no-store",
            len(urls) + len(SCREENS),
        )

    def test_assets_may_stay(self):
        """Who looks at the same scripts again need not fetch them again."""
        self.authenticate(self.tin_user.login, self.tin_user.login)
        page = self._open("/my").text
        url = page.split('src="/web/assets/', 1)[1].split('"', 1)[0]
        control = self._open(f"/web/assets/{url}").headers["Cache-Control"]
        self.assertNotIn("no-store", control)

    def test_cookies_are_not_brought_along_by_other_sites(self):
        self.authenticate(None, None)
        for url in ("/web/login", "/my"):
            for cookie in self._cookies(url):
                self.assertIn("SameSite=Lax", cookie)
                self.assertNotIn("Secure", cookie)
        with self._behind_a_proxy():
            cookies = self._cookies("/web/login", headers=ENCRYPTED)
            self.assertTrue(any("session_id=" in cookie for cookie in cookies))
            for cookie in cookies:
                self.assertIn("SameSite=Lax", cookie)
                self.assertIn("Secure", cookie)
        tried.attack("Cookies sent along from other sites", "SameSite, and Secure", 3)

    def _cookies(self, url, **kwargs):
        self.opener.cookies.clear()
        response = self._open(url, allow_redirects=False, **kwargs)
        return response.raw.headers.getlist("Set-Cookie")

    def test_encryption_is_insisted_on_where_there_is_some(self):
        self.authenticate(None, None)
        name = "Strict-Transport-Security"
        # who comes without encryption, and says otherwise
        plain = self._open("/web/login", headers=ENCRYPTED)
        self.assertNotIn(name, plain.headers)
        with self._behind_a_proxy():
            for url in ("/web/login", "/my/code"):
                response = self._open(url, headers=ENCRYPTED)
                self.assertIn("max-age=", response.headers[name])

    def test_a_refusal_says_it_too(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        response = self._open("/my/requests/new", data={"description": "Help"})
        self.assertEqual(response.status_code, 400)
        self._assert_policy(response)

    def test_session_is_another_one_after_login(self):
        self.authenticate(None, None)
        self._open("/web/login")
        before = self.opener.cookies["session_id"]
        self._open(
            "/web/login",
            data={
                "login": self.tin_user.login,
                "password": self.tin_user.login,
                "csrf_token": Request.csrf_token(self),
            },
        )
        after = self.opener.cookies["session_id"]
        self.assertNotEqual(before[:42], after[:42])
        self.opener.cookies.clear()
        self.opener.cookies["session_id"] = before
        self.assertIn("/web/login", self._open("/my").url)
        tried.attack("A session fixed before login", "a new one at login")
