"""What ./m2m check finds unsafe, and that it is quiet about what is safe."""

import contextlib
import datetime
import http.server
import json
import os
import re
import ssl
import subprocess
import threading
from unittest.mock import patch

import pytest
from m2m import postgres
from m2m.common import ROOT
from m2m.safety import conf, data, files, people, server, web
from m2m.safety.__main__ import report

from odoo.tests import HttpCase, tagged
from odoo.tools import config, mute_logger

from odoo.addons.mines_to_markets.models import mtm_evidence_file
from odoo.addons.mines_to_markets.tests import tried

SAFE = conf.DEFAULTS | {
    "admin_passwd": "",
    "dbfilter": "^work$",
    "http_interface": "127.0.0.1",
    "list_db": "False",
    "proxy_mode": "True",
    "workers": "4",
}


def words(found):
    return " ".join(str(each) for each in found)


# odoo.conf


def test_a_safe_configuration_is_quiet():
    assert not list(conf.check(SAFE, ["work", "copy"]))
    assert not list(conf.check(SAFE | {"admin_passwd": "$pbkdf2-sha512$1$a$b"}))
    assert not list(conf.check(SAFE | {"dbfilter": ""}, ["work"]))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ({"list_db": "True"}, "list_db is on"),
        ({"admin_passwd": "admin"}, "admin_passwd is admin"),
        ({"admin_passwd": "secret"}, "admin_passwd can be read"),
        ({"http_interface": "0.0.0.0"}, "http_interface is 0.0.0.0"),
        ({"http_interface": ""}, "http_interface is empty"),
        ({"workers": "0"}, "workers is 0"),
        ({"limit_time_real": "0"}, "limit_time_real is off"),
        ({"limit_memory_hard": "0"}, "limit_memory_hard is off"),
        ({"proxy_mode": "False"}, "proxy_mode is off"),
        ({"dev_mode": "all"}, "dev_mode is all"),
        ({"with_demo": "True"}, "with_demo is on"),
        ({"log_level": "debug_sql"}, "the log tells all calls"),
        ({"log_handler": "odoo.sql_db:DEBUG"}, "the log tells all calls"),
        ({"dbfilter": ""}, "2 databases, and neither dbfilter nor db_name"),
    ],
)
def test_each_unsafe_line_is_found(line, found):
    [finding] = conf.check(SAFE | line, ["work", "copy"])
    assert found in finding.what
    assert finding.why and finding.close


def test_what_odoo_takes_for_granted_counts(tmp_path):
    (tmp_path / "odoo.conf").write_text("[options]\nlist_db = False\n")
    found = words(conf.check(conf.read(tmp_path / "odoo.conf")))
    assert "admin_passwd is admin" in found
    assert "http_interface is 0.0.0.0" in found
    assert "list_db is on" not in found


def test_our_own_configuration_is_safe_but_for_what_a_server_sets():
    found = {each.what for each in conf.check(conf.read(ROOT / "odoo.conf"))}
    assert found == {"workers is 0", "proxy_mode is off"}


# Files


def test_rights_of_the_configuration(tmp_path):
    path = tmp_path / "odoo.conf"
    path.touch(mode=0o644)
    secret = SAFE | {"db_password": "x"}
    assert not list(files.configuration(path, SAFE))
    assert "everybody on the machine can read" in words(
        files.configuration(path, secret)
    )
    path.chmod(0o640)
    assert not list(files.configuration(path, secret))
    path.chmod(0o660)
    assert "others than its owner can write" in words(files.configuration(path, SAFE))


def test_rights_of_the_data_folder(tmp_path):
    tmp_path.chmod(0o700)
    assert not list(files.data_folder(tmp_path))
    tmp_path.chmod(0o755)
    assert "can look into" in words(files.data_folder(tmp_path))


def test_backups_are_there_young_and_closed(tmp_path):
    tmp_path.chmod(0o700)
    assert "no backup of work" in words(files.backups(tmp_path, "work"))
    path = tmp_path / "work-20260101T000000Z.tar"
    path.touch(mode=0o600)
    made = path.stat().st_mtime
    assert not list(files.backups(tmp_path, "work", made + files.DAY))
    late = words(files.backups(tmp_path, "work", made + 3 * files.DAY))
    assert "is 3 days old" in late
    path.chmod(0o644)
    assert "can read" in words(files.backups(tmp_path, "work", made))
    path.chmod(0o600)
    tmp_path.chmod(0o777)
    assert "everybody can write" in words(files.backups(tmp_path, "work", made))


