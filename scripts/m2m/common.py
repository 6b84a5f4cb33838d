"""Folders, messages, locks, running other programs."""

import configparser
import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".m2m"
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    / "mines-to-markets"
)
STARTED = time.monotonic()

# File descriptors of held locks. Programs that do set-up inherit them, so that
# a lock outlives a killed m2m for as long as its pip or apt still runs.
held_locks = []


class Stop(Exception):
    """The command cannot go on: one line that says why and what to do."""


def say(text):
    """Tell what is being done, with the time since the start."""
    elapsed = time.monotonic() - STARTED
    print(f"[{elapsed:6.1f} s] {text}", file=sys.stderr, flush=True)


def is_root():
    return os.geteuid() == 0


def short_hash(*parts):
    """
    >>> short_hash("a", "b") == short_hash("a", "b") != short_hash("ab", "")
    True
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:12]


def settings(file):
    """What an odoo.conf says; False is how Odoo writes that nothing is said."""
    config = configparser.RawConfigParser()
    config.read(file)
    options = config["options"] if config.has_section("options") else {}
    return {key: value for key, value in options.items() if value.lower() != "false"}


def checked_name(name):
    """A name that a database may have: it is a folder's as well."""
    plain = name.replace("_", "").replace("-", "")
    if not plain.isalnum() or not name[0].isalpha() or not name.isascii():
        raise Stop(f"{name} is no name for a database; use letters, digits, - and _")
    return name


def make_state():
    """Create the folders of this checkout and of the cache."""
    for folder in (STATE, CACHE):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_bytes(b"x")
            probe.unlink()
        except OSError as error:
            raise Stop(
                f"cannot write in {folder} ({error.strerror}); free some space or "
                "give this user the right to write there"
            ) from None


def need_space(folder, megabytes, purpose):
    """Stop early when a folder has no room for what comes next."""
    folder = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Stop(
            f"no room on the disk of {folder} for {purpose}: {megabytes} MB needed, "
            f"{free} MB free; free some space and call again"
        )


@contextlib.contextmanager
def lock(name, folder=None, shared=False):
    """Hold a lock of this checkout, or of another folder, while doing something."""
    folder = folder or STATE
    path = folder / f"{name}.lock"
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another ./m2m to finish with {path.name[:-5]} ...")
            fcntl.flock(fd, kind)
        held_locks.append(fd)
        yield
    finally:
        if fd in held_locks:
            held_locks.remove(fd)
        os.close(fd)


def run(command, *, stop=None, **kwargs):
    """Run a set-up program to its end; raise Stop(stop) when it fails.

    It inherits our locks and, unless told otherwise, its output goes to stderr,
    so that what a verb prints itself stays alone on stdout.
    """
    kwargs.setdefault("stdin", subprocess.DEVNULL)
    if not kwargs.get("capture_output"):
        kwargs.setdefault("stdout", sys.stderr)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            pass_fds=held_locks,
            **kwargs,
        )
    except FileNotFoundError:
        raise Stop(
            f"{command[0]} is not installed; install it and call again"
        ) from None
    if done.returncode and stop:
        raise Stop(stop)
    return done


def die_with_parent():
    """For preexec_fn: have the kernel end a program when we are gone, killed or not."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def first_error(command, **kwargs):
    """Run a set-up program whose output may go on; its first error, None when fine."""
    done = run(command, stderr=subprocess.PIPE, text=True, errors="replace", **kwargs)
    if not done.returncode:
        return None
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "Err", "dpkg: error"))]
    return (errors or lines or ["it said nothing"])[0].removeprefix("E: ")


def output(command, **kwargs):
    """What a program prints, or None when it fails."""
    kwargs.setdefault("stderr", subprocess.DEVNULL)
    done = run(command, stdout=subprocess.PIPE, text=True, **kwargs)
    return None if done.returncode else done.stdout


def last_line(path_or_text):
    """The last line of a log that says something, for a one-line message."""
    text = path_or_text
    if isinstance(text, Path):
        text = text.read_text(errors="replace") if text.exists() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def become(command, env):
    """Replace this process by another program."""
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    command = [str(part) for part in command]
    os.execvpe(command[0], command, env)


def write_whole(path, text, mode=0o644):
    """Write a file so that it is either the old one or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def remove_tree(folder):
    """Remove a folder whole: rename it first, so that no half is ever seen."""
    if not folder.exists() and not folder.is_symlink():
        return
    grave = folder.with_name(f".gone-{os.getpid()}-{folder.name}")
    shutil.rmtree(grave, ignore_errors=True)
    folder.rename(grave)
    shutil.rmtree(grave, ignore_errors=True)
