"""Each of the seventeen rules of what the numbers mean has tests of its own."""

import ast
import re
from pathlib import Path
from unittest import TestCase

RULES = set(range(1, 18))
NAMED = re.compile(r"\bRules? (\d+)")


def rules_tested(folder):
    """Return ``{rule: names of the test classes that name it}``."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and _has_tests(node):
                said = ast.get_docstring(node) or ""
                named = re.match(r"TestRule(\d+)", node.name)
                numbers = [*NAMED.findall(said), *(named.groups() if named else ())]
                for number in numbers:
                    found.setdefault(int(number), []).append(node.name)
    return found


def _has_tests(node):
    return any(
        isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
        for each in node.body
    )


class TestSeventeenRules(TestCase):
    def test_each_rule_is_a_named_section_of_the_tests(self):
        untested = RULES - rules_tested(Path(__file__).parent).keys()
        self.assertFalse(untested, "a class with tests names each rule: Rule N.")
