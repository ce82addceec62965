"""Numbers of the law are data in `rules`, dated and sourced; code and pages ask for them."""

import ast
import re

from tests.architecture.source import PACKAGE, parsed, python_files, templates, where

# Words that name something the rules decide about: hours, duties, marks, seats.
RULED = re.compile(r"\b(jp|\w+_jp|jp_\w+|minutes_per_jp|per_jp|duty|pass_percent|pass_mark|quota)\b", re.IGNORECASE)
# Counting, halving, percent and time of day are no rules.
HARMLESS = {0, 1, 2, 60, 100}
# "20 JP", "45 menit": a sentence with the number of a rule in it.
SPOKEN = re.compile(r"\b(20|24|40|45|50|80|900)\s*(JP|jam pelajaran|menit)\b", re.IGNORECASE)


def code_files():
    """Code that runs for people: rules hold the numbers, tests and the sample province make examples."""
    return [
        path
        for path in python_files(tests=False, migrations=False)
        if path.relative_to(PACKAGE).parts[0] not in {"rules", "demo"} and not path.name.startswith("views_design")
    ]


def numbers(*nodes: ast.AST | None) -> set[float]:
    found = {n.value for n in nodes if isinstance(n, ast.Constant) and type(n.value) in {int, float}}
    return found - HARMLESS


def test_nobody_computes_with_a_number_of_a_rule():
    faults = []
    for path in code_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value == 45:
                faults.append(f"{where(path, node)}: 45 minutes?")
            if isinstance(node, ast.BinOp):
                named, given = [node.left, node.right], numbers(node.left, node.right)
            elif isinstance(node, ast.Compare):
                named, given = [node.left, *node.comparators], numbers(node.left, *node.comparators)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                named, given = node.targets if isinstance(node, ast.Assign) else [node.target], numbers(node.value)
            elif isinstance(node, ast.keyword):
                named, given = [ast.Name(node.arg or "")], numbers(node.value)
            else:
                continue
            if given and any(RULED.search(ast.unparse(each)) for each in named):
                faults.append(f"{where(path, node if hasattr(node, 'lineno') else None)}: {ast.unparse(node)}")
    assert not faults, "\n".join(faults)


def test_nobody_says_the_number_of_a_rule_by_heart():
    faults = []
    pages = [path for path in templates() if "design" not in path.parts]
    for path in [*pages, *code_files()]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if SPOKEN.search(line):
                faults.append(f"{where(path, number)} {line.strip()[:120]}")
    assert not faults, "\n".join(faults)
