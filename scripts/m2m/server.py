"""Serving a database, and stopping what was started."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from . import cluster, database
from .common import ROOT, STATE, Stop, die_with_parent, last_line, say, write_whole
from .workplace import LOGS

ADDRESS = "127.0.0.1"


def check_port(port):
    """Stop early when something else listens on the port."""
    if not 0 < port < 65536:
        raise Stop(f"{port} is no port; choose one from 1024 to 65535: --port 8070")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except PermissionError:
            raise Stop(
                f"port {port} is for root only; choose one from 1024 on: --port 8069"
            ) from None
        except OSError:
            whose = "this checkout's own server" if record(port) else "another program"
            hint = "./m2m stop ends it, or" if record(port) else "stop that, or"
            raise Stop(
                f"port {port} is in use by {whose}; {hint} choose another: "
                f"--port {port + 1}"
            ) from None


def serve(workplace, name, port, demo):
    """Serve a database until it is interrupted."""
    log = LOGS / f"serve-{port}.log"
    say(f"starting Odoo on port {port}")
    command = workplace.command(
        "-d", name, "--http-port", port, "--http-interface", ADDRESS
    )
    with log.open("a", encoding="utf-8") as out:
        process = subprocess.Popen(
            command,
            env=workplace.env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads
        )
    pid_file = STATE / f"server-{port}.json"
    write_whole(pid_file, json.dumps({"pid": process.pid, "born": born(process.pid)}))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_until_ready(process, port, log)
        announce(workplace, name, port, demo, log)
        code = process.wait()
        if code not in (0, -signal.SIGTERM, -signal.SIGINT):
            raise Stop(f"Odoo ended: {last_line(log)} (see {log})")
    except KeyboardInterrupt:
        print(file=sys.stderr)
    finally:
        end(process)
        pid_file.unlink(missing_ok=True)


def wait_until_ready(process, port, log):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Stop(f"Odoo does not start: {last_line(log)} (see {log})")
        try:
            url = f"http://{ADDRESS}:{port}/web/health"
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                url, timeout=10
            ):
                return
        except OSError:
            time.sleep(0.2)
    raise Stop(f"Odoo does not answer within five minutes (see {log})")


def announce(workplace, name, port, demo, log):
    """Print the address and who can log in."""
    say("ready")
    lines = ["", f"  http://{ADDRESS}:{port}", ""]
    if demo:
        rows = [("login", "password", "role", "name")]
        rows += database.logins(workplace, name)
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        for number, row in enumerate(rows):
            cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
            lines.append("  " + "  ".join(cells).rstrip())
            if number == 0:
                lines.append("  " + "  ".join("-" * width for width in widths))
    else:
        secret = database.password_file(name)
        if secret.exists():
            lines.append(f"  login admin, password {secret.read_text().strip()}")
            lines.append(f"  (kept in {secret}; change it after the first login)")
    lines += ["", f"  Ctrl-C stops it. Odoo's log: {log}", ""]
    print("\n".join(lines), flush=True)


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def born(pid):
    """When a process started, to tell it from a later one of the same id."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def record(port):
    """The process id of the server that we started on a port, when it still runs."""
    return alive(STATE / f"server-{port}.json")


def alive(path):
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found["pid"] if born(found["pid"]) == found["born"] else None


def stop():
    """Stop the servers and the cluster of this checkout."""
    for path in STATE.glob("server-*.json"):
        pid = alive(path)
        if pid:
            say(f"stopping the server on port {path.stem.partition('-')[2]}")
            os.kill(pid, signal.SIGTERM)
            for _ in range(100):
                if not alive(path):
                    break
                time.sleep(0.2)
            else:
                os.kill(pid, signal.SIGKILL)
        path.unlink(missing_ok=True)
    if not cluster.existing_server() and cluster.stop():
        say("stopped PostgreSQL")
