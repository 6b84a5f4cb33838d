"""A disk that is full for real: a small one of the test's own, or a limit instead.

The small disk is a tmpfs in a mount namespace of the server's own, which nobody else
sees and which goes with it. Where the system lets nobody mount, a file may not grow
beyond some bytes: the system refuses the write by EFBIG then, where a disk says ENOSPC.
"""

import contextlib
import logging
import os
import resource
import subprocess
from functools import cache
from pathlib import Path

from odoo.tools import config

from .killed import KilledCase, find, name_of

_logger = logging.getLogger(__name__)

SMALL = 2 * 1024 * 1024
LIMIT = 1024
MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'


def on_small_disk(folder, size, command):
    """Return a command line that runs another where a folder is a small disk."""
    alone = ["unshare", "--mount"]
    if os.geteuid():
        alone.append("--map-root-user")
    return [*alone, "sh", "-c", MOUNT, "sh", str(size), str(folder), *command]


@cache
def may_mount():
    """Whether this system lets a test mount a disk."""
    done = subprocess.run(
        on_small_disk("/tmp", SMALL, ["true"]),  # nosec B108 # nobody else sees it
        stderr=subprocess.DEVNULL,
        check=False,
    )
    kind = "small ones" if done.returncode == 0 else "a limit"
    _logger.info("full disks are %s", kind)
    return done.returncode == 0


class FullDiskCase(KilledCase):
    """A server whose file store is a small disk."""

    @classmethod
    def _command(cls):
        command = super()._command()
        files = Path(config.filestore(cls.copy))
        files.mkdir(parents=True, exist_ok=True)
        return on_small_disk(files, SMALL, command) if may_mount() else command

    def fail_when_full(self, function, *args, **kwargs):
        """Carry out work while the disk takes nothing; return what it failed with."""
        self.run_there(take_all_room)
        try:
            with self.start(
                in_no_room, name_of(function), args, may_mount(), **kwargs
            ) as work:
                return work.error()
        finally:
            self.run_there(give_room)

    def files_there(self):
        """Return the files of the store, those that were begun included."""
        return self.run_there(list_files)


# -- in the server --


def _filler(env):
    return Path(config.filestore(env.cr.dbname), "filler")


def take_all_room(env):
    path = _filler(env)
    if not os.path.ismount(path.parent):
        return
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass


def give_room(env):
    _filler(env).unlink(missing_ok=True)


def in_no_room(env, name, args, is_mounted):
    if not is_mounted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))
    return find(name)(env, *args)


def list_files(env):
    store = _filler(env).parent
    files = [path.relative_to(store) for path in store.rglob("*") if path.is_file()]
    # empty ones that say what to look at when what is not used is removed
    return sorted(str(path) for path in files if path.parts[0] != "checklist")
