"""Servers of a test's own, on a copy of its database, that are killed for real.

A server loads what Odoo loads and waits. For each piece of work it forks a process, as
Odoo's own server does with its workers, so that one is there at once. It is held at a
method or dies at an SQL statement, by SIGKILL, and nothing of it is cleaned up but by
PostgreSQL. What it wrote is in a database that is dropped with the test's class.
"""

import importlib
import json
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import urllib.error
import urllib.parse
import urllib.request
import uuid
from functools import partial
from pathlib import Path

from odoo import SUPERUSER_ID, api, http, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.service.server import ThreadedWSGIServerReloadable
from odoo.tests.common import BaseCase, TransactionCase, get_db_name
from odoo.tools import SQL, config

SERVER = f"""
import sys
from odoo.tools import config
config.parse_config(["-d", sys.argv[1], "--no-http", "--log-level=error"])
from {__name__} import serve
serve()
"""
# seconds in which even a busy machine has done anything that a test asks for
PATIENCE = 120
GO_ON = signal.SIGUSR1
QUIET = {"tracking_disable": True, "no_reset_password": True}


class KilledCase(BaseCase):
    """A copy of the test's database, and a server on it.

    Work is a function of the test's module that takes an environment and values that
    JSON can hold, and returns such a value.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = f"{get_db_name()}-{uuid.uuid4().hex[:6]}"
        cls._copy_database()
        cls.addClassCleanup(cls._drop_database)
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = subprocess.Popen(
            cls._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=cls._environment(),
        )
        cls.addClassCleanup(cls._stop_server)

    @classmethod
    def _command(cls):
        return [sys.executable, "-c", SERVER, cls.copy]

    @classmethod
    def _environment(cls):
        """Return what leads the server to its database."""
        return dict(os.environ)

    @classmethod
    def _stop_server(cls):
        cls.server.stdin.close()
        cls.server.wait()
        cls.server.stdout.close()

    @classmethod
    def _copy_database(cls):
        name = get_db_name()
        files = Path(config.filestore(name))
        if files.exists():
            # as they are never changed, only replaced
            shutil.copytree(files, config.filestore(cls.copy), copy_function=os.link)
        sql_db.close_db(name)
        cls._as_owner(
            SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend'",
                name,
            ),
            SQL(
                "CREATE DATABASE %s TEMPLATE %s",
                SQL.identifier(cls.copy),
                SQL.identifier(name),
            ),
        )

    @classmethod
    def _drop_database(cls):
        sql_db.close_db(cls.copy)
        cls._as_owner(SQL("DROP DATABASE %s WITH (FORCE)", SQL.identifier(cls.copy)))
        shutil.rmtree(config.filestore(cls.copy), ignore_errors=True)

    @classmethod
    def _as_owner(cls, *statements):
        """Carry out what no transaction and no copied database can."""
        cnx = sql_db.db_connect("postgres").cursor()
        try:
            cnx._cnx.autocommit = True
            for statement in statements:
                cnx.execute(statement)
        finally:
            cnx._cnx.autocommit = False
            cnx.close()

    @classmethod
    def start(cls, function, *args, uid=SUPERUSER_ID, hold=None, die_at=0):
        """Start a piece of work in a process of its own.

        :param hold: ``(model, method)``: it stops whenever that method has returned,
            until it is told to go on
        :param die_at: the number of the SQL statement at which it dies
        :return: :class:`Work`
        """
        path = os.path.join(cls.folder, uuid.uuid4().hex)
        os.mkfifo(path)
        order = {
            "function": [function.__module__, function.__name__],
            "args": args,
            "uid": uid,
            "hold": hold,
            "die_at": die_at,
            "path": path,
        }
        tell(cls.server.stdin, order)
        pid = int(cls.server.stdout.readline())
        return Work(pid, open(path))

    @classmethod
    def serve_there(cls, serve=None):
        """Serve the pages of the copy, until the end of the class.

        :param serve: what does so, :func:`serve_pages` at its end
        :return: ``(work, address)``
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        work = cls.start(serve or serve_pages, port)
        cls.addClassCleanup(work.__exit__)
        work.wait_until_held()
        return work, f"http://127.0.0.1:{port}"

    @classmethod
    def run_there(cls, function, *args, **kwargs):
        """Carry out work there; return what it returns."""
        with cls.start(function, *args, **kwargs) as work:
            return work.result()

    @classmethod
    def kill_there(cls, function, *args, hold, **kwargs):
        """Kill the process of some work after a method of a model."""
        with cls.start(function, *args, hold=hold, **kwargs) as work:
            work.wait_until_held()
            work.kill()

    def kill_at_statements(self, function, *args, points, after, **kwargs):
        """Kill some work at several of its SQL statements, spread over all of them.

        :param points: how many times
        :param after: called after each time
        """
        total = self.run_there(count_statements, name_of(function), args, **kwargs)
        for point in range(points):
            with self.start(
                function, *args, die_at=1 + point * total // points, **kwargs
            ) as work:
                self.assertTrue(work.has_died(), "it ended before it was killed")
            after()


def tell(file, value):
    file.write(f"{json.dumps(value)}\n")
    file.flush()


def name_of(function):
    return [function.__module__, function.__name__]


