"""The editor's pages of files and films, and how these are given back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangkom.core.formatting import format_size
from bangkom.core.ids import new_id
from bangkom.core.models import Role
from bangkom.courseware.models import Attachment
from bangkom.courseware.services import add_pdf, add_video, add_video_link
from bangkom.courseware.tests import files
from bangkom.courseware.tests.factories import draft_module
from bangkom.people.tests.factories import AgencyFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def author(agency, client):
    user = staff(Role.TRAINER, agency)
    client.force_login(user)
    return user


@pytest.fixture
def draft(agency):
    return draft_module(agency)


def url(name, module, *more):
    return reverse(f"courseware:{name}", args=[module.pk, *more])


def post(client, address, **fields):
    return client.post(address, {"op_id": str(new_id()), **fields})


def upload(kind, name=""):
    return SimpleUploadedFile(name or files.NAMES.get(kind, "takarir.vtt"), files.CONTENTS[kind]())


def lesson_of(module):
    return module.draft.activities.get(key="pelajaran-1")


def seen_in(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def film(module, words="Mendengar dulu."):
    """A lesson with a film and its captions; the film."""
    found = files.attachment(module, "video")
    captions = files.attachment(module, "captions")
    add_video(activity=lesson_of(module), attachment=found, captions=captions, title="Mediasi", words=words, by=None)
    return found


WORDS = {
    "file": {"note": "Untuk latihan"},
    "pdf": {"words": "Ringkasannya."},
    "audio": {"words": "Transkripnya."},
    "video": {"words": "Transkripnya."},
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_file_is_uploaded_shown_to_the_author_and_changed(client, author, draft, kind):
    address = url("add_block", draft, "pelajaran-1", kind)
    assert client.get(address).status_code == 200
    response = post(client, address, upload=upload(kind), title="Judulnya", **WORDS[kind])
    assert response.status_code == 302
    block = lesson_of(draft).blocks[1]
    assert response.url.endswith(f"#bagian-{block['id']}")
    page = client.get(url("activity", draft, "pelajaran-1")).content.decode()
    assert "Judulnya" in page
    assert " style=" not in page
    address = url("change_block", draft, "pelajaran-1", block["id"])
    form = client.get(address)
    now = form.content.decode().partition("Berkas sekarang")[2]
    assert f"{block['suffix'].upper()}, {format_size(block['size'])}" in now
    response = post(client, address, title="Judul baru", seen=seen_in(form), **WORDS[kind])
    assert response.status_code == 302
    changed = lesson_of(draft).blocks[1]
    assert (changed["title"], changed["attachment"]) == ("Judul baru", block["attachment"])
    form = client.get(address)
    post(client, address, title="Judul baru", seen=seen_in(form), upload=upload(kind), **WORDS[kind])
    assert lesson_of(draft).blocks[1]["attachment"] != block["attachment"]


def test_a_film_is_linked_and_its_link_changed(client, author, draft):
    address = url("add_block", draft, "pelajaran-1", "video_link")
    link = "https://www.youtube.com/watch?v=abc"
    assert post(client, address, link=link, title="Film", minutes="4", words="Isinya").status_code == 302
    page = client.get(url("preview", draft, 1, "pelajaran-1")).content.decode()
    assert f'href="{link}" target="_blank" rel="noopener noreferrer"' in page
    assert "di luar Bangkom" in page
    assert "<iframe" not in page
    block = lesson_of(draft).blocks[1]
    address = url("change_block", draft, "pelajaran-1", block["id"])
    form = client.get(address)
    fields = {"title": "Film", "minutes": "5", "words": "Isinya", "seen": seen_in(form)}
    assert post(client, address, link="http://tidak-aman", **fields).status_code == 422
    assert post(client, address, link="https://vimeo.com/1", **fields).status_code == 302
    assert lesson_of(draft).blocks[1]["platform"] == "Vimeo"


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("pdf", b"<html><script>alert(1)</script>", "Berkas ini bukan PDF."),
        ("file", b"<svg onload=alert(1)>", "Jenis berkas ini tidak diterima"),
        ("audio", b"RIFF\x24\x00\x00\x00WAVE", "WAV terlalu berat"),
        ("video", b"GIF89a", "bukan video MP4 atau WebM"),
        ("pdf", b"", 'id="id_upload_error"'),
    ],
)
def test_a_hostile_file_is_refused_whole_and_what_was_written_stays(client, author, draft, kind, content, said):
    sent = SimpleUploadedFile("a.pdf", content, content_type="application/pdf")
    fields = {"title": "Ketikan saya", **WORDS[kind]}
    response = post(client, url("add_block", draft, "pelajaran-1", kind), upload=sent, **fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Ketikan saya" in page
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_heavy_is_refused_with_the_limit(client, author, draft, monkeypatch):
    monkeypatch.setitem(files.CONTENTS, "pdf", files.pdf)
    monkeypatch.setattr("bangkom.courseware.forms.blocks.LIMITS", {"pdf": 100})
    address = url("add_block", draft, "pelajaran-1", "pdf")
    page = post(client, address, upload=upload("pdf"), title="x").content.decode()
    assert "lebih besar dari 10 MB" in page


def test_bad_captions_are_refused_beside_their_field(client, author, draft):
    sent = SimpleUploadedFile("a.vtt", b"WEBVTT\n\n<html>")
    address = url("add_block", draft, "pelajaran-1", "video")
    response = post(client, address, upload=upload("video"), captions=sent, title="x")
    assert response.status_code == 422
    assert 'id="id_captions_error"' in response.content.decode()


def test_captions_come_with_a_film_and_can_be_taken_out(client, author, draft):
    address = url("add_block", draft, "pelajaran-1", "video")
    post(client, address, upload=upload("video"), captions=upload("captions"), title="Film", words="Isi")
    block = lesson_of(draft).blocks[1]
    assert (
        f'<track kind="captions" src="/modul/berkas/{block["captions"]}/"'
        in client.get(url("preview", draft, 1, "pelajaran-1")).content.decode()
    )
    address = url("change_block", draft, "pelajaran-1", block["id"])
    form = client.get(address)
    post(client, address, title="Film", words="Isi", without_captions="on", seen=seen_in(form))
    assert lesson_of(draft).blocks[1]["captions"] is None


def test_the_same_upload_sent_twice_is_kept_once(client, author, draft):
    address, op_id = url("add_block", draft, "pelajaran-1", "pdf"), str(new_id())
    for _turn in range(2):
        assert client.post(address, {"op_id": op_id, "upload": upload("pdf"), "title": "x"}).status_code == 302
    assert Attachment.objects.count() == 1
    assert len(lesson_of(draft).blocks) == 2


def test_words_changed_meanwhile_are_not_overwritten(client, author, draft):
    post(client, url("add_block", draft, "pelajaran-1", "pdf"), upload=upload("pdf"), title="x")
    block = lesson_of(draft).blocks[1]
    address = url("change_block", draft, "pelajaran-1", block["id"])
    seen = seen_in(client.get(address))
    assert post(client, address, title="Satu", seen=seen).status_code == 302
    response = post(client, address, title="Dua", seen=seen)
    assert response.status_code == 409
    assert "Dua" in response.content.decode()


def test_what_is_missing_is_said_where_it_is_mended_and_before_publishing(client, author, draft):
    post(client, url("add_block", draft, "pelajaran-1", "audio"), upload=upload("audio"), title="Dialog")
    said = "Pelajaran 1, bagian 2 (Audio): transkrip belum ditulis."
    assert said in client.get(url("activity", draft, "pelajaran-1")).content.decode()
    assert said in client.get(url("publish", draft)).content.decode()
    assert "1 hal belum lengkap" in client.get(url("module", draft)).content.decode()


def test_the_author_reads_how_heavy_the_lesson_is(client, author, draft):
    film(draft)
    page = client.get(url("activity", draft, "pelajaran-1")).content.decode()
    assert "Langsung dimuat: 1 KB (teks dan gambar)." in page
    assert "Bila dibuka: 3 KB (berkas, audio, video)." in page


def test_before_a_part_is_removed_it_is_named(client, author, draft):
    film(draft)
    block = lesson_of(draft).blocks[1]
    page = client.get(url("remove_block", draft, "pelajaran-1", block["id"])).content.decode()
    assert "Video: Mediasi" in page
    assert "Versi yang sudah terbit tidak berubah." in page
    assert client.get(url("remove_block", draft, "pelajaran-1", "tiada")).status_code == 404


def test_a_discussion_is_written_like_a_lesson(client, author, draft):
    address = url("add_activity", draft, "discussion")
    assert "Diskusi baru" in client.get(address).content.decode()
    talk = post(client, address, title="Pengalaman", minutes="20").url
    assert "belum berisi teks pemandu" in client.get(talk).content.decode()
    post(client, talk + "teks/", text="Ceritakan satu konflik.")
    page = client.get(talk).content.decode()
    assert "Ceritakan satu konflik." in page
    assert "belum berisi" not in page
    key = talk.rstrip("/").rpartition("/")[2]
    assert "menanggapi tulisan peserta lain" in client.get(url("preview", draft, 1, key)).content.decode()


def test_unknown_kinds_and_quizzes_take_no_parts(client, author, draft):
    assert client.get(url("add_block", draft, "pelajaran-1", "captions")).status_code == 404
    assert client.get(url("add_block", draft, "kuis", "pdf")).status_code == 404
    assert client.get(url("change_block", draft, "pelajaran-1", "tiada")).status_code == 404


def test_nothing_of_a_recording_is_loaded_before_it_is_asked_for(client, author, draft):
    film(draft)
    post(client, url("add_block", draft, "pelajaran-1", "audio"), upload=upload("audio"), title="x", words="y")
    page = client.get(url("preview", draft, 1, "pelajaran-1")).content.decode()
    assert page.count('preload="none"') == 2
    assert "autoplay" not in page
    assert page.index("Baca transkripnya") < page.index("<video")
    assert "sekitar 4 menit" in page[: page.index("<video")]


@pytest.fixture
def shown(client, author, draft):
    found = film(draft)
    return reverse("courseware:attachment", args=[found.pk]), files.mp4()


def body(response):
    return b"".join(response.streaming_content)


def test_a_film_is_played_in_a_sandbox_and_never_kept_by_shared_caches(client, shown):
    address, content = shown
    response = client.get(address)
    assert body(response) == content
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"] == 'inline; filename="mediasi.mp4"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["Cache-Control"].startswith("private")
    assert response["Accept-Ranges"] == "bytes"
    assert client.get(f"{address}?unduh=1")["Content-Disposition"].startswith("attachment;")
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=10-9999999", 10, None)],
)
def test_a_phone_seeks_in_a_film_by_asking_for_a_part(client, shown, asked, start, end):
    address, content = shown
    response = client.get(address, headers={"Range": asked})
    part = content[start:end]
    assert (response.status_code, body(response)) == (206, part)
    at = start % len(content)
    assert response["Content-Range"] == f"bytes {at}-{at + len(part) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, shown, asked):
    address, content = shown
    response = client.get(address, headers={"Range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=-", "bytes=a-b"])
def test_what_is_not_one_part_is_answered_with_the_whole(client, shown, asked):
    address, content = shown
    response = client.get(address, headers={"Range": asked})
    assert (response.status_code, body(response)) == (200, content)


def test_a_part_of_another_edition_is_answered_with_the_whole(client, shown):
    address, _content = shown
    response = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"lain"'})
    assert response.status_code == 200


def test_a_pdf_opens_in_the_browser_where_it_may_load_nothing(client, author, draft):
    found = files.attachment(draft, "pdf")
    add_pdf(activity=lesson_of(draft), attachment=found, title="x", by=None)
    response = client.get(reverse("courseware:attachment", args=[found.pk]))
    assert response["Content-Disposition"] == 'inline; filename="panduan.pdf"'
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_other_files_are_always_downloads_and_captions_are_text(client, author, draft):
    sheet = files.attachment(draft, "file")
    response = client.get(reverse("courseware:attachment", args=[sheet.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="lembar-kerja.xlsx"'
    captions = files.attachment(draft, "captions")
    response = client.get(reverse("courseware:attachment", args=[captions.pk]))
    assert response["Content-Type"] == "text/vtt; charset=utf-8"


def test_a_name_cannot_steer_the_browser(client, author, draft):
    sent = SimpleUploadedFile('ja"hat\r\nSet-Cookie: a=b;.html', files.pdf())
    post(client, url("add_block", draft, "pelajaran-1", "pdf"), upload=sent, title="x")
    response = client.get(reverse("courseware:attachment", args=[Attachment.objects.get().pk]))
    assert re.fullmatch(r'inline; filename="[a-z0-9-]+\.pdf"', response["Content-Disposition"])


def test_another_agencys_author_finds_no_file(client, shown):
    client.force_login(staff(Role.TRAINER, AgencyFactory()))
    assert client.get(shown[0]).status_code == 404


def test_a_link_is_shown_without_asking_the_platform(client, author, draft):
    add_video_link(activity=lesson_of(draft), link="https://www.lan.go.id/v", title="x", minutes=1, words="y", by=None)
    page = client.get(url("preview", draft, 1, "pelajaran-1")).content.decode()
    assert "Tonton di lan.go.id" in page
    assert 'src="https://' not in page
