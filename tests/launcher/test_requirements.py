import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(name: str) -> dict[str, str]:
    """What a file of hashed requirements installs: package to version."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, re.MULTILINE))


def package(dependency: str) -> str:
    """The normal form of the name in front of extras and versions."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~!;\s]", dependency)[0]).lower()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("base", PROJECT["dependencies"]), ("test", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])],
)
def test_every_dependency_is_pinned(name: str, wanted: list[str]) -> None:
    assert {package(dependency) for dependency in wanted} - set(pins(name)) == set()


def test_tests_run_with_the_versions_of_production() -> None:
    base, test = pins("base"), pins("test")
    assert {
        package: (version, test.get(package)) for package, version in base.items() if test.get(package) != version
    } == {}


@pytest.mark.parametrize("name", ["base", "test"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^[a-z0-9].*(?:\n[ ].*)*", text, re.MULTILINE)
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
