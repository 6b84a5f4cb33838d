"""The file of a backup: a tar of which every byte is accounted for.

    database.dump       what pg_dump wrote (custom format, compressed)
    filestore/ab/ab...  the files of attachments, named by their SHA-1
    manifest.json       what was backed up; size and SHA-256 of everything before it
    manifest.sha256     the SHA-256 of that

`tar` and `pg_restore` read it without us. It has no compressed members, no links and
no folders, so it cannot unpack to more than its own size, nor to anywhere else.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from pathlib import Path

DUMP = "database.dump"
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
STORED = re.compile(r"filestore/[0-9a-f]{2,3}/[0-9a-f]{40}")
BLOCK = tarfile.BLOCKSIZE
CHUNK = 1 << 20
FORMAT = 1
# What a manifest says, whatever the release that wrote it.
EXPECTED = {
    "addons", "collate", "ctype", "database", "encoding", "made", "members", "note",
    "odoo", "packages", "postgresql", "tables", "wrong",
}  # fmt: skip


class Damaged(Exception):
    """An archive is not as it was written: what is wrong, in a line."""


def header(name, size, moment):
    """The block before a member.

    >>> len(header("manifest.json", 10 ** 12, 0))
    512
    """
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, moment, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size):
    """How many zeros fill up the last block.

    >>> padding(0), padding(1), padding(512)
    (0, 511, 0)
    """
    return -size % BLOCK


class Writer:
    """Writes an archive that nobody sees before it is whole.

    The file has no name until then, where the file system can do that, so that
    nothing is left of a backup that was killed.
    """

    def __init__(self, target, moment):
        self.target = Path(target)
        self.moment = int(moment)
        self.members = {}
        self.part = None
        try:
            flags = os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC
            descriptor = os.open(self.target.parent, flags, 0o600)
        except (AttributeError, OSError):
            self.part = self.target.with_name(f".{self.target.name}.{os.getpid()}.part")
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
            descriptor = os.open(self.part, flags, 0o600)
        self.file = os.fdopen(descriptor, "w+b")

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.file.close()
        if self.part:
            self.part.unlink(missing_ok=True)

    def add(self, name, stream):
        """Add what a stream gives, whose length nobody knows before."""
        start = self.file.tell()
        self.file.write(bytes(BLOCK))
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(CHUNK):
            self.file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self.file.write(bytes(padding(size)))
        end = self.file.tell()
        self.file.seek(start)
        self.file.write(header(name, size, self.moment))
        self.file.seek(end)
        self.members[name] = [size, digest.hexdigest()]

    def finish(self, about):
        """Add the manifest and give the file its name; the manifest's SHA-256."""
        about = dict(about, format=FORMAT, members=dict(self.members))
        text = json.dumps(about, indent=1, sort_keys=True, default=str).encode()
        seal = hashlib.sha256(text).hexdigest()
        self.add(MANIFEST, io.BytesIO(text))
        self.add(SEAL, io.BytesIO(seal.encode()))
        self.file.write(bytes(2 * BLOCK))
        self.file.flush()
        os.fsync(self.file.fileno())
        self._take_name()
        return seal

    def _take_name(self):
        """Appear under the name, which nobody else may have taken meanwhile."""
        folder = os.open(self.target.parent, os.O_RDONLY)
        try:
            if self.part:
                self._rename()
            else:
                unnamed = f"/proc/self/fd/{self.file.fileno()}"
                # With src_dir_fd Python calls linkat(), which follows that link.
                os.link(unnamed, self.target, src_dir_fd=folder, follow_symlinks=True)
            os.fsync(folder)
        finally:
            os.close(folder)

    def _rename(self):
        try:
            os.link(self.part, self.target)
        except FileExistsError:
            raise
        except OSError:  # no second names here
            self.part.rename(self.target)


def manifest(file):
    """What an archive says of itself, read without its contents; nothing is proved."""
    while (block := take(file, BLOCK)) != bytes(BLOCK):
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError, OverflowError):
            raise Damaged("what stands before one of its parts is damaged") from None
        if info.name == MANIFEST:
            try:
                return json.loads(take(file, info.size))
            except ValueError:
                break
        file.seek(info.size + padding(info.size), os.SEEK_CUR)
    raise Damaged("it has no manifest")


def members(file):
    """Each member's name, size and an iterator of its bytes, which must be used up."""
    while True:
        block = take(file, BLOCK)
        if block == bytes(BLOCK):
            break
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
            same = header(info.name, info.size, info.mtime) == block
        except (tarfile.HeaderError, ValueError, OverflowError):
            same = False
        if not same:
            raise Damaged("what stands before one of its parts is damaged")
        if not (info.name in (DUMP, MANIFEST, SEAL) or STORED.fullmatch(info.name)):
            raise Damaged(f"it holds {info.name!r}, which is no part of a backup")
        yield info.name, info.size, contents(file, info.size)
    if file.read(BLOCK + 1) != bytes(BLOCK):
        raise Damaged("its end is damaged")


def contents(file, size):
    left = size
    while left:
        chunk = take(file, min(left, CHUNK))
        left -= len(chunk)
        yield chunk
    if take(file, padding(size)).strip(b"\0"):
        raise Damaged("there is something between its parts")


def take(file, size):
    data = file.read(size)
    if len(data) != size:
        raise Damaged("it is cut off")
    return data


def examine(file, expected=None):
    """Read an archive through; its manifest, when every byte is as it was written.

    :param expected: the SHA-256 of the manifest, noted when the backup was made:
        without it, whoever may write the file could have made it anew
    """
    file.seek(0)
    found, kept = {}, {}
    for name, size, chunks in members(file):
        if name in found or SEAL in found:
            raise Damaged(f"it holds {name} twice, or after its end")
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
            if name in (MANIFEST, SEAL):
                kept[name] = kept.get(name, b"") + chunk
        found[name] = [size, digest.hexdigest()]
    if set(kept) != {MANIFEST, SEAL}:
        raise Damaged("it has no manifest")
    return check(found, kept, expected)


def check(found, kept, expected):
    seal = found.pop(MANIFEST)[1]
    del found[SEAL]
    if kept[SEAL] != seal.encode():
        raise Damaged("its manifest is damaged")
    if expected and expected.strip().lower() != seal:
        raise Damaged(f"it is another backup: the SHA-256 of its manifest is {seal}")
    about = json.loads(kept[MANIFEST])
    if about.get("format") != FORMAT:
        raise Damaged(f"its format is {about.get('format')}, this release reads 1")
    if EXPECTED - set(about):
        raise Damaged(f"its manifest lacks {', '.join(sorted(EXPECTED - set(about)))}")
    listed = about["members"]
    for name in sorted({*listed, *found}):
        if name not in found:
            raise Damaged(f"{name} is missing")
        if listed.get(name) != found[name]:
            raise Damaged(f"{name} is damaged")
    if DUMP not in found:
        raise Damaged("the database is missing")
    return dict(about, seal=seal)
