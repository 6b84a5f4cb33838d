"""What ./m2m check finds unsafe, and that it is quiet about what is safe."""

import datetime
import os
import subprocess

import pytest
from m2m import postgres
from m2m.common import ROOT
from m2m.safety import conf, data, files, people, server
from m2m.safety.__main__ import report

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
