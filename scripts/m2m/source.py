"""The Odoo source tree: Debian's package, unpacked into the cache."""

import os
import shutil
from pathlib import Path

from .common import (
    CACHE,
    Stop,
    first_error,
    lock,
    need_space,
    output,
    remove_tree,
    run,
    say,
    short_hash,
)

# Odoo itself and, since some of its web assets are links into usr/share, the
# packages that they point to; of several versions the one that still has the
# files that Odoo asks for.
ODOO_VERSION = "19.0.0+dfsg-1"
PACKAGES = {
    "sid": ("odoo-19", "fonts-montserrat"),
    "bookworm": (
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-ocr-b",
        "fonts-font-awesome",
        "fonts-inconsolata",
    ),
}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Debian's package leaves this library out; its absence is an ERROR in the log.
# It only blurs the background of video calls, and is loaded when that is asked for.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class Odoo:
    """An Odoo source tree: what Python imports, the script, its addons."""

    def __init__(self, root):
        self.root = Path(root)
        debian = self.root / "usr/lib/python3/dist-packages"
        self.packages = debian if debian.is_dir() else self.root
        self.script = self.root / ("usr/bin/odoo" if debian.is_dir() else "odoo-bin")
        # A checkout of the upstream branch keeps most addons beside the framework.
        beside = self.root / "addons"
        self.addons = [] if debian.is_dir() or not beside.is_dir() else [beside]

    def check(self):
        if not (self.packages / "odoo/release.py").is_file():
            raise Stop(
                f"no Odoo in {self.root}; ODOO_SOURCE names a checkout of Odoo 19.0, "
                "or a folder that Debian's package odoo-19 is unpacked into"
            )
        return self

    @property
    def version(self):
        release = self.packages / "odoo/release.py"
        return short_hash(self.root, release.read_bytes())


def ensure():
    """The source tree, downloaded and unpacked when it is not there yet."""
    if os.environ.get("ODOO_SOURCE"):
        return Odoo(Path(os.environ["ODOO_SOURCE"]).expanduser().absolute()).check()
    names = [name for suite in PACKAGES.values() for name in suite]
    root = CACHE / f"odoo-{ODOO_VERSION}-{short_hash(*names, LEFT_OUT)}"
    if not root.is_dir():
        with lock("source", CACHE):
            if not root.is_dir():
                unpack(download(), root)
    return Odoo(root).check()


def unpack(debs, root):
    """Unpack the packages beside the final folder, then rename."""
    need_space(CACHE, 1200, "Odoo's source")
    say("unpacking Odoo")
    building = root.with_name(root.name + ".new")
    remove_tree(building)
    building.mkdir()
    for deb in debs:
        run(
            ["dpkg-deb", "-x", deb, building],
            stop=f"cannot unpack {deb}; free some space on the disk, or remove the "
            "file if it is damaged, and call again",
        )
    stand_in = building / "usr/lib/python3/dist-packages" / LEFT_OUT
    if not stand_in.exists():
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text("// Not part of Debian's package of Odoo.\n")
    dead = output(["find", building, "-xtype", "l"])
    if dead:
        raise Stop(
            f"Odoo's packages leave dead links, such as {dead.splitlines()[0]}; "
            "another package than those in scripts/m2m/source.py carries the file now"
        )
    building.rename(root)


def download():
    """Odoo's packages, from the mirror of this machine, checked by apt's signatures."""
    names = {name for suite in PACKAGES.values() for name in suite}
    folder = CACHE / "debs"
    folder.mkdir(exist_ok=True)
    found = kept(folder, names)
    if found:
        return found
    if not shutil.which("apt-get"):
        raise Stop(
            "Odoo comes as a Debian package, and this machine has no apt-get; get a "
            "checkout of Odoo's branch 19.0 and name it in ODOO_SOURCE"
        )
    need_space(CACHE, 1600, "Odoo's source")
    apt = private_apt(folder)
    say("fetching the lists of packages that carry Odoo")
    fetch(["apt-get", *apt, "-oAPT::Update::Error-Mode=any", "-qq", "update"])
    wanted = [f"{name}/{suite}" for suite, pkgs in PACKAGES.items() for name in pkgs]
    pinned = f"odoo-19={ODOO_VERSION}"
    policy = output(["apt-cache", *apt, "madison", "odoo-19"]) or ""
    if ODOO_VERSION in policy:
        wanted[wanted.index("odoo-19/sid")] = pinned
    else:
        say(f"odoo-19 {ODOO_VERSION} is no longer offered: taking the one that is")
    say("downloading Odoo 19 (130 MB)")
    fetch(["apt-get", *apt, "download", *wanted], cwd=folder)
    return kept(folder, names)


def fetch(command, **kwargs):
    error = first_error(command, **kwargs)
    if error:
        raise Stop(
            f"Odoo cannot be downloaded: {error}; check the network and call again, "
            "or name a checkout of Odoo's branch 19.0 in ODOO_SOURCE"
        )


def kept(folder, names):
    """The downloaded packages, when all of them are there."""
    found = {name: sorted(folder.glob(f"{name}_*.deb")) for name in names}
    if not all(found.values()):
        return None
    return [debs[-1] for debs in found.values()]


def private_apt(folder):
    """Options that make apt use a source list of ours and leave the machine's."""
    lists = CACHE / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    sources = CACHE / "odoo.sources"
    signed = f"Signed-By: {KEYRING}\n" if KEYRING.exists() else ""
    sources.write_text(
        f"Types: deb\nURIs: {mirror()}\nSuites: {' '.join(PACKAGES)}\n"
        f"Components: main\n{signed}"
    )
    return [
        f"-oDir::Etc::sourcelist={sources}",
        "-oDir::Etc::sourceparts=-",
        f"-oDir::State::Lists={lists}",
        f"-oDir::Cache={CACHE}",
        f"-oDir::Cache::Archives={CACHE}/archives/",
        "-oAPT::Sandbox::User=root",
        "-oAPT::Get::List-Cleanup=0",
        "-oAcquire::Languages=none",
        "-oAcquire::Retries=2",
    ]


def mirror():
    """The Debian mirror that this machine is set up with."""
    fields = "$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)"
    targets = output(["apt-get", "indextargets", "--format", fields]) or ""
    rows = [line.split("\t") for line in targets.splitlines()]
    for release in ("bookworm", "stable", "oldstable", None):
        for uri, suite, component in rows:
            if component == "main" and release in (suite, None):
                return uri
    raise Stop(
        "apt has no Debian mirror on this machine; add one to /etc/apt, or name a "
        "checkout of Odoo's branch 19.0 in ODOO_SOURCE"
    )