class Work:
    """Work in a process of its own, seen from the test."""

    def __init__(self, pid, lines):
        self.pid, self._lines = pid, lines

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.kill()
        self._lines.close()

    def _signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def _read(self):
        ready, _, _ = select.select([self._lines], [], [], PATIENCE)
        assert ready, "it neither ended nor was held"
        line = self._lines.readline()
        return json.loads(line) if line else {"died": True}

    def wait_until_held(self):
        said = self._read()
        assert "held" in said, said.get("error") or said

    def go_on(self):
        self._signal(GO_ON)

    def kill(self):
        """Kill it, and wait until it is gone."""
        self._signal(signal.SIGKILL)
        self._lines.read()

    def still_runs(self):
        """Whether it is at work and has said nothing."""
        return not select.select([self._lines], [], [], 0)[0]

    def has_died(self):
        return "died" in self._read()

    def result(self):
        said = self._read()
        assert "result" in said, said.get("error") or said
        return said["result"]

    def error(self):
        """Return what it failed with."""
        said = self._read()
        assert "error" in said, said
        return said["error"]


class Browser:
    """Somebody who is logged in on a server."""

    def __init__(self, address, login):
        self._address = address
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(), Unredirected()
        )
        self.send("/web/login", login=login, password=login.ljust(8, "x"))

    def get(self, path, data=None, headers=()):
        """Return status, where it leads, and text."""
        url = f"{self._address}{path}"
        asked = urllib.request.Request(url, data, dict(headers))
        try:
            with self._opener.open(asked, timeout=PATIENCE) as answer:
                return answer.status, "", answer.read().decode(errors="replace")
        except urllib.error.HTTPError as answer:
            text = answer.read().decode(errors="replace")
            return answer.code, answer.headers.get("Location") or "", text

    def token(self):
        """Return what a form needs besides its fields."""
        for path in ("/my/home", "/web/login"):
            found = re.search(r'csrf_token: "(\w+)"', self.get(path)[2])
            if found:
                return found[1]
        raise AssertionError("no page has a token")

    def send(self, path, **fields):
        if "csrf_token" not in fields:
            fields["csrf_token"] = self.token()
        return self.get(path, urllib.parse.urlencode(fields).encode())


class Unredirected(urllib.request.HTTPRedirectHandler):
    """The answer itself is what is looked at."""

    def redirect_request(self, *args):
        return None


def run_cron(env, name):
    """Run a scheduled action as the server does, in transactions of its own.

    :return: what went wrong, if something did
    """
    done = env.ref(name).method_direct_trigger()
    return None if done is True else done["params"]["data"]["debug"]


def build(env, case):
    """Return a class of tests that has made its data in this environment."""
    TransactionCase.setUpClass = classmethod(lambda cls: None)
    made = type(case.__name__, (case,), {"env": env(context=QUIET)})
    made.setUpClass()
    return made


# -- in the server --


def serve():
    """Fork a process for each order that is read."""
    name = sys.argv[1]
    Registry(name)
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            work(name, json.loads(line))
        tell(sys.stdout, pid)


def work(name, order):
    """Carry an order out and end the process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(order["path"], "w") as answer:
        try:
            said = {"result": carry_out(name, order, answer)}
        except Exception:  # noqa: BLE001 - the test is told, and fails
            said = {"error": traceback.format_exc()}
        tell(answer, said)
    os._exit(0)


def carry_out(name, order, answer):
    # a repeated transaction waits a moment by chance: a short one
    uniform, random.uniform = random.uniform, lambda *_args: uniform(0, 0.05)
    registry = Registry(name)
    if order["hold"]:
        hold_after(registry, order["hold"], answer)
    with registry.cursor() as cr:
        env = api.Environment(cr, order["uid"], QUIET | {"answer": answer})
        function = find(order["function"])
        if order["die_at"]:
            count_to(order["die_at"])
        return retrying(partial(function, env, *order["args"]), env)


def serve_pages(env, port):
    """Serve pages in this process, as a server with threads does."""
    env.cr.commit()
    config["http_enable"] = True
    server = ThreadedWSGIServerReloadable("127.0.0.1", port, http.root)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tell(answer_of(env), {"held": True})
    thread.join()


def answer_of(env):
    """Return where the process says what it has to say."""
    return env.context["answer"]


def find(name):
    return getattr(importlib.import_module(name[0]), name[1])


def hold_after(registry, place, answer):
    """Stop the process each time that a method returns, until it is told to go on."""
    model = registry[place[0]]
    method = getattr(model, place[1])
    signal.pthread_sigmask(signal.SIG_BLOCK, [GO_ON])

    def held_after(self, *args, **kwargs):
        result = method(self, *args, **kwargs)
        self.env.flush_all()
        tell(answer, {"held": True})
        signal.sigwait([GO_ON])
        return result

    setattr(model, place[1], held_after)


def count_to(number):
    """Die at the SQL statement with this number."""
    execute, left = sql_db.Cursor.execute, [number]

    def execute_or_die(self, *args, **kwargs):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, *args, **kwargs)

    sql_db.Cursor.execute = execute_or_die


def count_statements(env, name, args):
    """Return of how many SQL statements a piece of work is; nothing stays of it."""
    execute, count = sql_db.Cursor.execute, [0]

    def execute_counted(self, *args, **kwargs):
        count[0] += 1
        return execute(self, *args, **kwargs)

    sql_db.Cursor.execute = execute_counted
    sql_db.Cursor.commit = lambda self: self.flush()
    find(name)(env, *args)
    env.cr.flush()
    env.cr.rollback()
    return count[0]
