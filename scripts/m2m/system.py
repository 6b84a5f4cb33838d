"""Debian packages that must be installed on the machine."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .common import CACHE, Stop, first_error, is_root, lock, need_space, run, say

MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")


def postgres_bin():
    """The newest PostgreSQL server on this machine, or None."""
    versions = [
        path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.with_name("pg_ctl").exists()
    ]
    if versions:
        return max(versions, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def has_venv(python):
    """Whether a Python can make virtual environments (Debian splits that off)."""
    probe = subprocess.run(
        [python, "-c", "import ensurepip, venv"], capture_output=True, check=False
    )
    return probe.returncode == 0


def venv_python():
    """The Python that makes the virtual environment, or None."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.access(python, os.X_OK) and has_venv(python):
            return python
    return None


# Worth having, but not worth asking for rights. Without libmagic Odoo looks at
# uploaded files itself, and complains in its log about damaged ones; without the
# others there are no pages in PDF.
LIBRARIES = {
    "libmagic1": "libmagic.so.1",
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}


def missing_libraries():
    """The Debian packages of libraries that Python packages load and do not find."""
    return [package for package, library in LIBRARIES.items() if not loads(library)]


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chromium():
    """Where the browser for the tests is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def office():
    """Where the office program is whose files the tests read back, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def ensure(browser=False, server=True):
    """Install the Debian packages that are missing."""

    def missing():
        wanted = {
            "postgresql": not server or postgres_bin(),
            "python3-venv": venv_python(),
            "chromium": not browser or chromium(),
            "libreoffice-calc": not browser or office(),
        }
        return [name for name, there in wanted.items() if not there]

    if not missing() and not (is_root() and missing_libraries()):
        return
    with lock("apt", CACHE):
        packages = missing()
        if packages or is_root():
            packages += missing_libraries()
        if packages:
            install(packages)
        if missing():
            raise Stop(
                f"apt-get installed {' '.join(packages)}, but {' '.join(missing())} "
                "cannot be found; install it by hand and call again"
            )


def install(packages):
    """Install Debian packages as root or with sudo."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Stop(f"this is no Debian; install by hand, then call again: {names}")
    prefix = sudo(names)
    need_space(Path("/usr"), 1_500, f"installing {names}")
    say(f"installing Debian packages: {names}")
    if "postgresql" in packages:
        keep_main_cluster_out(prefix)
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    if prefix:
        prefix = [*prefix, "DEBIAN_FRONTEND=noninteractive"]
    archives = CACHE / "archives"
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    apt = [
        *prefix,
        "apt-get",
        "-oAPT::Sandbox::User=root",
        "-oAPT::Keep-Downloaded-Packages=true",
        f"-oDir::Cache::Archives={archives}/",
        "-oDPkg::Options::=--force-confold",
        "-oDPkg::Lock::Timeout=300",
        "-oAcquire::Retries=2",
    ]
    # A dpkg that was killed half way says so until it is told to go on.
    run([*prefix, "dpkg", "--configure", "-a"], env=env)
    fix = [*apt, "install", "--yes", "--no-install-recommends", "--fix-broken"]
    if first_error([*fix, *packages], env=env) is None:
        return
    say("fetching the lists of packages")
    error = first_error([*apt, "update"], env=env)
    error = first_error([*fix, *packages], env=env) and (error or "see above")
    if error:
        raise Stop(
            f"apt-get could not install {names}: {error}; check the network and the "
            "disk, or install them by hand, and call again"
        )


def sudo(names):
    """What stands before apt-get: nothing for root, else sudo."""
    if is_root():
        return []
    hint = f"install as root, then call again: apt-get install {names}"
    if not shutil.which("sudo"):
        raise Stop(f"{names} must be installed, and there is no sudo; {hint}")
    asks = sys.stdin and sys.stdin.isatty()
    quiet = [] if asks else ["-n"]
    allowed = subprocess.run(
        ["sudo", *quiet, "true"],
        stdout=sys.stderr,
        stderr=None if asks else subprocess.DEVNULL,
        check=False,
    )
    if allowed.returncode:
        raise Stop(f"{names} must be installed, and sudo refuses; {hint}")
    return ["sudo", *quiet]


def keep_main_cluster_out(prefix):
    """Have Debian install PostgreSQL without creating and starting a server.

    The project has a server of its own; one that is there already is left alone.
    """
    if MAIN_CLUSTER.exists() or Path("/etc/postgresql").exists():
        return
    script = 'mkdir -p "$1" && echo "create_main_cluster = false" > "$2"'
    run([*prefix, "sh", "-c", script, "sh", MAIN_CLUSTER.parent, MAIN_CLUSTER])