# The database: each test changes what it finds, and takes it back


@pytest.fixture
def cursor():
    with postgres.connect(os.environ["PGDATABASE"]) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '30s'")
            yield cursor
        connection.rollback()


USER = """
    INSERT INTO res_users (login, password, active, company_id, partner_id,
                           notification_type, mtm_digest, create_date)
    SELECT '{login}', '{login}', true, company_id, partner_id, 'email', mtm_digest,
           now() - interval '1 year' FROM res_users WHERE id = 2 RETURNING id
"""
PARAMETER = """
    INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
"""


def add_user(cursor, login, *groups):
    cursor.execute(USER.format(login=login))
    [[user]] = cursor.fetchall()
    for group in groups:
        cursor.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) SELECT %s, res_id"
            " FROM ir_model_data WHERE module || '.' || name = %s",
            [user, group],
        )
    return user


def plain(word, kept):
    """Passwords of the tests are not hashed; those of others do not count."""
    return word == kept


def test_demo_data_are_found(cursor):
    cursor.execute("UPDATE ir_module_module SET demo = false")
    assert not list(people.demo_data(cursor))
    cursor.execute("UPDATE ir_module_module SET demo = true WHERE name = 'mail'")
    assert "demo data of 1 addons" in words(people.demo_data(cursor))


def test_easy_passwords_are_found(cursor):
    cursor.execute("UPDATE res_users SET password = NULL")
    assert not list(people.easy_passwords(cursor, plain))
    add_user(cursor, "nkosi")
    assert "easy: nkosi:" in words(people.easy_passwords(cursor, plain))
    cursor.execute("UPDATE res_users SET password = 'admin' WHERE login = 'nkosi'")
    assert "easy: nkosi:" in words(people.easy_passwords(cursor, plain))
    cursor.execute("UPDATE res_users SET password = 'Wk7-fa2' WHERE login = 'nkosi'")
    assert not list(people.easy_passwords(cursor, plain))


def test_staff_without_a_second_factor_are_found(cursor):
    cursor.execute("DELETE FROM ir_config_parameter WHERE key = 'auth_totp.policy'")
    cursor.execute("UPDATE res_users SET totp_secret = 'x'")
    assert not list(people.two_factors(cursor))
    add_user(cursor, "nkosi", "base.group_user")
    add_user(cursor, "partner", "base.group_portal")
    assert "second factor: nkosi:" in words(people.two_factors(cursor))
    cursor.execute(PARAMETER, ["auth_totp.policy", "employee_required"])
    assert not list(people.two_factors(cursor))


def test_too_many_administrators_are_found(cursor):
    cursor.execute("UPDATE res_users SET active = id < 3")
    assert not list(people.administrators(cursor))
    for number in range(people.MOST_ADMINISTRATORS):
        add_user(cursor, f"nkosi{number}", "base.group_system")
    assert "4 users may change all settings" in words(people.administrators(cursor))


def test_partners_with_rights_of_staff_are_found(cursor):
    assert not list(people.portal_rights(cursor))
    add_user(cursor, "partner", "base.group_portal", "base.group_partner_manager")
    assert "rights of staff: partner:" in words(people.portal_rights(cursor))


def test_keys_that_never_expire_are_found(cursor):
    assert not list(people.api_keys(cursor))
    key = "INSERT INTO res_users_apikeys (name, user_id, expiration_date) VALUES "
    cursor.execute(f"{key} ('a', 2, now() + interval '1 day')")
    assert not list(people.api_keys(cursor))
    cursor.execute(f"{key} ('b', 2, NULL)")
    assert "never expire: admin:" in words(people.api_keys(cursor))


def test_staff_who_left_are_found(cursor):
    cursor.execute("UPDATE res_users SET create_date = now()")
    assert not list(people.idle(cursor))
    user = add_user(cursor, "nkosi", "base.group_user")
    assert "180 days: nkosi:" in words(people.idle(cursor))
    cursor.execute(
        "INSERT INTO res_users_log (create_uid, create_date) VALUES (%s, now())",
        [user],
    )
    assert not list(people.idle(cursor))


