"""Users, and what they may do."""

from ..postgres import ask
from . import Finding

# Checking a password takes a moment by design.
MOST_PASSWORDS = 100
MOST_ADMINISTRATORS = 3
EASY = ("admin", "password", "12345678")
IDLE_DAYS = 180
GROUP = """
    (SELECT res_id FROM ir_model_data
      WHERE module = 'base' AND name = '{}' AND model = 'res.groups')
"""
# Groups that come with one, by implication.
MEMBERS = """
    WITH RECURSIVE above(gid) AS (
        SELECT {group} UNION
        SELECT i.gid FROM res_groups_implied_rel i JOIN above a ON i.hid = a.gid
    )
    SELECT DISTINCT u.id FROM res_users u
      JOIN res_groups_users_rel r ON r.uid = u.id
      JOIN above ON above.gid = r.gid
     WHERE u.active
"""
INTERNAL = MEMBERS.format(group=GROUP.format("group_user"))
SYSTEM = MEMBERS.format(group=GROUP.format("group_system"))
PORTAL = MEMBERS.format(group=GROUP.format("group_portal"))


def demo_data(cursor):
    [[addons]] = ask(
        cursor,
        "SELECT count(*) FROM ir_module_module WHERE demo AND state = 'installed'",
    )
    if addons:
        yield Finding(
            f"the demo data of {addons} addons are in the database",
            "they bring users whose passwords everybody knows",
            "Do real work in a database made with ./m2m run --no-demo",
        )


def easy_passwords(cursor, verify):
    """Passwords that are the login, or the first that anybody tries.

    :param verify: says whether a password is that of a hash
    """
    rows = ask(
        cursor,
        f"SELECT login, password FROM res_users u WHERE active AND password > ''"
        f" ORDER BY u.id NOT IN ({INTERNAL}), u.id LIMIT {MOST_PASSWORDS}",
    )
    found = [
        login
        for login, kept in rows
        if any(verify(word, kept) for word in {login, login.partition("@")[0], *EASY})
    ]
    if found:
        yield Finding(
            f"passwords that are the login, or easy: {some(found)}",
            "they are the first that anybody tries",
            "Set new ones: Settings / Users, Change Password",
        )


def two_factors(cursor):
    """Who of the staff logs in with a password alone."""
    rows = ask(
        cursor,
        "SELECT value FROM ir_config_parameter WHERE key = 'auth_totp.policy'",
    )
    if rows:
        return
    passkeys = ""
    if ask(cursor, "SELECT to_regclass('auth_passkey_key')")[0][0]:
        passkeys = (
            " AND NOT EXISTS (SELECT FROM auth_passkey_key k WHERE k.create_uid = u.id)"
        )
    logins = ask(
        cursor,
        f"SELECT login FROM res_users u WHERE id IN ({INTERNAL})"
        f" AND totp_secret IS NULL{passkeys} ORDER BY login",
    )
    if logins:
        yield Finding(
            f"staff without a second factor: {some([row[0] for row in logins])}",
            "a password that was guessed or found is all that is needed",
            "Settings / Permissions / Enforce two-factor authentication; set up "
            "outgoing mail first: who has no app gets the code by e-mail",
        )


def administrators(cursor):
    rows = ask(
        cursor,
        f"SELECT login FROM res_users WHERE id IN ({SYSTEM}) AND id > 1 ORDER BY login",
    )
    if len(rows) > MOST_ADMINISTRATORS:
        yield Finding(
            f"{len(rows)} users may change all settings: {some([r[0] for r in rows])}",
            "each of them can read and change everything",
            f"Leave that right to at most {MOST_ADMINISTRATORS}, with users of their "
            "own for daily work",
        )


def portal_rights(cursor):
    """Portal users with a group that the portal's own does not bring along."""
    rows = ask(
        cursor,
        f"""
        WITH RECURSIVE below(gid) AS (
            SELECT {GROUP.format("group_portal")} UNION
            SELECT i.hid FROM res_groups_implied_rel i JOIN below b ON i.gid = b.gid
        )
        SELECT DISTINCT u.login FROM res_users u
          JOIN res_groups_users_rel r ON r.uid = u.id
         WHERE u.id IN ({PORTAL}) AND r.gid NOT IN (SELECT gid FROM below)
         ORDER BY u.login
        """,
    )
    if rows:
        yield Finding(
            f"users of the portal with rights of staff: {some([r[0] for r in rows])}",
            "partners would see what only staff may see",
            "Take their other groups away: Settings / Users",
        )


def api_keys(cursor):
    rows = ask(
        cursor,
        "SELECT DISTINCT u.login FROM res_users_apikeys k JOIN res_users u"
        " ON u.id = k.user_id WHERE k.expiration_date IS NULL ORDER BY u.login",
    )
    if rows:
        yield Finding(
            f"API keys that never expire: {some([login for (login,) in rows])}",
            "one that was lost opens the door for good, past the second factor",
            "Remove them in the user's preferences and make some that expire",
        )


def idle(cursor):
    """Staff who did not log in for long."""
    rows = ask(
        cursor,
        f"""
        SELECT login FROM res_users u
         WHERE id IN ({INTERNAL}) AND id > 2
           AND create_date < now() - interval '{IDLE_DAYS} days'
           AND NOT EXISTS (
               SELECT FROM res_users_log l WHERE l.create_uid = u.id
                AND l.create_date > now() - interval '{IDLE_DAYS} days')
         ORDER BY login
        """,
    )
    if rows:
        yield Finding(
            f"staff not seen for {IDLE_DAYS} days: {some([row[0] for row in rows])}",
            "nobody would notice somebody else using their account",
            "Archive them",
        )


def some(names, most=5):
    """
    >>> some(["a", "b"]), some(list("abcdefg"))
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


CHECKS = (demo_data, two_factors, administrators, portal_rights, api_keys, idle)


def check(cursor, verify):
    for one in CHECKS:
        yield from one(cursor)
    yield from easy_passwords(cursor, verify)
