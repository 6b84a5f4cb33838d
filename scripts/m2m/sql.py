"""Runs in the virtual environment: one SQL statement, rows as JSON on stdout.

python sql.py DATABASE STATEMENT [PARAMETER ...]; the server is in the environment.
"""

import json
import os
import sys


def main(database, statement, *parameters):
    import psycopg2  # not there where the tests of the command import this

    try:
        connection = psycopg2.connect(
            dbname=database,
            host=os.environ.get("PGHOST"),
            port=os.environ.get("PGPORT") or None,
            user=os.environ.get("PGUSER") or None,
            password=os.environ.get("PGPASSWORD") or None,
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            rows = cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        return " ".join(str(error).split())
    print(json.dumps(rows, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
