"""What ./m2m check finds by asking a site as a visitor does."""

import contextlib
import datetime
import http.server
import json
import ssl
import threading
from unittest.mock import patch

import pytest
from m2m.safety import web

from odoo.tests import HttpCase, tagged
from odoo.tools import config, mute_logger

from odoo.addons.mines_to_markets.tests import tried


def words(found):
    return " ".join(str(each) for each in found)


GOOD = [
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "frame-ancestors 'self'"),
    ("referrer-policy", "same-origin"),
    ("set-cookie", "session_id=x; HttpOnly; Path=/; Secure; SameSite=Lax"),
    ("server", "nginx"),
]


def answer(**changed):
    changed = {name.replace("_", "-"): value for name, value in changed.items()}
    kept = [pair for pair in GOOD if pair[0] not in changed]
    return web.Answer(200, kept + [pair for pair in changed.items() if pair[1]])


def test_good_headers_are_quiet():
    assert not list(web.headers(answer(), True))
    assert not list(web.cookies(answer(), True))
    assert not list(web.proxy(answer(), True))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("strict_transport_security", None, "no Strict-Transport-Security"),
        ("strict_transport_security", "max-age=60", "no Strict-Transport-Security"),
        ("x_content_type_options", None, "no X-Content-Type-Options"),
        ("content_security_policy", "default-src *", "can stand in a frame"),
        ("referrer_policy", None, "no Referrer-Policy"),
    ],
)
def test_each_missing_header_is_found(name, value, found):
    [finding] = web.headers(answer(**{name: value}), True)
    assert found in finding.what


def test_a_cookie_that_travels_is_found():
    found = web.cookies(answer(set_cookie="session_id=x; Path=/"), True)
    assert "is not HttpOnly, Secure, SameSite" in words(found)
    assert not list(web.cookies(answer(set_cookie="frontend_lang=en; Path=/"), True))


def test_what_odoo_is_told_of_a_proxy_is_compared():
    itself = answer(server="Werkzeug/3.1.9 Python/3.11")
    assert "says its version" in words(web.versions(itself))
    assert not list(web.versions(answer()))
    assert not list(web.proxy(itself, False))
    assert "Odoo answers itself" in words(web.proxy(itself, True))
    assert "proxy_mode off" in words(web.proxy(answer(), False))


class Visited(http.server.BaseHTTPRequestHandler):
    """A server that is told what to answer by path; what it lacks is not found."""

    answers = {}

    def do_GET(self):
        status, headers, body = self.answers.get(self.path, (404, {}, ""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def version_string(self):
        return "nginx"

    def log_message(self, *_arguments):
        pass


@contextlib.contextmanager
def serving(answers):
    handler = type("Handler", (Visited,), {"answers": answers})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield web.Site(f"http://127.0.0.1:{found.server_port}")
        finally:
            found.shutdown()
            thread.join()


LOGIN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Set-Cookie": "session_id=x; HttpOnly; SameSite=Lax",
}


def test_a_site_that_is_closed_is_quiet():
    with serving({"/web/login": (200, LOGIN, "")}) as site:
        assert not list(web.check(site, True))


def test_a_site_that_fails_is_found():
    with serving({"/web/login": (500, LOGIN, "")}) as site:
        assert "the page of login answers 500" in words(web.check(site, True))


def test_a_site_that_is_open_is_found():
    answers = {
        "/web/login": (200, LOGIN, ""),
        "/web/database/manager": (200, {}, "Databases"),
        "/web/database/list": (200, {}, json.dumps({"result": ["work"]})),
        "/jsonrpc": (200, {}, "TypeError: missing argument: 'new_password'"),
    }
    with serving(answers) as site:
        found = [each.what for each in web.check(site, True)]
    assert found == [
        "/web/database/manager is open",
        "/web/database/list is open",
        "the master password is admin",
    ]


def test_http_beside_https_is_found():
    with serving({"/": (200, {}, "hello")}) as site:
        assert "without encryption as well" in words(web.redirect(site, site.port))
    with serving({"/": (301, {"Location": "https://x/"}, "")}) as site:
        assert not list(web.redirect(site, site.port))
    assert not list(web.redirect(site, site.port)), "nobody listens there"
    assert "does not answer" in words(web.check(site, True))


def test_encryption_and_its_certificate_are_looked_at(monkeypatch):
    site = web.Site("m2m.example.org")
    assert site.encrypted and not list(web.encryption(site))
    assert list(web.encryption(web.Site("http://m2m.example.org")))
    assert not list(web.encryption(web.Site("http://localhost:8069")))
    until = {"notAfter": "Jun 30 12:00:00 2027 GMT"}
    monkeypatch.setattr(web.Site, "certificate", lambda site: until)
    day = datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC)
    assert not list(web.certificate(site, day))
    late = words(web.certificate(site, day + datetime.timedelta(25)))
    assert "the certificate ends in 4 days" in late

    def refused(_site):
        error = ssl.SSLCertVerificationError(1, "")
        error.verify_message = "self-signed certificate"
        raise error

    monkeypatch.setattr(web.Site, "certificate", refused)
    assert "is refused (self-signed certificate)" in words(web.certificate(site))


LOUD = ("odoo.addons.rpc.controllers.jsonrpc", "odoo.http", "odoo.service.db")
CALL = {"service": "db", "method": "drop", "args": ["admin", "nowhere"]}


class Reached(web.Site):
    """The server of a test, which answers to its test alone."""

    def __init__(self, test):
        super().__init__(test.base_url())
        self.test = test

    def ask(self, path, call=None, **_options):
        found = self.test.url_open(path, json=call and {"params": call})
        return web.Answer(found.status_code, list(found.headers.items()), found.text)


@tagged("post_install", "-at_install")
class TestDatabaseService(HttpCase):
    """Calls that manage databases, by which Odoo asks for the master password only."""

    def test_no_master_password_is_right(self):
        for method, args in (
            ("change_admin_password", ["new"]),
            ("migrate_databases", [[]]),
            ("drop", ["nowhere"]),
            ("dump", ["nowhere", "zip"]),
        ):
            for password in ("admin", "", "False"):
                params = {"service": "db", "method": method, "args": [password, *args]}
                opened = patch.dict(config.options, {"list_db": True})
                with mute_logger(*LOUD), opened:
                    found = self.url_open("/jsonrpc", json={"params": params}).json()
                self.assertIn("Access Denied", found["error"]["data"]["message"])
                tried.attack("Databases managed from outside", "no password is right")

    def test_the_pages_are_closed(self):
        site = Reached(self)
        with mute_logger(*LOUD):
            self.assertIn(web.DISABLED, site.ask("/web/database/manager").body)
            self.assertFalse(list(web.database_pages(site)))
            self.assertIn("Access Denied", site.ask("/jsonrpc", call=CALL).body)
            self.assertFalse(list(web.master_password(site)))
            opened = {"admin_passwd": "admin", "list_db": True}
            with patch.dict(config.options, opened):
                self.assertTrue(list(web.master_password(site)))
                self.assertTrue(list(web.database_pages(site)))
        tried.attack("Databases managed from outside", "pages that are not there", 3)
