"""What ./m2m does, one module per concern; standard library only.

common    folders, messages, locks, running other programs
system    Debian packages that must be installed on the machine
source    the Odoo source tree
python    the virtual environment with the pinned packages
cluster   the PostgreSQL server
addons    what lies in addons/, and when it last changed
database  creating, copying, updating and dropping databases
server    serving, stopping
archive   the file of a backup, byte by byte
backup    a database and its files into one archive
restore   and back
safety    what ./m2m check looks at
postgres  PostgreSQL's programs, and what several modules ask it
suite     the tests
lint      the checks of the source
cli       the verbs
"""
