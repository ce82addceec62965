"""Files, recordings and films as parts of a lesson."""

import pytest
from django.db.models import ProtectedError

from bangkom.core.errors import Refused
from bangkom.core.models import Event
from bangkom.courseware import blocks, queries, services
from bangkom.courseware.models import Attachment, AttachmentUse
from bangkom.courseware.tests import files
from bangkom.courseware.tests.factories import draft_module, new_draft, picture_file
from bangkom.courseware.uploads import LIMITS
from bangkom.people.tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db

LINK = "https://www.youtube.com/watch?v=abc"


@pytest.fixture
def draft():
    return draft_module(AgencyFactory())


@pytest.fixture
def lesson(draft):
    return draft.draft.activities.get(key="pelajaran-1")


def refused(call, code):
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.code == code
    return str(refusal.value)


def add_all(module, lesson, words="Isinya."):
    """One part of every kind with a file or film."""
    made = {kind: files.attachment(module, kind) for kind in ("file", "pdf", "audio", "video", "captions")}
    services.add_file(activity=lesson, attachment=made["file"], title="Lembar kerja", note="Latihan", by=None)
    services.add_pdf(activity=lesson, attachment=made["pdf"], title="Panduan", words=words, by=None)
    services.add_audio(activity=lesson, attachment=made["audio"], title="Dialog", words=words, by=None)
    services.add_video(
        activity=lesson, attachment=made["video"], captions=made["captions"], title="Mediasi", words=words, by=None
    )
    services.add_video_link(activity=lesson, link=LINK, title="Film", minutes=4, words=words, by=None)
    lesson.refresh_from_db()
    return made


def test_a_part_keeps_what_a_reader_wants_to_know_before_opening_it(draft, lesson):
    made = add_all(draft, lesson)
    _text, file, pdf, audio, video, link = lesson.blocks
    assert (file["suffix"], file["size"], file["note"]) == ("xlsx", made["file"].file.size, "Latihan")
    assert (pdf["pages"], pdf["html"]) == (3, "<p>Isinya.</p>")
    assert audio["seconds"] == 4
    assert (video["width"], video["height"], video["captions"]) == (320, 240, made["captions"].pk)
    assert [blocks.minutes_of(block) for block in (audio, video, link)] == [1, 4, 4]
    assert link["platform"] == "YouTube"


def test_every_file_leaves_an_event(draft, lesson):
    add_all(draft, lesson)
    assert Event.objects.filter(verb="courseware.attachment_stored").count() == 5


@pytest.mark.parametrize("kind", ["file", "pdf", "audio", "video"])
def test_a_file_that_is_too_heavy_is_refused_before_anybody_looks_into_it(kind):
    heavy = bytes(LIMITS[kind] + 1)
    words = refused(lambda: services.judge_upload(kind=kind, content=heavy, name="a"), "too_big")
    assert f"{LIMITS[kind] // 1024 // 1024} MB" in words


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("pdf", b"<svg onload=alert(1)>", "bukan PDF"),
        ("pdf", files.pdf(extra=b"/JavaScript 1 0 R"), "memuat program"),
        ("pdf", files.pdf(extra=b"/Encrypt 1 0 R"), "dikunci"),
        ("file", files.office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "makro"),
        ("file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office lama"),
        ("file", files.archive({"a.exe": b"MZ"}), "tidak diterima"),
        ("audio", b"RIFF\x24\x00\x00\x00WAVE", "WAV terlalu berat"),
        ("audio", files.mp4(), "Ini video"),
        ("video", files.m4a(), "hanya suara"),
        ("video", files.mp4(1, ((b"vide", b"hvc1"),)), "tidak dikenal banyak HP"),
        ("video", b"<html>", "bukan video"),
        ("captions", b"<html>", "bukan takarir"),
        ("captions", b"WEBVTT\n\n00:05.000 --> 00:04.000\nx", "tidak berurutan"),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(kind, content, said):
    with pytest.raises(Refused) as refusal:
        services.judge_upload(kind=kind, content=content, name="berkas")
    assert said in str(refusal.value)


def test_a_file_that_keeps_the_examiner_busy_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("bangkom.courseware.services.attachments.WALL_SECONDS", 0)
    refused(lambda: services.judge_upload(kind="pdf", content=files.pdf(), name="a.pdf"), "too_complex")


def test_a_draft_may_wait_for_its_words_but_is_not_published_without_them(draft, lesson):
    add_all(draft, lesson, words=" ")
    block = lesson.blocks[1]
    services.change_media(activity=lesson, block=block, note=" ", by=None)
    lesson.refresh_from_db()
    assert queries.activity_faults(lesson) == [
        "Pelajaran 1, bagian 2 (Berkas): keterangan berkas belum ditulis.",
        "Pelajaran 1, bagian 3 (PDF): ringkasan belum ditulis.",
        "Pelajaran 1, bagian 4 (Audio): transkrip belum ditulis.",
        "Pelajaran 1, bagian 5 (Video): transkrip belum ditulis.",
        "Pelajaran 1, bagian 6 (Video di luar Bangkom): transkrip belum ditulis.",
    ]
    refused(lambda: services.publish_version(version=draft.draft, by=None), "faulty")


def test_a_picture_without_words_is_named_by_its_place(lesson):
    lesson.blocks = [*lesson.blocks, {"id": "a", "kind": "picture", "picture": 1, "alt": " ", "caption": ""}]
    assert queries.activity_faults(lesson) == ["Pelajaran 1, bagian 2 (Gambar): teks pengganti belum ditulis."]


