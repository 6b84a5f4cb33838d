"""PostgreSQL: the role, the server, what keeps data safe."""

import datetime

from ..postgres import ask
from . import Finding

# The last day on which a version gets corrections (postgresql.org/support/versioning).
LAST_DAY = {
    13: "2025-11-13",
    14: "2026-11-12",
    15: "2027-11-11",
    16: "2028-11-09",
    17: "2029-11-08",
    18: "2030-11-14",
}
EXTENSIONS = ("btree_gist", "pg_trgm")


def role(cursor):
    rows = ask(
        cursor,
        "SELECT rolname, rolsuper, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user",
    )
    rights = ("SUPERUSER", "CREATEROLE", "REPLICATION", "BYPASSRLS")
    for name, *has in rows:
        for right, granted in zip(rights, has, strict=True):
            if granted:
                yield Finding(
                    f"the role {name} is {right}",
                    "a flaw in Odoo would reach all of the server, files included",
                    f"ALTER ROLE {name} NO{right}",
                )


def version(cursor, today=None):
    [[number]] = ask(cursor, "SELECT current_setting('server_version_num')::int")
    major, today = number // 10000, today or datetime.date.today()
    last = LAST_DAY.get(major, "" if major < min(LAST_DAY) else "9999-12-31")
    if last < today.isoformat():
        yield Finding(
            f"PostgreSQL {major} gets no corrections any more",
            "what is found in it stays open",
            "Install a newer one, and restore a backup into it",
        )


def durability(cursor):
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        [[value]] = ask(cursor, f"SELECT current_setting('{name}')")
        if value == "off":
            yield Finding(
                f"{name} is off",
                "a power cut loses what users were told is saved"
                if name == "synchronous_commit"
                else "a power cut can damage the whole database",
                f"Set {name} = on in postgresql.conf",
            )


def extensions(cursor):
    there = {name for (name,) in ask(cursor, "SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name not in there:
            yield Finding(
                f"the extension {name} is missing",
                "the database does not refuse what overlaps, or searches slowly",
                f"CREATE EXTENSION {name}, then ./m2m odoo -d NAME -u mines_to_markets",
            )


def encryption(cursor):
    [[remote, ssl]] = ask(
        cursor,
        "SELECT inet_server_addr() IS NOT NULL"
        " AND inet_server_addr() NOT IN ('127.0.0.1', '::1'),"
        " COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)",
    )
    if remote and not ssl:
        yield Finding(
            "the connection to PostgreSQL crosses a network without encryption",
            "everything that is read and saved can be listened to",
            "Set db_sslmode = require, or verify-full",
        )


def statements(cursor):
    [[value]] = ask(cursor, "SELECT current_setting('log_statement')")
    if value in ("all", "mod"):
        yield Finding(
            f"log_statement is {value}",
            "values that users save land in PostgreSQL's log",
            "Set log_statement = ddl",
        )


def indexes(cursor):
    """An index that was not finished is not used, and a unique one does not hold."""
    for (name,) in ask(
        cursor, "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    ):
        yield Finding(
            f"the index {name} is not valid",
            "rules that it stands for do not hold",
            f"REINDEX INDEX {name}",
        )


OF_SERVER = (role, version, durability, encryption, statements)
OF_DATABASE = (extensions, indexes)


def check_server(cursor):
    for one in OF_SERVER:
        yield from one(cursor)


def check(cursor):
    for one in OF_DATABASE:
        yield from one(cursor)
