"""What ./m2m check looks at, a module for each place; runs in the virtual environment.

A check is a function that gets what it looks at and yields findings. One that finds
nothing is quiet.

conf      odoo.conf
files     rights on odoo.conf, the folder of files, backups
web       what a visitor from outside meets
people    users and what they may do
data      settings and scheduled work of a database
server    PostgreSQL
packages  versions of Odoo and of Python packages
"""

from typing import NamedTuple


class Finding(NamedTuple):
    """What is unsafe, why that matters, how to close it."""

    what: str
    why: str
    close: str

    def __str__(self):
        return f"{self.what}: {self.why}. {self.close}"