def test_sign_up_by_anybody_is_found(cursor):
    assert not list(data.sign_up(cursor)), "our addons close it"
    cursor.execute(PARAMETER, ["auth_signup.invitation_scope", "b2c"])
    assert "anybody can make an account" in words(data.sign_up(cursor))


def test_an_address_without_encryption_is_found(cursor):
    cursor.execute(PARAMETER, ["web.base.url", "https://m2m.example.org"])
    cursor.execute(PARAMETER, ["web.base.url.freeze", "True"])
    assert not list(data.address(cursor))
    cursor.execute(PARAMETER, ["web.base.url", "http://m2m.example.org"])
    cursor.execute(PARAMETER, ["web.base.url.freeze", "False"])
    found = words(data.address(cursor))
    assert "web.base.url is http://" in found and "is not frozen" in found


def test_endless_sessions_are_found(cursor):
    assert not list(data.sessions(cursor))
    for value in ("9999999", "long"):
        cursor.execute(PARAMETER, ["sessions.max_inactivity_seconds", value])
        assert "a session lasts" in words(data.sessions(cursor))
    cursor.execute(PARAMETER, ["sessions.max_inactivity_seconds", "3600"])
    assert not list(data.sessions(cursor))


def test_public_files_are_found(cursor):
    assert not list(data.public_files(cursor))
    cursor.execute(
        "INSERT INTO ir_attachment (name, type, res_model, public)"
        " VALUES ('x', 'binary', 'mtm.engagement', true)"
    )
    assert "1 attachments of mtm.engagement" in words(data.public_files(cursor))


def test_mail_without_encryption_is_found(cursor):
    cursor.execute("UPDATE ir_mail_server SET active = false")
    server = (
        "INSERT INTO ir_mail_server (name, smtp_host, smtp_encryption, active,"
        " smtp_authentication) VALUES ('x', '{}', '{}', true, 'login')"
    )
    cursor.execute(server.format("localhost", "none"))
    cursor.execute(server.format("mail.example.org", "starttls"))
    assert not list(data.mail(cursor))
    cursor.execute(server.format("old.example.org", "none"))
    assert "without encryption by old.example.org" in words(data.mail(cursor))


def test_scheduled_work_that_stands_still_is_found(cursor):
    cursor.execute(
        "UPDATE ir_cron SET active = true, failure_count = 0, nextcall = now()"
    )
    assert not list(data.scheduled_work(cursor))
    for change, found in (
        ("active = false", "switched off"),
        ("active = true, failure_count = 2", "fails"),
        ("failure_count = 0, nextcall = now() - interval '3 days'", "a day late"),
    ):
        cursor.execute(f"UPDATE ir_cron SET {change}")
        assert found in words(data.scheduled_work(cursor))
    cursor.execute(PARAMETER, ["database.is_neutralized", "true"])
    assert not list(data.scheduled_work(cursor)), "a copy runs none on purpose"


def test_addons_that_are_older_than_their_files_are_found(cursor):
    cursor.execute("UPDATE ir_module_module SET latest_version = '19.0.1.0'")
    assert not list(data.addons(cursor, {"mines_to_markets": "1.0"}))
    [finding] = data.addons(cursor, {"mines_to_markets": "2.0"})
    assert "mines_to_markets is 19.0.1.0" in finding.what
    cursor.execute(
        "UPDATE ir_module_module SET state = 'to upgrade' WHERE name = 'mail'"
    )
    assert "mail is to upgrade" in words(data.addons(cursor, {}))


def test_a_log_that_was_changed_is_found(monkeypatch):
    with postgres.connect(os.environ["PGDATABASE"]) as connection:
        assert not list(data.chain(connection))
        chain = data.log.load_chain()
        wrong = chain.Check(expected="0" * 63 + "1")
        monkeypatch.setattr(data.log, "check", lambda *_arguments: wrong)
        assert "was changed in 1 places" in words(data.chain(connection))


def test_an_unfinished_index_is_found(cursor):
    assert not list(server.indexes(cursor))
    assert not list(server.extensions(cursor))
    cursor.execute("DROP EXTENSION btree_gist CASCADE")
    assert "btree_gist is missing" in words(server.extensions(cursor))


# PostgreSQL


