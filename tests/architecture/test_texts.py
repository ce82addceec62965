"""What is written in Indonesian can be read in English: every text, with its places and plural."""

import re

import polib
import pytest
from tests.architecture.source import PACKAGE, where
from tests.architecture.texts import Text, used

from bangkom.core.messages import catalogues, merged

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Texts that are the same in both languages may lack nothing; a translation nobody asks for is noise.
UNUSED_TOLERATED = 0


@pytest.fixture(scope="module")
def asked() -> dict[Text, str]:
    return used()


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return merged()


def entry_of(catalogue: polib.POFile, text: Text) -> polib.POEntry | None:
    return catalogue.find(text.id, msgctxt=text.context or False)


def test_every_text_has_an_english_translation(asked, catalogue):
    missing = []
    for text, place in sorted(asked.items(), key=lambda pair: pair[1]):
        entry = entry_of(catalogue, text)
        if entry is None or not entry.translated():
            missing.append(f"{place}: {text.id!r}")
        elif text.plural and not all(entry.msgstr_plural.get(form) for form in (0, 1)):
            missing.append(f"{place}: {text.id!r} lacks its plural")
    assert not missing, f"{len(missing)} texts\n" + "\n".join(missing)


def test_a_translation_fills_the_same_places(catalogue):
    faults = []
    for entry in catalogue:
        wanted = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural or ""))
        for words in [entry.msgstr, *entry.msgstr_plural.values()]:
            found = set(PLACE.findall(words))
            # A singular may say "one" instead of the number.
            if words and (found - wanted or (wanted - found and not entry.msgid_plural)):
                faults.append(f"{entry.msgid!r} -> {words!r}")
    assert not faults, "\n".join(faults)


def test_no_translation_is_a_guess():
    fuzzy = [
        f"{where(path)}: {entry.msgid!r}"
        for path in catalogues()
        for entry in polib.pofile(str(path))
        if entry.fuzzy or entry.obsolete
    ]
    assert not fuzzy, "\n".join(fuzzy)


def test_no_translation_is_left_over(asked):
    ids = {(text.id, text.context) for text in asked}
    unused = [
        f"{where(path)}: {entry.msgid!r}"
        for path in catalogues()
        for entry in polib.pofile(str(path))
        if (entry.msgid, entry.msgctxt) not in ids
    ]
    assert len(unused) <= UNUSED_TOLERATED, f"{len(unused)} texts\n" + "\n".join(unused)


def test_every_catalogue_lies_in_its_app():
    for path in catalogues():
        assert path.relative_to(PACKAGE).parts[-4:] == ("locale", "en", "LC_MESSAGES", "django.po")
