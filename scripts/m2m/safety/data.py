"""Settings and scheduled work of a database."""

from .. import log
from ..postgres import ask
from . import Finding
from .people import some

LONGEST_SESSION = 7 * 86400
LOCAL = ("localhost", "127.0.0.1", "::1")
GUARDS = {
    f"{table}_stays{which}"
    for table in ("mtm_log_entry", "mtm_log_check")
    for which in ("", "_whole")
}


def parameter(cursor, key):
    cursor.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [key])
    row = cursor.fetchone()
    return row[0] if row else None


def sign_up(cursor):
    if parameter(cursor, "auth_signup.invitation_scope") == "b2c":
        yield Finding(
            "anybody can make an account",
            "strangers get behind the login",
            "Settings / Permissions / Customer Account: on invitation",
        )


def address(cursor):
    url = parameter(cursor, "web.base.url") or ""
    if not url.startswith("https://"):
        yield Finding(
            f"web.base.url is {url or 'empty'}",
            "links in e-mails, new passwords included, are not encrypted",
            "Set it, with https, in Settings / Technical / System Parameters",
        )
    if parameter(cursor, "web.base.url.freeze") not in ("True", "true", "1"):
        yield Finding(
            "web.base.url is not frozen",
            "an administrator's login by another address puts that into all e-mails",
            "Add the system parameter web.base.url.freeze with the value True",
        )


def sessions(cursor):
    value = parameter(cursor, "sessions.max_inactivity_seconds")
    if value is not None and not (value.isdigit() and int(value) <= LONGEST_SESSION):
        yield Finding(
            f"a session lasts {value} seconds without its user",
            "a lost telephone stays logged in",
            f"Set sessions.max_inactivity_seconds to {LONGEST_SESSION} at most",
        )


def public_files(cursor):
    rows = ask(
        cursor,
        "SELECT res_model, count(*) FROM ir_attachment WHERE public"
        " AND (res_model LIKE 'mtm.%' OR res_model LIKE 'asm.%')"
        " AND (res_field IS NULL OR res_field NOT LIKE 'image%')"
        " GROUP BY 1 ORDER BY 1",
    )
    for model, count in rows:
        yield Finding(
            f"{count} attachments of {model} are public",
            "whoever knows or guesses their address reads them",
            "Settings / Technical / Attachments: untick Is public document",
        )


def mail(cursor):
    """Servers that send and fetch mail without encryption."""
    rows = ask(
        cursor,
        "SELECT smtp_host FROM ir_mail_server"
        " WHERE active AND smtp_encryption = 'none'",
    )
    servers = [host for (host,) in rows if host not in (*LOCAL, "invalid")]
    if ask(cursor, "SELECT to_regclass('fetchmail_server')")[0][0]:
        rows = ask(
            cursor,
            "SELECT server FROM fetchmail_server WHERE active AND NOT is_ssl"
            " AND server_type IN ('imap', 'pop') AND state = 'done'",
        )
        servers += [host for (host,) in rows if host not in LOCAL]
    if servers:
        yield Finding(
            f"mail goes without encryption by {some(servers)}",
            "letters and the password of the mail server can be listened to",
            "Settings / Technical / Mail servers: TLS",
        )


def scheduled_work(cursor):
    if parameter(cursor, "database.is_neutralized"):
        return
    rows = ask(
        cursor,
        """
        SELECT c.cron_name, c.active, COALESCE(c.failure_count, 0),
               c.nextcall < (now() AT TIME ZONE 'utc') - interval '1 day'
          FROM ir_cron c JOIN ir_model_data d
            ON d.model = 'ir.cron' AND d.res_id = c.id
         WHERE d.module LIKE 'asm\\_%' OR d.module = 'mines_to_markets'
            OR d.module = 'base'
         ORDER BY 1
        """,
    )
    off = [name for name, active, _failures, _late in rows if not active]
    failing = [name for name, active, failures, _late in rows if active and failures]
    late = [name for name, active, _failures, late in rows if active and late]
    for names, what in (
        (off, "scheduled work is switched off"),
        (failing, "scheduled work fails"),
        (late, "scheduled work is more than a day late"),
    ):
        if names:
            yield Finding(
                f"{what}: {some(names)}",
                "reminders, checks of what adds up and cleaning do not happen",
                "Settings / Technical / Scheduled Actions; the log says why one fails",
            )


def guards(cursor):
    """Triggers that let nobody change what is logged."""
    if not ask(cursor, "SELECT to_regclass('mtm_log_entry')")[0][0]:
        return
    rows = ask(
        cursor,
        "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgrelid"
        " IN (to_regclass('mtm_log_entry'), to_regclass('mtm_log_check'))",
    )
    missing = GUARDS - {name for (name,) in rows}
    if missing:
        yield Finding(
            f"the log is not guarded: {some(sorted(missing))}",
            "whoever reaches the database can change who did what",
            "./m2m verify-log; -u mines_to_markets makes missing triggers anew, "
            "ALTER TABLE ... ENABLE TRIGGER USER switches them on; look who could",
        )


def addons(cursor, manifests):
    """Addons of ours whose database is older than the files, or half updated.

    :param manifests: version of each of our addons by name
    """
    for name, state, version in ask(
        cursor,
        "SELECT name, state, latest_version FROM ir_module_module"
        " WHERE state NOT IN ('uninstalled', 'uninstallable')",
    ):
        wanted = manifests.get(name)
        if state != "installed" or (wanted and not (version or "").endswith(wanted)):
            yield Finding(
                f"{name} is {state if state != 'installed' else version} in the "
                f"database, {wanted or 'installed'} on the disk",
                "corrections are not at work, or half of them",
                f"./m2m odoo -d NAME -u {name} --stop-after-init",
            )


def chain(connection):
    """The log of who did what, followed from its first entry to its last."""
    with connection.cursor() as cursor:
        if not ask(cursor, "SELECT to_regclass('mtm_log_entry')")[0][0]:
            return
    connection.rollback()
    problems = log.check(connection, log.load_chain()).end()
    if problems:
        yield Finding(
            f"the log of who did what was changed in {len(problems)} places",
            "what is written there can no longer be relied on",
            "./m2m verify-log says where; compare with a backup, look who could",
        )


CHECKS = (
    sign_up,
    address,
    sessions,
    public_files,
    mail,
    scheduled_work,
    guards,
)


def check(cursor, manifests):
    for one in CHECKS:
        yield from one(cursor)
    yield from addons(cursor, manifests)
