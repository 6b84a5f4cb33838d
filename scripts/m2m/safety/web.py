"""What a visitor from outside meets; nothing is changed by looking."""

import datetime
import http.client
import ipaddress
import json
import re
import socket
import ssl
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from . import Finding

TIMEOUT = 15
LEAST_HSTS = 180 * 86400
LEAST_DAYS = 14
# What Odoo's pages of databases show with list_db off.
DISABLED = "has been disabled by the administrator"


class Answer(NamedTuple):
    """What a server answered; names of headers in small letters."""

    status: int
    headers: list
    body: str = ""

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    def first(self, name):
        return next(iter(self.all(name)), "")


class Site:
    """A server at an address."""

    def __init__(self, url):
        parts = urlsplit(url if "://" in url else f"https://{url}")
        self.encrypted = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.encrypted else 80)

    @property
    def is_local(self):
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def ask(self, path, call=None, encrypted=None, port=None):
        """Ask for a page, or call a JSON route; redirects are not followed."""
        encrypted = self.encrypted if encrypted is None else encrypted
        kind = http.client.HTTPSConnection if encrypted else http.client.HTTPConnection
        connection = kind(self.host, port or self.port, timeout=TIMEOUT)
        try:
            body = call and json.dumps({"jsonrpc": "2.0", "params": call})
            kind = {"Content-Type": "application/json"} if body else {}
            connection.request("POST" if body else "GET", path, body, kind)
            answer = connection.getresponse()
            text = answer.read(1 << 20).decode(errors="replace")
            headers = [(key.lower(), value) for key, value in answer.getheaders()]
            return Answer(answer.status, headers, text)
        finally:
            connection.close()

    def certificate(self):
        context = ssl.create_default_context()
        address = (self.host, self.port)
        with (
            # nosemgrep: call-to-another-server - the address that the caller names
            socket.create_connection(address, TIMEOUT) as link,
            context.wrap_socket(link, server_hostname=self.host) as secure,
        ):
            return secure.getpeercert()


def encryption(site):
    if not site.encrypted and not site.is_local:
        yield Finding(
            "the address is not encrypted",
            "passwords and everything else can be listened to",
            "Serve it by https: deploy/nginx.conf",
        )


def certificate(site, now=None):
    """A certificate that browsers refuse, or will soon."""
    try:
        until = parsedate_to_datetime(site.certificate()["notAfter"])
    except ssl.SSLCertVerificationError as error:
        yield Finding(
            f"the certificate is refused ({error.verify_message})",
            "users learn to click warnings away",
            "Get one from an authority that browsers know, and renew it by itself",
        )
        return
    now = now or datetime.datetime.now(datetime.UTC)
    days = (until - now).days
    if days < LEAST_DAYS:
        yield Finding(
            f"the certificate ends in {days} days",
            "browsers will refuse the site",
            "Look why it is not renewed by itself",
        )


def redirect(site, port=80):
    """Whoever types the address without https must land there."""
    try:
        answer = site.ask("/", encrypted=False, port=port)
    except OSError:
        return
    there = answer.first("location")
    if not (answer.status in (301, 302, 307, 308) and there.startswith("https://")):
        yield Finding(
            "the site answers without encryption as well",
            "who types the address without https is not protected",
            "Redirect to https: deploy/nginx.conf",
        )


def headers(answer, encrypted):
    """Headers of the page of login."""
    age = re.search(r"max-age=(\d+)", answer.first("strict-transport-security"))
    if encrypted and not (age and int(age[1]) >= LEAST_HSTS):
        yield Finding(
            "no Strict-Transport-Security for half a year",
            "somebody on the way can keep users from encryption",
            "add_header Strict-Transport-Security: deploy/nginx.conf",
        )
    if answer.first("x-content-type-options") != "nosniff":
        yield Finding(
            "no X-Content-Type-Options: nosniff",
            "browsers may run an uploaded file as a page",
            "add_header X-Content-Type-Options nosniff: deploy/nginx.conf",
        )
    framed = answer.first("x-frame-options").upper() in ("DENY", "SAMEORIGIN")
    policy = " ".join(answer.all("content-security-policy"))
    if not framed and "frame-ancestors" not in policy:
        yield Finding(
            "the page of login can stand in a frame",
            "another site can lay something over it",
            "add_header Content-Security-Policy frame-ancestors: deploy/nginx.conf",
        )
    if not answer.first("referrer-policy"):
        yield Finding(
            "no Referrer-Policy",
            "addresses of pages, with what they carry, reach other sites",
            "add_header Referrer-Policy same-origin: deploy/nginx.conf",
        )


