"""Says that the server is away for a moment while its database is.

Odoo takes a database that does not answer for one that is gone: pages are "not found",
and whoever asks for the login page is logged out. Phones forget what they read is gone.
"""

from contextlib import closing

import psycopg2
from werkzeug.exceptions import ServiceUnavailable

from odoo.http import RegistryError, Request
from odoo.sql_db import db_connect

# seconds after which browsers may ask again
AGAIN = 5
SAID = (
    "The database does not answer at the moment. Try again in a minute: what was "
    "answered before is kept."
)


def is_outage(error):
    """Say whether a request failed at its connection, before anything was done."""
    if isinstance(error, RegistryError):
        return isinstance(error.__cause__, psycopg2.OperationalError)
    # what a page failed with has its answer already
    return not hasattr(error, "error_response")


def is_gone(name):
    """Say whether PostgreSQL answers, and has no database of this name."""
    try:
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            return not cr.rowcount
    except psycopg2.Error:
        return False


def install():
    """Let requests without a database be answered so, from now on."""
    serve = Request._serve_db
    if getattr(serve, "knows_outages", False):
        return

    def serve_or_say(self):
        try:
            return serve(self)
        except (RegistryError, psycopg2.DatabaseError) as error:
            if not is_outage(error) or is_gone(self.db):
                raise
            raise ServiceUnavailable(SAID, retry_after=AGAIN) from error

    serve_or_say.knows_outages = True
    Request._serve_db = serve_or_say
