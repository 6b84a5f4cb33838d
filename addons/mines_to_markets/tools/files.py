"""Files that are whole or not there, whatever happens while they are written."""

import contextlib
import hashlib
import os
import time
import uuid
from pathlib import Path

KEPT_SECONDS = 24 * 3600


def write_whole(path, content, incoming):
    """Write a file so that it is never seen in part, not after a power cut either.

    It is written under another name and given its own once it is on the disk. A full
    disk leaves neither; a process that dies leaves the other name, which ``sweep``
    removes.

    :param path: of a folder that is there
    :param bytes content: what it holds
    :param incoming: a folder of the same file system
    :raises OSError: when it cannot be written

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/a", b"whole", f"{folder}/incoming")
    ...     Path(folder, "a").read_bytes(), os.listdir(f"{folder}/incoming")
    (b'whole', [])
    """
    os.makedirs(incoming, exist_ok=True)
    part = Path(incoming, uuid.uuid4().hex)
    try:
        with open(part, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(os.path.dirname(path))


def sync_folder(path):
    """Bring the names in a folder to the disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_damaged(path, checksum):
    """Whether a file that is named after its SHA-1 holds something else.

    >>> is_damaged("/no/such/file", "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    False
    >>> is_damaged(os.devnull, "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    False
    >>> is_damaged(os.devnull, "0" * 40)
    True
    """
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha1").hexdigest() != checksum
    except FileNotFoundError:
        return False


def sweep(incoming, now=None):
    """Remove what processes that died had begun to write, a day ago or more.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "begun").touch()
    ...     sweep(folder), sweep(folder, time.time() + KEPT_SECONDS + 1)
    (0, 1)
    >>> sweep("/no/such/folder")
    0
    """
    before = (time.time() if now is None else now) - KEPT_SECONDS
    removed = 0
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(incoming):
            if entry.stat().st_mtime < before:
                os.unlink(entry.path)
                removed += 1
    return removed
