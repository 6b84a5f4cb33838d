"""Whoever switches a check off for a line says which check, and why.

python -m m2m.answers PATH ...; complains of a `nosec` or `nosemgrep` that names
no check, or gives no reason.
"""

import re
import sys
from pathlib import Path

SWITCH = re.compile(r"(?:#|//|<!--)\s*(?P<tool>nosec|nosemgrep|nosem)\b(?P<rest>.*)")
GOOD = {
    # bandit takes every word up to the next # for the name of a check
    "nosec": re.compile(r" B\d{3}( B\d{3})* # \S.*\w"),
    "nosemgrep": re.compile(r": [a-z]+(-[a-z]+)+(, [a-z]+(-[a-z]+)+)* - \S.*\w"),
}
SUFFIXES = (".py", ".js", ".xml")
# This file and its test show what they refuse.
OURSELVES = ("answers.py", "test_scanners.py")


def complaints(text):
    """Yield ``(line, what)`` of each switch without a name or a reason.

    >>> list(complaints("x = 1  # nosec"))
    [(1, 'nosec')]
    >>> list(complaints("x = 1  # nosec B608 # fixed names\\n# nosem: all - because"))
    [(2, 'nosem')]
    >>> list(complaints("// nosemgrep: a-rule - it is escaped\\n# nosemgrep: a-rule"))
    [(2, 'nosemgrep')]
    """
    for number, line in enumerate(text.splitlines(), 1):
        found = SWITCH.search(line)
        if found and not (
            found["tool"] in GOOD and GOOD[found["tool"]].match(found["rest"])
        ):
            yield number, found["tool"]


def files(paths):
    for path in map(Path, paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if (
                file.suffix in SUFFIXES
                and file.is_file()
                and "lib" not in file.parts
                and file.name not in OURSELVES
            ):
                yield file


def main(paths):
    count = 0
    for file in files(paths):
        for number, tool in complaints(file.read_text(encoding="utf-8")):
            print(
                f"{file}:{number}: {tool} without the name of a check, or a reason: "
                "write `nosec B000 # why`, or `nosemgrep: name - why`",
                file=sys.stderr,
            )
            count += 1
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
