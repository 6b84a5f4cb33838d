"""Runs in the virtual environment, or asks for a program of PostgreSQL."""

import contextlib
import os
import re
import shutil
from pathlib import Path

from .common import Stop, output

# Rows of each table of the database, in one statement, as one transaction sees them.
COUNTS = """
    SELECT n.nspname || '.' || c.relname,
           (xpath('/row/n/text()', query_to_xml(
               format('SELECT count(*) AS n FROM ONLY %I.%I', n.nspname, c.relname),
               false, true, '')))[1]::text::bigint
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence = 'p'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     ORDER BY 1
"""


@contextlib.contextmanager
def connect(database):
    """A connection to the server that the environment names."""
    import psycopg2  # not there where the tests of the command import this

    try:
        connection = psycopg2.connect(
            dbname=database,
            host=os.environ.get("PGHOST"),
            port=os.environ.get("PGPORT") or None,
            user=os.environ.get("PGUSER") or None,
            password=os.environ.get("PGPASSWORD") or None,
            application_name="m2m",
        )
    except psycopg2.Error as error:
        raise Stop(f"PostgreSQL: {' '.join(str(error).split())}") from None
    try:
        yield connection
    finally:
        connection.close()


def be_interruptible():
    """Let signals end this process while it waits for an answer."""
    from psycopg2 import extensions, extras

    extensions.set_wait_callback(extras.wait_select)


def ask(cursor, statement, hint=None):
    """The rows of a statement; its failure as a line."""
    import psycopg2

    try:
        cursor.execute(statement)
    except psycopg2.Error as error:
        line = str(error).strip().splitlines()[0]
        raise Stop(f"PostgreSQL: {line}{f' ({hint})' if hint else ''}") from None
    return cursor.fetchall() if cursor.description else []


def program(name, least=0):
    """Where a program of PostgreSQL is, as new as the server or newer.

    :param least: the version of the server as PostgreSQL numbers it, 150004 for 15.4
    """
    found = {
        version(path): path
        for path in (*Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), which(name))
        if path
    }
    newest = max(found, default=0)
    if newest < least // 10000:
        raise Stop(
            f"{name} of PostgreSQL {least // 10000} is needed, "
            f"{f'the one here is of {newest}' if newest else 'there is none here'}; "
            f"install postgresql-client-{least // 10000}"
        )
    return found[newest]


def which(name):
    found = shutil.which(name)
    return Path(found) if found else None


def version(path):
    """The major version of a program."""
    found = re.search(r"\d+", output([path, "--version"]) or "0")
    return int(found[0]) if found else 0


def major(server):
    """The major version in a server's own words.

    >>> major("15.4 (Debian 15.4-1)"), major("9.6.1")
    (15, 9)
    """
    return int(re.match(r"\d+", server)[0])
