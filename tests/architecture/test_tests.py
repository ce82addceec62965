"""How the tests are written: one browser, nothing left out, nothing that waits by the clock."""

import re
from pathlib import Path

import pytest
from tests.architecture.source import PACKAGE, ROOT

# What no test says, and why.
NEVER = {
    "browser": (r"\bsync_playwright\(\)", "two browsers clash in one process: take the fixture open_page or browser"),
    "sleep": (r"\btime\.sleep\(|\bwait_for_timeout\(", "wait for what you expect, not for a time"),
    "skip": (r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b", "a test runs everywhere, or is not written"),
}
ALLOWED = {"browser": {"tests/browser.py"}}


@pytest.mark.parametrize("rule", NEVER)
def test_no_test_says(rule):
    pattern, why = NEVER[rule]
    faults = []
    for path in [*(ROOT / "tests").rglob("*.py"), *PACKAGE.rglob("tests/*.py"), ROOT / "conftest.py"]:
        name = str(path.relative_to(ROOT))
        if path != Path(__file__) and name not in ALLOWED.get(rule, set()):
            lines = path.read_text(encoding="utf-8").splitlines()
            faults += [f"{name}:{number}: {why}" for number, line in enumerate(lines, 1) if re.search(pattern, line)]
    assert not faults, "\n".join(sorted(faults))