def test_files_of_another_module_or_kind_are_refused(draft, lesson):
    other = files.attachment(draft_module(AgencyFactory()), "pdf")
    refused(lambda: services.add_pdf(activity=lesson, attachment=other, title="x", by=None), "foreign_attachment")
    audio = files.attachment(draft, "audio")
    refused(lambda: services.add_pdf(activity=lesson, attachment=audio, title="x", by=None), "other_kind")
    film = files.attachment(draft, "video")
    refused(
        lambda: services.add_video(activity=lesson, attachment=film, captions=audio, title="x", by=None), "other_kind"
    )


@pytest.mark.parametrize(
    ("link", "platform"),
    [
        ("https://youtu.be/abc", "YouTube"),
        ("https://m.youtube.com/watch?v=abc", "YouTube"),
        ("https://www.lan.go.id/video/1", "lan.go.id"),
        ("http://youtube.com/a", ""),
        ("https://siti:rahasia@youtube.com/a", ""),
        ("https://youtube.com:8443/a", ""),
        ("https://127.0.0.1/a", ""),
        ("https://localhost/a", ""),
        ("https://youtube.com.evil/a", "youtube.com.evil"),
        ("javascript:alert(1)", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_a_link_names_its_platform_or_is_not_usable(link, platform):
    assert blocks.platform_of(link) == platform


def test_a_link_that_is_not_usable_is_refused(lesson):
    refused(lambda: services.add_video_link(activity=lesson, link="http://a.b", title="x", minutes=1, by=None), "link")


def test_another_file_takes_the_place_of_the_former_and_captions_go_with_their_film(draft, lesson):
    made = add_all(draft, lesson)
    newer = files.attachment(draft, "video", files.webm(30))
    services.change_media(activity=lesson, block=lesson.blocks[4], attachment=newer, by=None)
    lesson.refresh_from_db()
    film = lesson.blocks[4]
    assert (film["attachment"], film["suffix"], film["captions"], film["title"]) == (newer.pk, "webm", None, "Mediasi")
    used = set(lesson.uses.values_list("attachment", flat=True))
    assert newer.pk in used
    assert not used & {made["video"].pk, made["captions"].pk}


def test_captions_can_be_put_in_and_taken_out(draft, lesson):
    services.add_video(activity=lesson, attachment=files.attachment(draft, "video"), title="Film", by=None)
    lesson.refresh_from_db()
    captions = files.attachment(draft, "captions")
    services.change_media(activity=lesson, block=lesson.blocks[1], captions=captions, by=None)
    lesson.refresh_from_db()
    assert lesson.blocks[1]["captions"] == captions.pk
    services.change_media(activity=lesson, block=lesson.blocks[1], without_captions=True, by=None)
    lesson.refresh_from_db()
    assert lesson.blocks[1]["captions"] is None


def test_nobody_overwrites_words_they_have_not_seen(draft, lesson):
    add_all(draft, lesson)
    block = lesson.blocks[2]
    seen = services.fingerprint(block)
    services.change_media(activity=lesson, block=block, words="Baru", seen=seen, by=None)
    refused(lambda: services.change_media(activity=lesson, block=block, words="Lain", seen=seen, by=None), "changed")


def test_a_published_version_keeps_its_files_whatever_becomes_of_the_next(draft, lesson):
    made = add_all(draft, lesson)
    services.publish_version(version=draft.draft, by=None)
    module = new_draft(draft)
    copy = module.draft.activities.get(key="pelajaran-1")
    assert copy.blocks == lesson.blocks
    assert Attachment.objects.count() == 5
    for block in copy.blocks[1:]:
        services.remove_block(activity=copy, block_id=block["id"], by=None)
    services.remove_activity(activity=copy, by=None)
    assert set(lesson.uses.values_list("attachment", flat=True)) == {each.pk for each in made.values()}
    with pytest.raises(ProtectedError):
        made["pdf"].delete()


def test_a_frozen_version_takes_no_file(draft, lesson):
    add_all(draft, lesson)
    pdf = files.attachment(draft, "pdf")
    services.publish_version(version=draft.draft, by=None)
    for change in (
        lambda: services.add_pdf(activity=lesson, attachment=pdf, title="x", by=None),
        lambda: services.add_video_link(activity=lesson, link=LINK, title="x", minutes=1, by=None),
        lambda: services.change_media(activity=lesson, block=lesson.blocks[2], attachment=pdf, by=None),
    ):
        refused(change, "frozen")
    assert AttachmentUse.objects.filter(attachment=pdf).count() == 0


def test_the_weight_of_a_lesson_parts_what_is_loaded_at_once_from_what_is_asked_for(draft, lesson):
    add_all(draft, lesson)
    shrunk = services.shrink_picture(picture_file())
    picture = services.store_picture(module=draft, shrunk=shrunk, name="peta.png", by=None)
    services.add_picture(activity=lesson, picture=picture, alt="Peta", by=None)
    lesson.refresh_from_db()
    now, later = queries.weight_of(lesson)
    words = sum(len(block.get("html", "").encode()) for block in lesson.blocks)
    captions = Attachment.objects.get(kind="captions").file.size
    assert now == words + captions + len(shrunk.content)
    assert later == sum(each.file.size for each in Attachment.objects.exclude(kind="captions"))


def test_a_discussion_is_guided_by_text_and_may_hold_what_a_lesson_holds(draft):
    talk = services.add_activity(version=draft.draft, kind="discussion", title="Pengalaman", by=None)
    assert queries.activity_faults(talk) == ["Pengalaman belum berisi teks pemandu."]
    services.add_pdf(activity=talk, attachment=files.attachment(draft, "pdf"), title="x", words="Isi", by=None)
    services.add_text(activity=talk, text="Ceritakan satu konflik di tempat kerja Anda.", by=None)
    talk.refresh_from_db()
    assert queries.activity_faults(talk) == []
    services.publish_version(version=draft.draft, by=None)
