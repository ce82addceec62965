"""The documents of the repository are there, true about paths, and free of any one machine."""

import re
from pathlib import Path

import pytest
from tests.architecture.source import PACKAGE, ROOT, apps

# A folder of somebody's machine, or the address of a package index.
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|home|root|Users|mnt|media/[a-z]+)/[\w.-]+|\bfile:///|index-url\s+http"
    r"|[\w-]*pypi\.org|pythonhosted\.org|registry\.(?:npmjs|yarnpkg)\.\w+|(?:deb|security)\.debian\.org|proxy\.golang\.org"
)
WORDS_OF_AN_ADR = 400


def texts() -> list[Path]:
    """The text files of the repository."""
    kinds = {".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".json", ".po", ".typ", ".sh"}
    found = [ROOT / "bangkom", ROOT / "LICENSE", *ROOT.glob("*.*")]
    for folder in ("src", "tests", "docs", "requirements", ".ci"):
        found += (ROOT / folder).rglob("*")
    return sorted(
        path
        for path in found
        if path.is_file() and (path.suffix in kinds or path.parent == ROOT or path.parent.name == ".ci")
    )


def test_nothing_names_a_folder_of_one_machine():
    faults = []
    for path in texts():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if MACHINE.search(line):
                faults.append(f"{path.relative_to(ROOT)}:{number} {line.strip()[:120]}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["README.md", "GLOSSARY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE"])
def test_the_repository_explains_itself(name):
    assert (ROOT / name).stat().st_size > 500


@pytest.mark.parametrize("app", [app for app in apps() if app not in {"config"}])
def test_every_app_says_what_it_is_for(app):
    lines = (PACKAGE / app / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {app}")
    assert 8 <= len(lines) <= 60


def test_decisions_are_numbered_and_short():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert records
    for place, path in enumerate(records, start=1):
        assert path.name.startswith(f"{place:04d}-")
        assert len(path.read_text(encoding="utf-8").split()) <= WORDS_OF_AN_ADR, path.name


def test_links_between_documents_lead_somewhere():
    faults = []
    for path in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), *PACKAGE.glob("*/README.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                faults.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not faults, "\n".join(faults)
