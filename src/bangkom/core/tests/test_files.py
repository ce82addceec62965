"""Stored files: the same bytes once, whole or not at all, for nobody but those who may."""

import os

import pytest

from bangkom.core.models import StoredFile
from bangkom.core.services import open_stored, store_file
from bangkom.core.services.files import blob_path, write_blob
from bangkom.core.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 surat"


def store(content: bytes = CONTENT, **given):
    fields = {"name": "surat.pdf", "content_type": "application/pdf", "agency": None, "by": None} | given
    return store_file(content=content, **fields)


def blobs(settings) -> list:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_what_is_stored_is_read_back(settings):
    stored = store()
    with open_stored(stored) as file:
        assert file.read() == CONTENT
    assert (stored.size, stored.name) == (len(CONTENT), "surat.pdf")


def test_the_same_bytes_are_kept_once_for_two_rows(settings):
    first, second = store(), store(name="salinan.pdf")
    assert first.sha256 == second.sha256
    assert first.pk != second.pk
    assert len(blobs(settings)) == 1


def test_only_this_installation_reads_the_bytes(settings):
    store()
    assert [path.stat().st_mode & 0o077 for path in blobs(settings)] == [0]


def test_the_bytes_are_on_disk_before_the_row_is(settings, monkeypatch):
    monkeypatch.setattr(StoredFile.objects, "create", lambda **row: blob_path(row["sha256"]).read_bytes())
    assert store() == CONTENT


@pytest.mark.parametrize("dies_at", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_neither_half_a_file_nor_a_row(settings, monkeypatch, dies_at):
    def die(*_arguments):
        raise OSError("no power")

    monkeypatch.setattr(os, dies_at, die)
    with pytest.raises(OSError, match="no power"):
        store()
    monkeypatch.undo()
    assert not blobs(settings)
    assert not StoredFile.objects.exists()
    assert store().size == len(CONTENT)


def test_writing_what_is_there_already_touches_nothing(settings):
    stored = store()
    path = blob_path(stored.sha256)
    before = path.stat().st_mtime_ns
    write_blob(stored.sha256, CONTENT)
    assert path.stat().st_mtime_ns == before


def test_a_lost_file_is_an_error_not_an_empty_file(settings):
    stored = store()
    blob_path(stored.sha256).unlink()
    with pytest.raises(FileNotFoundError):
        open_stored(stored)


def test_a_file_is_seen_by_whoever_put_it_there_only():
    owner = UserFactory()
    stored = store(by=owner)
    assert StoredFile.objects.visible_to(owner).get() == stored
    assert not StoredFile.objects.visible_to(UserFactory()).exists()


def test_a_file_has_no_address_of_its_own(client, settings):
    stored = store()
    client.force_login(UserFactory())
    for address in (f"/media/{stored.sha256}", f"/statis/{stored.sha256}", f"/media/{stored.sha256[:2]}/"):
        assert client.get(address).status_code == 404
