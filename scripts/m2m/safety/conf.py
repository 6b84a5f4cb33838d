"""odoo.conf: what Odoo takes for granted where a line is missing counts as well."""

import configparser
import ipaddress

from . import Finding

ADMIN = "admin"
EVERYWHERE = "0.0.0.0"  # nosec B104 # what Odoo takes where nothing is said
DEFAULTS = {
    "admin_passwd": ADMIN,
    "dbfilter": "",
    "db_name": "",
    "dev_mode": "",
    "http_interface": EVERYWHERE,
    "limit_memory_hard": "2684354560",
    "limit_time_cpu": "60",
    "limit_time_real": "120",
    "list_db": "True",
    "log_handler": ":INFO",
    "log_level": "info",
    "proxy_mode": "False",
    "with_demo": "False",
    "workers": "0",
}
LOUD = ("debug", "debug_rpc", "debug_rpc_answer", "debug_sql", "notset", "test")


def read(path):
    """The options of a file, over what Odoo takes for granted."""
    config = configparser.RawConfigParser()
    config.read(path)
    said = dict(config["options"]) if config.has_section("options") else {}
    return DEFAULTS | said


def is_on(value):
    """
    >>> is_on("True"), is_on("1"), is_on("False"), is_on("")
    (True, True, False, False)
    """
    return str(value).strip().lower() in ("true", "1", "yes", "on")


def number(value):
    try:
        return int(value)
    except ValueError:
        return 0


def database_manager(options):
    if is_on(options["list_db"]):
        yield Finding(
            "list_db is on",
            "visitors see the names of databases and the page that drops them",
            "Set list_db = False",
        )


def master_password(options):
    """Odoo hashes it when it is changed in the browser; `--save` writes it as well."""
    said = options["admin_passwd"].strip()
    if said == "admin":
        yield Finding(
            "admin_passwd is admin",
            "only list_db keeps everybody from dropping and copying databases",
            "Write the line 'admin_passwd =': empty, no password is right",
        )
    elif said and said.lower() != "false" and not said.startswith("$pbkdf2-sha512$"):
        yield Finding(
            "admin_passwd can be read in odoo.conf",
            "whoever reads the file may drop databases",
            "Write the line 'admin_passwd =': empty, no password is right",
        )


def interface(options):
    address = options["http_interface"].strip()
    try:
        inside = ipaddress.ip_address(address).is_loopback
    except ValueError:
        inside = address in ("localhost",) or address.startswith("/")
    if not inside:
        yield Finding(
            f"http_interface is {address or 'empty'}",
            "Odoo answers outside without encryption, past the web server's limits",
            "Set http_interface = 127.0.0.1",
        )


def processes(options):
    workers = number(options["workers"])
    if not workers:
        yield Finding(
            "workers is 0",
            "one process serves all, without limits of memory and time",
            "Set workers to twice the number of cores, less one",
        )
        return
    for name in ("limit_time_cpu", "limit_time_real", "limit_memory_hard"):
        if not number(options[name]):
            yield Finding(
                f"{name} is off",
                "one request can take the whole machine",
                f"Remove the line {name} = 0",
            )


def proxy(options):
    if not is_on(options["proxy_mode"]):
        yield Finding(
            "proxy_mode is off",
            "behind a web server every visitor has its address, so that ten wrong "
            "passwords of one lock out all, and cookies and links are not for https",
            "Set proxy_mode = True, and serve only through that web server",
        )


def development(options):
    if options["dev_mode"].strip().lower() not in ("", "false"):
        yield Finding(
            f"dev_mode is {options['dev_mode']}",
            "pages show the source and errors start a debugger",
            "Remove the line",
        )
    if is_on(options["with_demo"]):
        yield Finding(
            "with_demo is on",
            "new databases get users whose passwords everybody knows",
            "Set with_demo = False",
        )


def log(options):
    handlers = options["log_handler"].upper()
    if options["log_level"] in LOUD or ":DEBUG" in handlers:
        yield Finding(
            "the log tells all calls with their values",
            "personal data and passwords of other systems land in the log",
            "Set log_level = info, and remove log_handler",
        )


def databases(options, names):
    """Several databases on one server: a visitor must not choose."""
    if len(names) > 1 and not (options["dbfilter"] or options["db_name"]):
        yield Finding(
            f"{len(names)} databases, and neither dbfilter nor db_name",
            "a visitor's request can reach any of them, copies for tests included",
            "Set dbfilter = ^NAME$",
        )


CHECKS = (
    database_manager,
    master_password,
    interface,
    processes,
    proxy,
    development,
    log,
)


def check(options, names=()):
    for one in CHECKS:
        yield from one(options)
    yield from databases(options, names)
