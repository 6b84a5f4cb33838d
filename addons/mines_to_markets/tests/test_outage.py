from contextlib import nullcontext
from unittest.mock import patch

import psycopg2
from werkzeug.exceptions import ServiceUnavailable

from odoo.http import RegistryError
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from ..tools import outage


class Asked:
    """A request that fails."""

    def __init__(self, error, cause=None, db=None):
        self.db = db or get_db_name()
        error.__cause__ = cause
        self._error = error

    def _serve_db(self):
        raise self._error


@tagged("post_install", "-at_install")
class TestOutage(BaseCase):
    """What is an outage of the database, and what is left to Odoo."""

    def _answer(self, *args, **kwargs):
        with (
            patch.object(outage, "Request", Asked),
            patch.object(Asked, "_serve_db", Asked._serve_db),
        ):
            outage.install()
            return Asked(*args, **kwargs)._serve_db()

    def test_no_connection(self):
        for error in (
            (RegistryError(), psycopg2.OperationalError()),
            (psycopg2.DatabaseError(), None),
        ):
            with self.assertRaises(ServiceUnavailable) as caught:
                self._answer(*error)
            self.assertEqual(caught.exception.retry_after, outage.AGAIN)

    def test_a_database_that_is_gone(self):
        with self.assertRaises(RegistryError):
            self._answer(
                RegistryError(), psycopg2.OperationalError(), db="no-such-database"
            )

    def test_what_a_page_failed_with(self):
        error = psycopg2.OperationalError()
        error.error_response = nullcontext
        with self.assertRaises(psycopg2.OperationalError):
            self._answer(error)
        with self.assertRaises(RegistryError):
            self._answer(RegistryError(), psycopg2.ProgrammingError())