def cookies(answer, encrypted):
    """The cookie of the session."""
    for cookie in answer.all("set-cookie"):
        name, _equals, rest = cookie.partition("=")
        flags = {part.strip().lower() for part in rest.split(";")[1:]}
        missing = [] if "httponly" in flags else ["HttpOnly"]
        if encrypted and "secure" not in flags:
            missing.append("Secure")
        if not flags & {"samesite=lax", "samesite=strict"}:
            missing.append("SameSite")
        if name.strip() == "session_id" and missing:
            yield Finding(
                f"the session's cookie is not {', '.join(missing)}",
                "it travels unencrypted, or with requests of other sites",
                "proxy_cookie_flags: deploy/nginx.conf",
            )


def database_pages(site):
    for path in ("/web/database/manager", "/web/database/selector"):
        answer = site.ask(path)
        if answer.status == 200 and DISABLED not in answer.body:
            yield Finding(
                f"{path} is open",
                "it drops, copies and lists databases",
                "Set list_db = False; refuse /web/database in the web server as well",
            )
    if result(site.ask("/web/database/list", call={"x": 1})) is not None:
        yield Finding(
            "/web/database/list is open",
            "visitors see the names of databases",
            "Set list_db = False",
        )


def master_password(site):
    """Call with too few arguments: it fails after the password was found right."""
    call = {"service": "db", "method": "change_admin_password", "args": ["admin"]}
    error = site.ask("/jsonrpc", call=call).body
    if "new_password" in error and "TypeError" in error:
        yield Finding(
            "the master password is admin",
            "anybody can change it, drop and copy databases by /jsonrpc",
            "Write the line 'admin_passwd =' into odoo.conf; restart",
        )


def versions(answer):
    if re.search(r"\d", answer.first("server")):
        yield Finding(
            f"the server says its version: {answer.first('server')}",
            "who looks for servers with a known flaw finds it",
            "server_tokens off: deploy/nginx.conf",
        )


def result(answer):
    """What a JSON route gave, None when it refused."""
    try:
        return json.loads(answer.body).get("result")
    except (AttributeError, ValueError):
        return None


def proxy(answer, is_believed):
    """Whether Odoo's word about a web server in front is true.

    :param is_believed: whether proxy_mode is on
    """
    direct = answer.first("server").startswith("Werkzeug")
    if direct and is_believed:
        yield Finding(
            "Odoo answers itself, with proxy_mode on",
            "visitors can claim any address, and so get past limits on logins",
            "Serve only through the web server: http_interface = 127.0.0.1",
        )
    if not direct and not is_believed:
        yield Finding(
            "a web server is in front, with proxy_mode off",
            "all visitors have its address, so one locks out all",
            "Set proxy_mode = True",
        )


def check(site, is_believed):
    """Look at a site; that it does not answer is a finding, too."""
    yield from encryption(site)
    try:
        if site.encrypted:
            yield from certificate(site)
        answer = site.ask("/web/login")
    except ssl.SSLError:
        return
    except OSError as error:
        yield Finding(
            f"{site.host} does not answer ({error})", "nobody can work", "Start it"
        )
        return
    if answer.status != 200:
        yield Finding(
            f"the page of login answers {answer.status}",
            "nobody can work, and the rest cannot be judged",
            "Odoo's log says why; ./m2m check --db says whether an update is due",
        )
    if site.encrypted:
        yield from redirect(site)
    yield from headers(answer, site.encrypted)
    yield from cookies(answer, site.encrypted)
    yield from database_pages(site)
    yield from master_password(site)
    yield from versions(answer)
    yield from proxy(answer, is_believed)
