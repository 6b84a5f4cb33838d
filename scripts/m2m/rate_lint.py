"""One way to convert money: asm.award's, and no other in our addons.

python -m m2m.rate_lint PATH ...; complains of Odoo's ``_convert`` (which falls back to
the first later rate, then to 1), of what it rests on, and of a currency's ``rate`` read
for converting. Needs neither Odoo nor a database.
"""

import ast
import re
import sys
from pathlib import Path

# the file that reads Odoo's rates, strictly, for the awards that want these
READER = ("asm_money", "models", "asm_rate_finder.py")
CALLS = {"_get_conversion_rate", "_get_rates"}
RATES = {"rate", "inverse_rate", "company_rate", "inverse_company_rate"}
TABLE = re.compile(r"\bres[._]currency[._]rate\b")
IN_TEXT = re.compile(
    r"\b_convert\s*\(|\b_get_conversion_rate\s*\(|res[._]currency[._]rate"
)
WHY = "convert by asm.award's _rates_for, which has no fallback"


def complaints(path):
    """Yield ``(line, what)`` of each other conversion in a file.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "x.py")
    >>> _ = file.write_text("a = usd._convert(1, eur, company, day)\\nself._convert()")
    >>> list(complaints(file))
    [(1, '_convert')]
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        for number, line in enumerate(text.splitlines(), 1):
            if found := IN_TEXT.search(line):
                yield number, found[0].rstrip("( ")
        return
    tree = ast.parse(text, str(path))
    words = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if id(node) not in words and (what := _conversion(node)):
            yield node.lineno, what


def _conversion(node):
    """Return what converts in a node of the tree, or None."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if name in CALLS:
            return name
        # Odoo's takes an amount, a currency, a company and a day; one of our own may
        # have the name
        if name == "_convert" and len(node.args) + len(node.keywords) > 1:
            return name
    if isinstance(node, ast.Attribute) and node.attr in RATES:
        owner = node.value
        name = getattr(owner, "attr", None) or getattr(owner, "id", "")
        if "currency" in name:
            return f"{name}.{node.attr}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = TABLE.search(node.value)
        return found and found[0]
    return None


def _docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def files(paths):
    """Yield the files to look at: ours, but for tests and the one reader."""
    for path in map(Path, paths):
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            if (
                file.suffix in (".py", ".xml", ".js")
                and file.is_file()
                and not {"tests", "lib", "static"} & set(file.parts[:-1])
                and file.parts[-3:] != READER
            ):
                yield file


def main(paths):
    """Print each other conversion; return 1 when there is one."""
    count = 0
    for path in files(paths):
        for number, what in complaints(path):
            print(f"{path}:{number}: {what}: {WHY}", file=sys.stderr)
            count += 1
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
