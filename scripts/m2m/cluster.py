"""The PostgreSQL server: a cluster of this checkout's own, on a socket."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from . import system
from .common import (
    ROOT,
    STATE,
    Stop,
    is_root,
    last_line,
    lock,
    need_space,
    output,
    remove_tree,
    run,
    say,
    settings,
    short_hash,
)

ROLE = "odoo"
FIND_ROLE = "SELECT 1 FROM pg_roles WHERE rolname = 'odoo'"
# A socket's whole path has at most 107 characters.
SOCKET_ROOM = 107 - len("/.s.PGSQL.5432")
HERE = short_hash(ROOT)


def existing_server():
    """Where an existing server is, when odoo.conf or the environment name one."""
    options = settings(ROOT / "odoo.conf")
    server = {}
    for variable, option in (
        ("PGHOST", "db_host"),
        ("PGPORT", "db_port"),
        ("PGUSER", "db_user"),
        ("PGPASSWORD", "db_password"),
    ):
        value = os.environ.get(variable) or options.get(option)
        if value:
            server[variable] = value
    return server if "PGHOST" in server else None


def ensure():
    """Environment variables that lead to a running server."""
    server = existing_server()
    if server:
        return server
    folder = Path(home())
    with lock("cluster"):
        if not (folder / "data").is_dir():
            create(folder)
        start(folder)
    return {
        "PGHOST": str(socket_folder(folder)),
        "PGPORT": "5432",
        "PGUSER": ROLE,
        "PGPASSWORD": "",
    }


def owner():
    """Who runs the server: PostgreSQL refuses to run as root."""
    if not is_root():
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Stop("there is no user postgres to run PostgreSQL as; add one (adduser)")


def as_owner(command):
    """A command line that runs as the owner of the cluster."""
    command = [str(part) for part in command]
    if not is_root():
        return command
    return ["setpriv", f"--reuid={owner().pw_uid}", f"--regid={owner().pw_gid}",
            "--clear-groups", "--", *command]  # fmt: skip


def home():
    """The folder of the cluster.

    It lies in the checkout; when its owner cannot get there (a checkout under
    /root, say), in /var/lib.
    """
    inside = STATE / "postgresql"
    if not is_root() or reachable(STATE):
        return inside
    return Path("/var/lib/mines-to-markets") / HERE


def reachable(folder):
    probe = subprocess.run(
        as_owner(["test", "-x", folder]), cwd="/", capture_output=True, check=False
    )
    return probe.returncode == 0


def socket_folder(folder):
    """Where the socket is: beside the data, or in /tmp when that path is too long."""
    if len(os.fsencode(folder / "socket")) <= SOCKET_ROOM:
        return folder / "socket"
    name = f"m2m-{owner().pw_uid}-{HERE}"
    return Path("/tmp", name)  # nosec B108 # whose it is is looked at


def make_socket_folder(folder):
    """Create the socket's folder, open to its owner (and root) only."""
    socket = socket_folder(folder)
    socket.mkdir(mode=0o700, exist_ok=True)
    if is_root():
        os.chown(socket, owner().pw_uid, owner().pw_gid)
    found = socket.lstat()
    if found.st_uid != owner().pw_uid or not stat.S_ISDIR(found.st_mode):
        raise Stop(f"{socket} belongs to somebody else; remove it and call again")
    socket.chmod(0o700)
    return socket


def programs(folder):
    """The programs of the PostgreSQL version that the cluster was created with."""
    newest = system.postgres_bin()
    version = folder / "data/PG_VERSION"
    if version.exists():
        debian = Path("/usr/lib/postgresql") / version.read_text().strip() / "bin"
        if (debian / "pg_ctl").exists():
            return debian
        if newest and newest.parent.name.isdigit():
            raise Stop(
                f"the databases of this checkout were made by PostgreSQL "
                f"{version.read_text().strip()}, which is gone; install "
                f"postgresql-{version.read_text().strip()}, or drop them: ./m2m reset"
            )
    return newest


def create(folder):
    need_space(STATE, 700, "the databases")
    say("creating a PostgreSQL server of this checkout's own")
    for path in reversed([folder, *folder.parents]):
        if not path.exists():
            path.mkdir(mode=0o755)
    new = folder / "data.new"
    remove_tree(new)
    new.mkdir(mode=0o700)
    if is_root():
        os.chown(new, owner().pw_uid, owner().pw_gid)
    command = [programs(folder) / "initdb", "-D", new, "-U", "postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    log = STATE / "initdb.log"
    with log.open("w", encoding="utf-8") as out:
        done = run(as_owner(command), cwd="/", stdout=out, stderr=out)
    if done.returncode:
        raise Stop(f"initdb failed: {last_line(log)}")
    with (new / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(
            "\n# Set by ./m2m: reached by a socket in a folder of its owner only.\n"
            "listen_addresses = ''\n"
            "shared_buffers = 256MB\n"
            "max_connections = 200\n"
            "max_wal_size = 2GB\n"
            "log_min_messages = fatal\n"
        )
    new.rename(folder / "data")


def start(folder):
    """Start the server unless it runs; create Odoo's role unless it is there."""
    socket = make_socket_folder(folder)
    if not running(folder):
        remove_stale_pid(folder)
        say("starting PostgreSQL")
        log = folder / "data/server.log"
        command = [programs(folder) / "pg_ctl", "-D", folder / "data", "-l", log]
        command += ["-w", "-t", "120", "-s", "-o", f"-k {socket}", "start"]
        # Not through run(): the server outlives us and must not keep our locks.
        done = subprocess.run(
            as_owner(command), cwd="/", stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Stop(f"PostgreSQL does not start: {last_line(log)} (see {log})")
    ensure_role(folder, socket)


def ensure_role(folder, socket):
    psql = [programs(folder) / "psql", "-h", socket, "-U", "postgres", "-qAtX"]
    psql += ["-d", "postgres", "-c"]
    found = output([*psql, FIND_ROLE])
    if found is None:
        raise Stop("PostgreSQL does not answer; ./m2m stop, then call again")
    if not found.strip():
        run(
            [*psql, f"CREATE ROLE {ROLE} LOGIN CREATEDB"],
            stop="cannot create Odoo's role in PostgreSQL",
        )


def running(folder):
    """The process id of the running server, or None."""
    pid = recorded_pid(folder)
    return pid if pid and is_ours(pid, folder) else None


def recorded_pid(folder):
    try:
        return int((folder / "data/postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def is_ours(pid, folder):
    """Whether a process is the server of this folder, not a later one of that id."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(folder / "data") in command


def remove_stale_pid(folder):
    """After a crash another process may have the recorded id: PostgreSQL would stop."""
    (folder / "data/postmaster.pid").unlink(missing_ok=True)


def stop(folder=None, mode="fast"):
    """Stop the server of this checkout, or of a folder; whether it ran.

    :param mode: how pg_ctl stops it: `fast` ends all work, `immediate` is a crash
    """
    folder = folder or Path(home())
    if not running(folder):
        return False
    command = [programs(folder) / "pg_ctl", "-D", folder / "data", "-s"]
    command += ["-m", mode, "-w", "-t", "60", "stop"]
    run(as_owner(command), cwd="/", stop="PostgreSQL does not stop; see pg_ctl's words")
    return True


def remove():
    """Remove the cluster with everything in it."""
    stop()
    folder = Path(home())
    remove_tree(folder)
    if shutil.rmtree.avoids_symlink_attacks:
        shutil.rmtree(socket_folder(folder), ignore_errors=True)
