"""Pages obey the browser's rules (no inline script or style) and ours (every form carries its operation)."""

import re
from pathlib import Path

from tests.architecture.source import PACKAGE, python_files, templates, where

from bangkom.core import icons

INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script\b(?![^>]*\ssrc=)|\shx-on\b|hx-vals=["']js:""",
    re.IGNORECASE,
)
UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off")
FOREIGN_ADDRESS = re.compile(r"""(?:src|href|action|poster)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)
POST_FORM = re.compile(r"<form\b(?=[^>]*method\s*=\s*[\"']post)[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)

# Forms whose views need no operation id: the sign-in package's own, and those that test_views lists with the reason.
WITHOUT_OPERATION = re.compile(r"act_as_url|language_switch_url|logout_url|url ['\"]account_")
SIGN_IN_PACKAGE = re.compile(r"^(mfa|account)/(?!accept_invitation)")
# Forms that only ask: they change nothing, and need no cookie for a token.
ASK_ONLY = {"credentials/check.html", "credentials/lookup.html"}

# Templates that print HTML which was cleaned when it was written, and where that is done.
CLEANED = {
    "courseware/_block.html": "lessons, transcripts and summaries pass nh3 in courseware.writing",
}
# Modules that mark text as safe: small, tested, made of rendered templates or of numbers.
MARKS_SAFE = {"core/formrender.py", "core/templatetags/ui.py", "core/figures.py", "core/icons.py"}


def found(pattern: re.Pattern[str], skip: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """The places of a pattern, as an editor opens them."""
    return [
        f"{where(path, number)} {line.strip()[:100]}"
        for path in templates()
        if name_of(path) not in skip
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def name_of(path: Path) -> str:
    """How Django calls a template."""
    return path.as_posix().rpartition("/templates/")[2]


def test_no_template_holds_inline_style_or_script():
    assert not found(INLINE)


def test_no_template_switches_escaping_off():
    assert not found(UNESCAPED, skip=set(CLEANED))
    assert set(CLEANED) <= {name_of(path) for path in templates()}


def test_few_modules_mark_text_as_safe():
    faults = [
        where(path)
        for path in python_files(tests=False)
        if str(path.relative_to(PACKAGE)) not in MARKS_SAFE
        and re.search(r"\bmark_safe\b|\bSafeString\(|is_safe\s*=\s*True|__html__", path.read_text(encoding="utf-8"))
    ]
    assert not faults


def test_no_page_asks_another_server():
    assert not found(FOREIGN_ADDRESS)


def test_every_form_that_writes_carries_its_operation_and_its_token():
    faults = []
    for path in templates():
        text, name = path.read_text(encoding="utf-8"), name_of(path)
        if name in ASK_ONLY:
            continue
        for form in POST_FORM.finditer(text):
            line = text.count("\n", 0, form.start()) + 1
            exempt = SIGN_IN_PACKAGE.search(name) or WITHOUT_OPERATION.search(form.group())
            if "{% csrf_token %}" not in form.group():
                faults.append(f"{where(path, line)} has no csrf_token")
            if "{% operation %}" not in form.group() and not exempt:
                faults.append(f"{where(path, line)} has no operation")
    assert not faults, "\n".join(faults)


def test_every_icon_asked_for_is_drawn():
    asked = re.compile(r"\{%[^%]*\bicon[ =]\"([\w-]+)\"")
    faults = [
        f"{where(path)} asks for {name}"
        for path in templates()
        for name in asked.findall(path.read_text(encoding="utf-8"))
        if name not in icons.NAMES
    ]
    assert not faults
