"""Runs in the virtual environment: checks the chain of a database's log.

python log.py DATABASE [EXPECTED HASH]; the server is in the environment. What the
chain is made of comes from the addon's own module, which needs no Odoo.
"""

import importlib.util
import os
import sys
from pathlib import Path

CHAIN = "addons/mines_to_markets/tools/log_chain.py"


def load_chain():
    path = Path(__file__).parents[2] / CHAIN
    spec = importlib.util.spec_from_file_location("log_chain", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(connection, log_chain, expected=None):
    """Follow the log of a database to its end.

    :param connection: to the database, as psycopg2 gives it
    :return: the check, at its end
    """
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with connection.cursor() as cursor:
        cursor.execute(log_chain.ANCHORS)
        anchors = dict(cursor.fetchall())
    found = log_chain.Check(anchors, expected)
    # by a cursor of the server: a log of years need not fit into memory
    with connection.cursor("log") as cursor:
        cursor.itersize = 10_000
        cursor.execute(log_chain.QUERY)
        found.follow(log_chain.Entry(*row) for row in cursor)
    return found


def main(database, expected=""):
    import psycopg2  # not there where the tests of the command import this

    log_chain = load_chain()
    try:
        connection = psycopg2.connect(
            dbname=database,
            host=os.environ.get("PGHOST"),
            port=os.environ.get("PGPORT") or None,
            user=os.environ.get("PGUSER") or None,
            password=os.environ.get("PGPASSWORD") or None,
        )
        found = check(connection, log_chain, expected)
    except psycopg2.Error as error:
        return f"m2m: {' '.join(str(error).split())}"
    problems = found.end()
    for problem in problems:
        print(log_chain.say(problem))
    print(f"{found.head.count} entries; the last has the hash {found.head.hash}")
    print("The log was changed." if problems else "The log is whole.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
