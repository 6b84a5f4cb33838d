"""Creating databases and keeping them in step with the addons."""

import re
import secrets
import subprocess

from . import addons, common
from .common import ROOT, STATE, Stop, say, write_whole
from .workplace import LOGS

QUIET = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
PROGRESS = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
# Runs in Odoo's shell once a database is made: a password that nobody can guess,
# when the database is for real work; and the web client's assets, so that nobody
# waits for them at the first page.
FINISH = """
password = {password!r}
if password:
    env.ref("base.user_admin").password = password
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""
LOGINS = """
    SELECT u.login, COALESCE(p.function, ''), p.name, d.module, d.name
      FROM ir_model_data d
      JOIN res_users u ON u.id = d.res_id AND u.active
      JOIN res_partner p ON p.id = u.partner_id
     WHERE d.model = 'res.users' AND d.module = ANY(string_to_array(%s, ','))
       AND d.name LIKE '%%\\_demo'
     ORDER BY d.module DESC, d.id
"""


def adopted():
    """The OCA addons that requirements.txt names."""
    pins = (ROOT / "requirements.txt").read_text()
    names = re.findall(r"^odoo-addon-([a-z0-9-]+)==", pins, re.MULTILINE)
    return [name.replace("-", "_") for name in names]


# Languages of the portal: its texts are there in each of them.
LANGUAGES = ("fr_FR", "es_ES", "pt_PT", "sw")


def ours():
    """Which of our addons a database of ours has installed.

    An addon that bridges to something that is not there (Odoo's accounting, say)
    stays out: naming it would install that as well.
    """
    named = [
        name
        for name, manifest in addons.manifests().items()
        if not manifest.get("auto_install")
    ]
    return addons.with_dependencies([*named, *adopted()])


def modules():
    """What a database of ours has installed."""
    return [*ours(), *adopted()]


def ensure(workplace, name, demo=True):
    """A database in step with the addons, created when it is not there."""
    note = workplace.note(name)
    if not note:
        if workplace.exists(name):
            raise Stop(
                f"the database {name} was not made by ./m2m; choose another name "
                "with --db"
            )
        create(workplace, name, modules(), demo=demo, languages=LANGUAGES)
        return
    if note.get("demo") != demo and not demo:
        raise Stop(
            f"the database {name} has demo data; choose another name with --db, or "
            "drop it first: ./m2m reset"
        )
    update(workplace, name, note)


def create(workplace, name, names, demo=True, languages=(), base=None):
    """Create a database under another name, and give it its own when it is whole.

    :param base: a database that has most of it already; without: from nothing
    """
    common.need_space(STATE, 700, f"the database {name}")
    new = f"{name}-new"
    workplace.drop(new)
    there = []
    if base:
        workplace.copy(base, new)
        there = workplace.note(base)["modules"]
    fingerprints = addons.fingerprints(set(names) & set(addons.manifests()))
    say(f"creating the database {name}: one to three minutes")
    log = LOGS / f"create-{name}.log"
    missing = [each for each in names if each not in there]
    odoo(workplace, log, "-d", new, *installing(missing, demo, languages), *QUIET)
    password = None if demo else secrets.token_urlsafe(12)
    say("preparing the pages")
    script(workplace, log, new, FINISH.format(password=password))
    note = {
        "addons": fingerprints,
        "environment": workplace.environment_key(),
        "demo": demo,
        "modules": sorted(names),
        "languages": list(languages),
    }
    if password:
        write_whole(password_file(name), f"{password}\n", mode=0o600)
    workplace.write_note(new, note)
    workplace.rename(new, name)
    return log


def installing(names, demo, languages=()):
    """Odoo's options that install addons.

    The first language is that of everybody who chose none, so English leads.

    >>> installing(["crm", "project"], False, ["fr_FR"])
    ['-i', 'crm,project', '--without-demo', '--load-language=en_US,fr_FR']
    """
    options = ["-i", ",".join(names), "--with-demo" if demo else "--without-demo"]
    if languages:
        options.append(f"--load-language={','.join(['en_US', *languages])}")
    return options


def update(workplace, name, note):
    """Bring a database in step with addons that changed since."""
    install = sorted(set(modules()) - set(note["modules"]))
    current = addons.fingerprints(ours_in(workplace, name) | set(install))
    before = note.get("addons", {})
    changed = [key for key in current if current[key] != before.get(key)]
    upgrade = [key for key in changed if key not in install]
    languages = sorted(set(LANGUAGES) - set(note.get("languages", [])))
    if not install and not upgrade and not languages:
        return None
    what = ", ".join([*upgrade, *install, *languages])
    say(f"updating the database {name}: {what} changed")
    log = LOGS / f"update-{name}.log"
    arguments = ["-d", name, *QUIET]
    if upgrade:
        arguments += ["-u", ",".join(upgrade)]
    if install:
        arguments += installing(install, note["demo"])
    if install or upgrade:
        odoo(workplace, log, *arguments)
    if languages:
        # --load-language comes too early for what our addons hold
        told = LOGS / f"languages-{name}.log"
        odoo(workplace, told, "i18n", "loadlang", "-d", name, "-l", *languages)
    note = dict(
        note,
        addons=current,
        modules=sorted({*note["modules"], *install}),
        languages=list(LANGUAGES),
    )
    workplace.write_note(name, note)
    return log


def ours_in(workplace, name):
    """Which of our addons a database has, those that came along included."""
    rows = workplace.sql(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", database=name
    )
    return {row for (row,) in rows} & set(addons.manifests())


def odoo(workplace, log, *arguments):
    """Run Odoo to its end, its log in a file, its progress on the terminal."""
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            workplace.command(*arguments),
            env=workplace.env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=common.held_locks,
            preexec_fn=common.die_with_parent,  # noqa: PLW1509 - there are no threads
        )
        told = common.time.monotonic()
        ours = addons.manifests()
        for line in process.stdout:
            file.write(line)
            step = PROGRESS.search(line)
            late = common.time.monotonic() - told > 5
            if step and (late or step[1] in ours):
                told = common.time.monotonic()
                say(f"  {step[2]}/{step[3]} {step[1]}")
    text = log.read_text(errors="replace")
    if process.wait() or " CRITICAL " in text:
        raise Stop(f"Odoo failed: {cause(text)} (the whole log: {log})")


def cause(text):
    """The line of a log that says why Odoo failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    failed = [line for line in lines if " ERROR " in line or " CRITICAL " in line]
    return (errors or failed or lines or ["it said nothing"])[-1]


def script(workplace, log, name, code):
    """Run a script in Odoo's shell, its output added to a log."""
    with log.open("a", encoding="utf-8") as file:
        done = subprocess.run(
            workplace.command("shell", "-d", name, "--no-http"),
            env=workplace.env,
            cwd=ROOT,
            input=code,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            pass_fds=common.held_locks,
            preexec_fn=common.die_with_parent,
        )
    if done.returncode:
        text = log.read_text(errors="replace")
        raise Stop(f"Odoo failed: {cause(text)} (the whole log: {log})")


def password_file(name):
    return STATE / f"{name}.admin-password"


def logins(workplace, name):
    """Rows of login, password, role and name: one demo user per role."""
    rows = workplace.sql(LOGINS, ",".join(addons.manifests()), database=name)
    found = [("admin", "admin", "Administrator", "Odoo's settings and everything else")]
    for login, role, person, _module, xml_id in rows:
        label = re.sub(r"^user_|_demo$", "", xml_id).replace("_", " ").capitalize()
        found.append((login, login, role or label, person))
    return found
