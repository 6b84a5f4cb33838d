"""PostgreSQL stops and crashes while people work: a server of this test's own does."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import uuid
from collections import Counter
from contextlib import closing
from pathlib import Path

import psycopg2
from m2m import cluster, log, postgres

from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

from odoo.addons.asm_programs.tests.test_portal import ReportCommon
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.common import ADMINISTRATOR, new_test_users
from odoo.addons.mines_to_markets.tests.killed import (
    PATIENCE,
    Browser,
    KilledCase,
    build,
    serve_pages,
)

WRITERS = 2
STOPS = {"fast": "restarted", "immediate": "crashed"}
CATEGORIES = 3
# what a page may answer while there is no database
FAILED = {500, 503}
# what the system has taken over outlives the server, if not the machine
FASTER = "fsync = off\nfull_page_writes = off\nautovacuum = off\n"
LOGGED = (
    "EXISTS (SELECT FROM mtm_log_entry WHERE res_model = '{model}' AND res_id = {row})"
)


def make(env):
    made = build(env, ReportCommon)
    made.partner_officer.password = made.partner_officer.login
    new_test_users(env, {"restart_admin": ADMINISTRATOR})
    return {
        "editor": made.partner_officer.login,
        "administrator": "restart_admin",
        "report": made.report.id,
    }


def serve_many(env, port):
    from odoo.addons.mines_to_markets.models import mtm_rate_mixin

    # one person sends more than people do
    mtm_rate_mixin.MOST_IN_AN_HOUR = 10_000
    serve_pages(env, port)


class Writer(threading.Thread):
    """Somebody who sends one form after the other, and keeps what came of each."""

    def __init__(self, send):
        super().__init__(daemon=True)
        self._send, self._ends = send, threading.Event()
        self.done, self.refused = [], []

    def run(self):
        while not self._ends.is_set():
            key = uuid.uuid4().hex
            try:
                self.done.append((key, self._send(key)))
            except AssertionError as wrong:
                self.refused.append(wrong)
                return
            time.sleep(0.05)

    def end(self):
        self._ends.set()
        self.join(PATIENCE)
        assert not self.refused, self.refused

    def wait_for_more(self, count=3):
        """Wait until some more forms went well."""
        before = self._went_well()
        ends = time.monotonic() + PATIENCE
        while self._went_well() < before + count:
            assert not self.refused, self.refused
            assert time.monotonic() < ends, f"nothing goes well: {self.done[-3:]}"
            time.sleep(0.05)

    def _went_well(self):
        return sum(went_well for _key, went_well in self.done)


@tagged("post_install", "-at_install")
class TestRestart(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.run_there(make)
        cls.work, cls.address = cls.serve_there(serve_many)

    @classmethod
    def _copy_database(cls):
        """Bring the database of the tests into a PostgreSQL server of their own."""
        cls.home = Path(tempfile.mkdtemp(prefix="m2m-"))
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        cls.home.chmod(0o755)
        cluster.create(cls.home)
        with (cls.home / "data/postgresql.conf").open("a") as conf:
            conf.write(FASTER)
        cluster.start(cls.home)
        cls.addClassCleanup(cluster.stop, cls.home, "immediate")
        shutil.copytree(
            config.filestore(get_db_name()),
            config.filestore(cls.copy),
            copy_function=os.link,
        )
        with tempfile.TemporaryDirectory() as folder:
            dump = ["--format=directory", "--compress=0", "--jobs=2"]
            run(None, "pg_dump", *dump, f"--file={folder}/dump", get_db_name())
            run(cls._environment(), "createdb", "--template=template0", cls.copy)
            load = ["--no-owner", "--jobs=2", f"--dbname={cls.copy}"]
            run(cls._environment(), "pg_restore", *load, f"{folder}/dump")

    @classmethod
    def _drop_database(cls):
        shutil.rmtree(config.filestore(cls.copy), ignore_errors=True)

    @classmethod
    def _environment(cls):
        socket = str(cluster.socket_folder(cls.home))
        # answered is written: without what lets the tests' own server be faster
        own = {"PGHOST": socket, "PGPORT": "5432", "PGUSER": cluster.ROLE}
        path = os.pathsep.join([os.environ["PYTHONPATH"], str(Path(__file__).parent)])
        own |= {"PGPASSWORD": "", "PGOPTIONS": "", "PYTHONPATH": path}
        return os.environ | own

    def _connect(self):
        host = str(cluster.socket_folder(self.home))
        return closing(
            psycopg2.connect(dbname=self.copy, host=host, port=5432, user=cluster.ROLE)
        )

    def _ask(self, statement):
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    # -- what is written meanwhile --

    def _send_form(self, browser, token):
        """Return what sends a question about a report, once however often."""
        path = f"/my/reports/{self.made['report']}/ask"

        def send(key):
            status, location, text = browser.send(
                path,
                csrf_token=token,
                form_key=key,
                kind="new_site",
                wished="North pit",
                reason=key,
            )
            if status == 303:
                assert location.startswith("/my/reports/"), location
                return True
            assert status in FAILED, (status, text[:500])
            return False

        return send

    def _send_list(self, browser):
        """Return what makes a list with its lines, all of which go into the log."""

        def send(key):
            values = [
                (0, 0, {"code": f"{key[:8]}-{number}", "name": f"Category {number}"})
                for number in range(CATEGORIES)
            ]
            said = {
                "model": "mtm.dimension",
                "method": "create",
                "args": [{"code": key, "name": "Split", "value_ids": values}],
                "kwargs": {},
            }
            status, _location, text = browser.get(
                "/web/dataset/call_kw",
                json.dumps({"jsonrpc": "2.0", "params": said}).encode(),
                {"Content-Type": "application/json"},
            )
            if status == 200:
                return "result" in json.loads(text)
            assert status in FAILED, (status, text[:500])
            return False

        return send

    def test_restarts_and_crashes(self):
        portal = Browser(self.address, self.made["editor"])
        send = self._send_form(portal, portal.token())
        staff = Browser(self.address, self.made["administrator"])
        forms = [Writer(send) for _one in range(WRITERS)]
        lists = [Writer(self._send_list(staff)) for _one in range(WRITERS)]
        writers = [*forms, *lists]
        for writer in writers:
            writer.start()
            self.addCleanup(writer.end)
        for mode in STOPS:
            for writer in writers:
                writer.wait_for_more()
            cluster.stop(self.home, mode)
            # somebody asks meanwhile
            time.sleep(0.5)
            cluster.start(self.home)
        for writer in writers:
            writer.wait_for_more()
            writer.end()
        self._check_forms(send, [one for writer in forms for one in writer.done])
        self._check_lists([one for writer in lists for one in writer.done])
        self._check_log()
        # nobody has to log in again
        self.assertEqual(portal.get("/my/reports")[0], 200)
        self.assertEqual(staff.get("/odoo")[0], 200)
        for mode in STOPS.values():
            tried.fault(
                f"PostgreSQL {mode} while people write",
                "what was answered is there once, the rest whole or not",
            )

    def test_pages_without_a_database(self):
        """The server is away, and back: no page is gone, nobody is logged out."""
        portal = Browser(self.address, self.made["editor"])
        pages = ("/my/reports", "/web/login", "/odoo", "/my/no-such-page")
        cluster.stop(self.home)
        try:
            for page in pages:
                self.assertEqual(portal.get(page)[0], 503, page)
        finally:
            cluster.start(self.home)
        self.assertEqual(portal.get("/my/reports")[0], 200)
        tried.fault(
            "pages opened while PostgreSQL is away",
            "503: kept pages stay, nobody is logged out",
            len(pages),
        )

    def _check_forms(self, send, done):
        found = Counter(self._read_forms())
        failed = [key for key, went_well in done if not went_well]
        self.assertTrue(failed, "nothing was sent while there was no database")
        for key, went_well in done:
            self.assertIn(found[key], (1,) if went_well else (0, 1))
        for key in failed:
            self.assertTrue(send(key))
        self.assertEqual(sorted(self._read_forms()), sorted(dict(done)))

    def _read_forms(self):
        rows = self._ask(
            "SELECT reason FROM asm_report_request "
            f"WHERE submission_id = {self.made['report']}"
        )
        return [key for (key,) in rows]

    def _check_lists(self, done):
        found = dict(
            self._ask(
                "SELECT d.code, count(v.id)::int FROM mtm_dimension d "
                "LEFT JOIN mtm_dimension_value v ON v.dimension_id = d.id GROUP BY 1"
            )
        )
        self.assertFalse(all(went_well for _key, went_well in done))
        for key, went_well in done:
            expected = (CATEGORIES,) if went_well else (CATEGORIES, None)
            self.assertIn(found.get(key), expected)

    def _check_log(self):
        with self._connect() as connection:
            found = log.check(connection, log.load_chain())
        self.assertEqual(found.end(), [])
        list_ = LOGGED.format(model="mtm.dimension", row="d.id")
        line = LOGGED.format(model="mtm.dimension.value", row="v.id")
        [[count]] = self._ask(
            "SELECT count(*) FROM mtm_dimension d "
            "JOIN mtm_dimension_value v ON v.dimension_id = d.id "
            f"WHERE d.name ->> 'en_US' = 'Split' AND NOT ({list_} AND {line})"
        )
        self.assertEqual(count, 0, "what is there is in the log")


def run(env, program, *arguments):
    subprocess.run([postgres.program(program), *arguments], env=env, check=True)
