"""Catalogues: written by each app, merged and compiled here, without gettext's programs."""

import os
from pathlib import Path

import polib
import pytest
from django.utils import translation

from bangkom.core import messages


def catalogue(folder: Path, app: str, **texts: str) -> Path:
    path = folder / app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    for text, words in texts.items():
        made.append(polib.POEntry(msgid=text, msgstr=words))
    made.save(str(path))
    return path


@pytest.fixture
def package(tmp_path, monkeypatch, settings):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path / "package")
    settings.LOCALE_PATHS = [tmp_path / "compiled"]
    return tmp_path / "package"


def compiled(settings) -> dict[str, str]:
    file = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.mo"
    return {entry.msgid: entry.msgstr for entry in polib.mofile(str(file))}


def test_the_catalogues_of_all_apps_become_one(package, settings):
    catalogue(package, "satu", Simpan="Save")
    catalogue(package, "dua", Batalkan="Cancel")
    assert messages.compile_catalogues()
    assert compiled(settings) == {"Simpan": "Save", "Batalkan": "Cancel"}


def test_what_has_not_changed_is_not_compiled_again(package, settings):
    path = catalogue(package, "satu", Simpan="Save")
    assert messages.compile_catalogues()
    assert not messages.compile_catalogues()
    later = path.stat().st_mtime + 10
    os.utime(path, (later, later))
    assert messages.compile_catalogues()


def test_two_apps_may_say_the_same_but_not_differ(package):
    catalogue(package, "satu", Simpan="Save")
    catalogue(package, "dua", Simpan="Save")
    assert len(messages.merged()) == 1
    catalogue(package, "tiga", Simpan="Keep")
    with pytest.raises(ValueError, match="translated differently"):
        messages.merged()


def test_a_half_written_result_is_never_read(package, settings, monkeypatch):
    catalogue(package, "satu", Simpan="Save")

    def die(self, fpath):
        Path(fpath).write_bytes(b"half")
        raise OSError("no power")

    monkeypatch.setattr(polib.POFile, "save_as_mofile", die)
    with pytest.raises(OSError, match="no power"):
        messages.compile_catalogues()
    assert not list(settings.LOCALE_PATHS[0].rglob("*.mo"))


def test_pages_speak_indonesian_first_and_english_from_the_catalogue():
    with translation.override("id"):
        assert translation.gettext("Beranda") == "Beranda"
    with translation.override("en"):
        assert translation.gettext("Beranda") == "Home"
