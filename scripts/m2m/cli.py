"""The verbs of ./m2m."""

import argparse
import os
import sys
from pathlib import Path

from . import cluster, common, database, lint, restore, server, suite, workplace
from .common import STATE, Stop, become, checked_name, lock, say

VERBS = {}


def verb(name, about):
    """Register the function that carries out a verb, its docstring as its help."""

    def register(function):
        VERBS[name] = (function, about)
        return function

    return register


def main(arguments):
    os.umask(0o022)
    name, *rest = arguments or ["--help"]
    if name in ("-h", "--help", "help"):
        print(overview())
        return 0
    if name not in VERBS:
        print(f"m2m: there is no verb {name}\n\n{overview()}", file=sys.stderr)
        return 2
    function, about = VERBS[name]
    parser = argparse.ArgumentParser(
        prog=f"./m2m {name}",
        description=f"{about[0].upper()}{about[1:]}.\n\n{clean(function.__doc__)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    try:
        return function(parser, rest) or 0
    except Stop as stop:
        print(f"m2m: {stop}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        print(f"m2m: {error.strerror or error}{where}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nm2m: interrupted; the next call carries on", file=sys.stderr)
        return 130


def overview():
    width = max(map(len, VERBS))
    lines = ["Usage: ./m2m VERB ...    (./m2m VERB --help says more)", ""]
    lines += [f"  {name.ljust(width)}  {about}" for name, (_, about) in VERBS.items()]
    return "\n".join(lines)


def clean(docstring):
    return "\n".join(line.strip() for line in (docstring or "").strip().splitlines())


@verb("run", "set up what is missing, create the demo database, serve it")
def run(parser, arguments):
    """Everything goes into .m2m/ in the checkout and a cache folder shared by all
    checkouts; nothing is downloaded twice, and a call that was stopped is carried
    on by the next one. PostgreSQL is a server of this checkout's own, unless
    odoo.conf or PGHOST names another.
    """
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    parser.add_argument("--db", help="name of the database (default: demo, or work)")
    parser.add_argument(
        "--no-demo",
        action="store_true",
        help="an empty database ready for real work, with a password of its own "
        "for admin, printed and kept in .m2m/ (default name: work)",
    )
    options = parser.parse_args(arguments)
    demo = not options.no_demo
    name = checked_name(options.db or ("demo" if demo else "work"))
    server.check_port(options.port)
    place = workplace.ensure()
    with lock(f"database-{name}"):
        database.ensure(place, name, demo=demo)
    demo = bool(place.note(name).get("demo"))
    server.serve(place, name, options.port, demo)


@verb("test", "run every test, or those that pytest arguments name")
def test(parser, arguments):
    """./m2m test                                      everything: what CI runs
    ./m2m test addons/mines_to_markets               one addon, installed without
    the others that do not need it
    ./m2m test tests/test_web_client.py -k menus -x  any arguments of pytest
    ./m2m test --processes 1                         one process (default: as many
    as there are processors, at most 4; one for a single file, -x, -s and --pdb)
    ./m2m test --raise-floor                         raises tests/floors.json
    ./m2m test --write-trust                         writes the tables of docs/trust.md
    ./m2m test --coverage-html addons/asm_money      which lines the tests reach

    Each process has a database of its own, copied from a template that is made once
    and made again (or updated, when there are arguments) when an addon changed. An
    addon that bridges to one that the others do without is tested in a process with
    a template of its own.
    """
    if arguments in (["-h"], ["--help"]):
        parser.parse_args(arguments)
    place = workplace.ensure(browser=True)
    return suite.run(place, arguments)


@verb("fuzz", "look for inputs that a reader of files or numbers does not answer")
def fuzz(parser, arguments):
    """./m2m fuzz                               every reader, a minute each
    ./m2m fuzz workbook table --minutes 30

    The readers are those of tests/parsers.py. What is found is kept at its smallest
    in tests/corpus, where every run of the tests tries it: mend the reader, and
    commit both.
    """
    parser.add_argument("names", nargs="*", metavar="READER", help="none: all")
    parser.add_argument("--minutes", type=float, default=1, help="for each; default: 1")
    options = parser.parse_args(arguments)
    os.environ["M2M_FUZZ_MINUTES"] = str(options.minutes)
    test = f"{common.ROOT}/tests/test_parsers.py::test_whatever_it_reads_it_answers"
    tests = [f"{test}[{name}]" for name in options.names] or [test]
    return suite.run(workplace.ensure(), tests)


@verb("bench", "measure ours against a peer, and whether the bounds hold")
def bench(parser, arguments):
    """Each measurement is a ratio to a peer that does the same work in the same run;
    bench/README.md says how to read the table. Fails when a bound does not hold.
    """
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="tracking_table, ipis_import, portal_list; none: all",
    )
    parser.add_argument("--json", metavar="FILE", help="also write the results there")
    parser.add_argument("--large", action="store_true", help="larger sizes")
    options = parser.parse_args(arguments)
    sys.path.append(str(common.ROOT))
    from bench import run as benchmarks  # not needed by the other verbs

    place = workplace.ensure()
    return benchmarks.main(place, options.names, options.json, options.large)


@verb("lint", "check the source: style, Odoo's rules, manifests, XML")
def check(parser, arguments):
    """ruff, ruff format, pylint-odoo with OCA's mandatory list for 19.0, prettier
    for XML, JavaScript and SCSS, and Odoo's own test_lint over our addons (the part
    of it that needs a database runs with ./m2m test). For weaknesses: bandit, semgrep
    with the rules of scripts/semgrep, and pip-audit, which says so when it cannot
    reach the service that knows them.
    """
    parser.add_argument("--fix", action="store_true", help="put right what it can")
    parser.add_argument("path", nargs="*", type=Path, help="check only these")
    options = parser.parse_args(arguments)
    paths = [path.resolve() for path in options.path]
    lint.check(workplace.ensure(), paths, fix=options.fix)


@verb("translate", "bring the files of all languages up to date, say what is missing")
def translate(parser, arguments):
    """Writes the texts of the addons as templates (i18n/*.pot) from the demo database,
    gives each language's file what is new and keeps what is translated. Portal,
    e-mails and workbooks are complete in every language; a test counts.
    """
    parser.parse_args(arguments)
    place = workplace.ensure()
    with lock("database-demo"):
        database.ensure(place, "demo")
    ours = database.ours_in(place, "demo")
    export = place.command("i18n", "export", "-d", "demo", *sorted(ours))
    common.run(export, env=place.env, stop="the texts could not be exported")
    module = [place.python, "-m", "m2m.translations"]
    env = place.env | {"PYTHONPATH": str(common.ROOT / "scripts")}
    common.run(module, env=env, stop="the files of languages were not written")


@verb("backup", "write a database and its files into one archive, while it is used")
def backup(parser, arguments):
    """./m2m backup --db work /var/backups/m2m/        a file by the day and hour
    ./m2m backup --db work /var/backups/m2m/ --keep 14
    ./m2m backup --db work before-the-update.tar

    Database and files are of one moment. The archive appears under its name when it
    is whole, and only its owner can read it. The end says the SHA-256 of its
    manifest, which covers all of it: note it elsewhere. Exit code 3: it is written,
    but files that the database names were missing already, or an earlier backup in
    that folder has entries of the log of who did what that are there no more.
    """
    parser.add_argument("target", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--db", default="work", help="default: work")
    parser.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help="afterwards, leave only the latest N of this database in the folder",
    )
    options = parser.parse_args(arguments)
    name = checked_name(options.db)
    target = options.target.absolute()
    if options.keep is not None and (options.keep < 1 or not target.is_dir()):
        raise Stop("--keep takes a number from 1, and goes with a folder")
    place = workplace.ensure()
    if not place.exists(name):
        raise Stop(f"there is no database {name}; --db names it")
    command = [place.python, "-m", "m2m.backup", name, target]
    command += ["--keep", options.keep] if options.keep else []
    become(command, place.env | {"PYTHONPATH": str(common.ROOT / "scripts")})


@verb("restore", "bring a backup back into a new database, and compare")
def bring_back(parser, arguments):
    """Looks through the whole archive first and refuses one that is damaged, cut off
    or tampered with. The database must not be there yet: to replace one, restore
    beside it, look, and then rename. Whatever fails or is killed half way leaves no
    database of that name. Rows of all tables and files of all attachments are
    counted again.

    --neutralize makes a copy to try things on: it sends no mail, runs no scheduled
    work, and has keys of its own. Without it the database is the one that was lost,
    and goes on sending as soon as it is served. Exit code 3: it is restored, but
    somebody had changed the log of who did what before the backup.
    """
    parser.add_argument("archive", type=Path, metavar="FILE")
    parser.add_argument("--db", help="name of the new database (default: as it was)")
    parser.add_argument("--neutralize", action="store_true", help="a copy for tests")
    parser.add_argument("--expect", metavar="SHA256", help="what its backup said")
    options = parser.parse_args(arguments)
    name = options.db and checked_name(options.db)
    path = options.archive.absolute()
    os.umask(0o077)
    place = workplace.ensure()
    return restore.restore(place, path, name, options.expect, copy=options.neutralize)


@verb("verify-backup", "read a backup through: is every byte as it was written?")
def verify_backup(parser, arguments):
    """Needs no database server. --expect names the SHA-256 that the backup said at
    its end; without it a file that somebody made anew passes as well.
    """
    parser.add_argument("archive", type=Path, metavar="FILE")
    parser.add_argument("--expect", metavar="SHA256", help="what its backup said")
    options = parser.parse_args(arguments)
    restore.verify(options.archive, options.expect)


@verb("check", "look at an installation and say what is unsafe")
def check_safety(parser, arguments):
    """./m2m check --db work --url https://m2m.example.org --backups /var/backups/m2m

    Looks at odoo.conf, rights on files, PostgreSQL, users and settings of the
    database, what a visitor meets at the address, and versions. Each finding says
    what, why and how to close it. Changes nothing. Exit code: 0 nothing is unsafe,
    1 something is, 2 it could not look.
    """
    parser.add_argument("--db", help="the database in use")
    parser.add_argument("--url", help="the address that users have")
    parser.add_argument("--conf", metavar="FILE", help="default: the odoo.conf here")
    parser.add_argument("--backups", metavar="FOLDER", help="where backups are kept")
    options = parser.parse_args(arguments)
    place = workplace.ensure()
    if options.db and not place.exists(checked_name(options.db)):
        raise Stop(f"there is no database {options.db}; --db names it")
    command = [place.python, "-m", "m2m.safety"]
    for name, value in vars(options).items():
        is_path = name in ("conf", "backups")
        if value:
            command += [f"--{name}", Path(value).absolute() if is_path else value]
    become(command, place.env | {"PYTHONPATH": str(common.ROOT / "scripts")})


@verb("verify-log", "check that nobody changed the log of who did what")
def verify_log(parser, arguments):
    """Reads the log in the database itself, without Odoo, and follows its chain of
    hashes. Says how many entries there are and the hash of the last one: note both
    outside of the database, and give the hash with --expect at a later check, which
    then also finds entries that were removed at the end. A backup holds that hash as
    well: --backup takes it from there. Fails when something is wrong.
    """
    parser.add_argument("--db", default="demo", help="name of the database")
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--expect", metavar="HASH", help="what an earlier check said")
    known.add_argument("--backup", metavar="FILE", help="a backup of that database")
    options = parser.parse_args(arguments)
    name = checked_name(options.db)
    place = workplace.ensure()
    if not place.exists(name):
        raise Stop(f"there is no database {name}; ./m2m run --db {name} makes it")
    expected = options.expect or ""
    if options.backup:
        expected = restore.log_of(options.backup)
    script = Path(__file__).with_name("log.py")
    become([str(place.python), str(script), name, expected], place.env)


@verb("shell", "run a script, or type, in Odoo's shell on the demo database")
def shell(parser, arguments):
    """./m2m shell < script.py runs a script: `env` is there, what it prints goes to
    stdout, Odoo's log to stderr, and an exception makes the command fail. Nothing
    is saved without env.cr.commit().
    """
    parser.add_argument("--db", default="demo", help="name of the database")
    options = parser.parse_args(arguments)
    name = checked_name(options.db)
    place = workplace.ensure()
    with lock(f"database-{name}"):
        if name == "demo":
            database.ensure(place, name)
        elif not place.exists(name):
            raise Stop(f"there is no database {name}; ./m2m run --db {name} makes it")
    command = ["shell", "-d", name, "--no-http", "--max-cron-threads=0"]
    if not sys.stdin.isatty():
        command += ["--log-level=warn"]
    become(place.command(*command), place.env)


@verb("odoo", "pass everything on to Odoo's own command")
def odoo(parser, arguments):
    """For example: ./m2m odoo --help, ./m2m odoo scaffold --help,
    ./m2m odoo -d demo -u mines_to_markets --stop-after-init
    """
    if arguments in (["-h"], []):
        parser.parse_args(["--help"])
    if arguments == ["--help"]:
        parser.print_help()
        print("\nOdoo's own help:\n", flush=True)
    place = workplace.ensure()
    become(place.command(*arguments), place.env)


@verb("stop", "stop the server and the PostgreSQL of this checkout")
def stop(parser, arguments):
    """Only processes that ./m2m started here are stopped, by their recorded id."""
    parser.parse_args(arguments)
    if STATE.exists():
        server.stop()


@verb("reset", "drop the databases of this checkout, keep the downloads")
def reset(parser, arguments):
    """Drops every database that ./m2m made here, with its files. Asks first."""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    if not STATE.exists():
        say("nothing to drop")
        return
    if not options.yes:
        if not sys.stdin.isatty():
            raise Stop("this drops all databases of this checkout; say --yes")
        if input("Drop all databases of this checkout? [y/N] ").lower() != "y":
            return
    server.stop()
    if cluster.existing_server():
        place = workplace.ensure()
        for (name,) in place.sql("SELECT datname FROM pg_database"):
            if place.note(name).get("addons") is not None:
                say(f"dropping {name}")
                place.drop(name)
    else:
        cluster.remove()
    common.remove_tree(STATE / "odoo")
    for path in STATE.glob("*.admin-password"):
        path.unlink()
    say("dropped; ./m2m run creates the demo database anew")
