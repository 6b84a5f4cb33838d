"""Published weaknesses of the pinned packages, by pip-audit.

python -m m2m.audit PIP_AUDIT REQUIREMENTS ...; fails when a package has one. Where the
service that knows them cannot be reached, or knows none of our packages (many mirrors
carry the packages alone), it says that nothing was looked at, and does not fail.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

# Weaknesses that do not reach us: the id, and why.
ANSWERED = {}
# Seconds for all packages; a service that is this slow counts as not there.
PATIENCE = 120
# One package that each service knows: asked alone before all others are.
PROBE = "lxml"


def main(program, *requirements):
    pins = [
        line for file in requirements for line in Path(file).read_text().splitlines()
    ]
    probe = [line for line in pins if line.startswith(f"{PROBE}==")]
    for lines in (probe, pins):
        ok, words = verdict(*ask(program, lines))
        if not ok or words.startswith("skipped"):
            break
    print(words)
    return 0 if ok else 1


def ask(program, pins):
    """What pip-audit prints about some pins, and what it complains of."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requirements.txt")
        file.write_text("\n".join(pins) + "\n")
        command = [program, "--requirement", file, "--no-deps", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "", f"no answer within {PATIENCE} s"
    return done.stdout, done.stderr


def verdict(printed, complained):
    """Whether all is well as far as can be told, and the words for it.

    >>> verdict("", "ConnectionError: no route")
    (True, 'skipped: ConnectionError: no route')
    >>> known = '{"name": "a", "version": "1", "vulns": []}'
    >>> verdict(f'{{"dependencies": [{known}]}}', "")
    (True, '1 packages have no published weakness, 0 are not known to the service')
    """
    try:
        packages = json.loads(printed)["dependencies"]
    except (ValueError, KeyError):
        lines = [line.strip() for line in complained.splitlines() if line.strip()]
        return True, f"skipped: {lines[-1] if lines else 'pip-audit said nothing'}"
    known = [package for package in packages if "vulns" in package]
    if not known:
        return True, "skipped: the service knows none of the packages"
    found = [
        f"{package['name']} {package['version']}: {weakness['id']}"
        f" (mended in {', '.join(weakness.get('fix_versions', ())) or 'no version'})"
        for package in known
        for weakness in package["vulns"]
        if not ({weakness["id"], *weakness.get("aliases", ())} & set(ANSWERED))
    ]
    if found:
        return False, "\n".join(found)
    return True, (
        f"{len(known)} packages have no published weakness, "
        f"{len(packages) - len(known)} are not known to the service"
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