class Told:
    """A cursor that is told what the server answers."""

    description = True

    def __init__(self, **answers):
        self.answers = answers

    def execute(self, statement):
        self.rows = next(
            rows for word, rows in self.answers.items() if word in statement
        )

    def fetchall(self):
        return self.rows


def test_a_role_that_may_more_than_it_needs_is_found():
    assert not list(server.role(Told(rolname=[("odoo", *[False] * 4)])))
    found = list(server.role(Told(rolname=[("odoo", True, True, False, False)])))
    assert [each.what for each in found] == [
        "the role odoo is SUPERUSER",
        "the role odoo is CREATEROLE",
    ]
    assert found[0].close == "ALTER ROLE odoo NOSUPERUSER"


def test_a_server_without_corrections_is_found():
    day = datetime.date(2027, 6, 1)
    for number, found in ((120001, 1), (140020, 1), (150004, 0), (990001, 0)):
        told = Told(server_version_num=[[number]])
        assert len(list(server.version(told, day))) == found


def test_a_server_that_forgets_is_found():
    names = ("fsync", "full_page_writes", "synchronous_commit")
    assert not list(server.durability(Told(**{name: [["on"]] for name in names})))
    told = Told(**{name: [["off"]] for name in names})
    assert [each.what for each in server.durability(told)] == [
        f"{name} is off" for name in names
    ]
    assert not list(server.statements(Told(log_statement=[["ddl"]])))
    assert list(server.statements(Told(log_statement=[["all"]])))
    assert not list(server.encryption(Told(inet_server_addr=[[True, True]])))
    assert list(server.encryption(Told(inet_server_addr=[[True, False]])))
    assert not list(server.encryption(Told(inet_server_addr=[[False, False]])))


def test_a_log_without_its_guards_is_found(cursor):
    assert not list(data.guards(cursor))
    assert not list(data.guards(Told(to_regclass=[[None]])))
    cursor.execute("ALTER TABLE mtm_log_entry DISABLE TRIGGER mtm_log_entry_stays")
    cursor.execute(
        "ALTER TABLE mtm_log_entry ENABLE REPLICA TRIGGER mtm_log_entry_stays_whole"
    )
    cursor.execute("DROP TRIGGER mtm_log_check_stays ON mtm_log_check")
    [finding] = data.guards(cursor)
    for name in data.GUARDS - {"mtm_log_check_stays_whole"}:
        assert name in finding.what
    assert "mtm_log_check_stays_whole" not in finding.what
    cursor.execute("ALTER TABLE mtm_log_entry ENABLE TRIGGER USER")
    [finding] = data.guards(cursor)
    assert "mtm_log_entry" not in finding.what


# What a visitor meets

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


# The whole


def test_the_report_says_each_finding_and_its_end(capsys):
    found = list(conf.check(SAFE | {"workers": "0"}))
    assert report([("odoo.conf", found), ("files", [])]) == 1
    said = capsys.readouterr().out
    assert "odoo.conf: 1 unsafe\n  - workers is 0: one process serves all" in said
    assert "files: nothing found" in said and said.endswith("\n1 unsafe\n")
    assert report([("odoo.conf", [])]) == 0
    assert "nothing unsafe was found" in capsys.readouterr().out


def run(*arguments):
    """The command itself; the tests' own database server is in a hurry."""
    env = {key: value for key, value in os.environ.items() if key != "PGOPTIONS"}
    return subprocess.run(
        [ROOT / "m2m", "check", *map(str, arguments)],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_command_says_it_by_its_exit_code(tmp_path):
    path = tmp_path / "odoo.conf"
    lines = [f"{name} = {value}" for name, value in SAFE.items()]
    path.write_text("\n".join(["[options]", *lines]))
    done = run("--conf", path)
    assert f"{path}: nothing found" in done.stdout
    assert "\nPostgreSQL: " in f"\n{done.stdout}"
    assert "packages: nothing found" in done.stdout
    path.write_text(path.read_text().replace("list_db = False", "list_db = True"))
    done = run("--conf", path, "--db", os.environ["PGDATABASE"])
    assert done.returncode == 1
    assert "  - list_db is on: visitors see" in done.stdout
    assert "  - the demo data of" in done.stdout
    done = run("--conf", tmp_path / "none.conf")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"m2m: there is no {tmp_path / 'none.conf'}\n"
    assert "there is no database nowhere" in run("--db", "nowhere").stderr


# What lies ready for a server


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
