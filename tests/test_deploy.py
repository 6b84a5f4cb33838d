"""What lies ready in deploy/ for a server."""

import re

from m2m.common import ROOT
from m2m.safety import conf, web

from odoo.addons.mines_to_markets.models import mtm_evidence_file


def directives(text):
    """Name and arguments of each line of nginx's configuration."""
    text = re.sub(r"#.*", "", text)
    for line in re.split(r"[;{}]", text):
        words = re.findall(r"\"[^\"]*\"|\S+", line)
        if words:
            yield words[0], [word.strip('"') for word in words[1:]]


def test_the_web_server_s_file_gives_what_the_check_wants():
    said = list(directives((ROOT / "deploy" / "nginx.conf").read_text()))
    given = [
        (words[0].lower(), words[1]) for name, words in said if name == "add_header"
    ]
    assert not list(web.headers(web.Answer(200, given), True))
    assert ("proxy_cookie_flags", ["~", "secure", "samesite=lax"]) in said
    one = dict(said)
    most = int(one["client_max_body_size"][0].removesuffix("m")) * 2**20
    assert most > mtm_evidence_file.MAX_BYTES, "the largest file that users may send"
    limit = conf.read(ROOT / "odoo.conf")["limit_time_real"]
    assert ("proxy_read_timeout", [f"{limit}s"]) in said
    doors = [name.strip('"~') for name, _words in said if name.startswith('"~^POST:')]
    for path in (
        "web/login",
        "web/reset_password",
        "web/session/authenticate",
        "xmlrpc/common",
        "xmlrpc/2/common",
        "jsonrpc",
        "my/code",
    ):
        assert any(re.search(door, f"POST:/{path}") for door in doors), path
    limited = [words[0] for name, words in said if name == "limit_req"]
    assert limited.count("zone=m2m_login") == 2, "where people log in, and codes"
    for name in ("For", "Host", "Proto"):
        assert [f"X-Forwarded-{name}" in words for _name, words in said].count(True) > 1


def test_the_service_lets_workers_set_their_limits():
    """Odoo lowers the priority of some workers, and what each may take."""
    unit = (ROOT / "deploy" / "m2m.service").read_text()
    filters = re.findall(r"^SystemCallFilter=(~?)(.*)", unit, re.MULTILINE)
    denied = {name for no, names in filters if no for name in names.split()}
    assert denied == {"@privileged"}
    assert ("", "@system-service") in filters, "which has @resources"
