"""Rights on what lies on the disk."""

import os
import stat
import time

from . import Finding

SECRETS = ("admin_passwd", "db_password", "smtp_password")
OTHERS_READ = stat.S_IROTH | stat.S_IXOTH
OTHERS_WRITE = stat.S_IWOTH | stat.S_IWGRP
DAY = 86400


def configuration(path, options):
    """Who may read and write odoo.conf."""
    mode = path.stat().st_mode
    secret = [name for name in SECRETS if holds_secret(options, name)]
    if secret and mode & stat.S_IROTH:
        yield Finding(
            f"everybody on the machine can read {path}",
            f"it holds {', '.join(secret)}",
            f"chmod 640 {path}",
        )
    if mode & OTHERS_WRITE:
        yield Finding(
            f"others than its owner can write {path}",
            "they can have Odoo run what they like",
            f"chmod go-w {path}",
        )


def holds_secret(options, name):
    value = options.get(name, "").strip()
    return bool(value) and value.lower() != "false" and value != "admin"


def data_folder(folder):
    """Attachments and sessions; a session's file is as good as a password."""
    if folder.exists() and folder.stat().st_mode & (OTHERS_READ | OTHERS_WRITE):
        yield Finding(
            f"others than its owner can look into {folder}",
            "it holds all attachments and open sessions",
            f"chmod 700 {folder}",
        )


def backups(folder, database, now=None):
    """The age and rights of a database's backups."""
    found = sorted(folder.glob(f"{database}-*.tar")) if folder.is_dir() else []
    if not found:
        yield Finding(
            f"no backup of {database} in {folder}",
            "a lost disk is the end of the data",
            f"./m2m backup --db {database} {folder}, each night by cron or a timer",
        )
        return
    age = ((now or time.time()) - max(path.stat().st_mtime for path in found)) / DAY
    if age > 1.5:
        yield Finding(
            f"the latest backup in {folder} is {age:.0f} days old",
            "what was entered since would be lost",
            "Look why the schedule does not run",
        )
    for path in found:
        if path.stat().st_mode & 0o077:
            yield Finding(
                f"others than its owner can read {path}",
                "it holds all that the database holds",
                f"chmod 600 {path}",
            )
    if os.stat(folder).st_mode & OTHERS_WRITE & stat.S_IWOTH:
        yield Finding(
            f"everybody can write in {folder}",
            "backups can be removed and put there",
            f"chmod 700 {folder}",
        )
