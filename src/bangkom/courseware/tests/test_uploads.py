"""What may be attached is told by its bytes; what is refused says why."""

import io
import struct
import zipfile
import zlib

import pytest

from bangkom.courseware.tests import files
from bangkom.courseware.uploads import NotTaken, Verdict
from bangkom.courseware.uploads.captions import MOST_BYTES, read_captions
from bangkom.courseware.uploads.documents import judge_file
from bangkom.courseware.uploads.media import judge_audio, judge_video
from bangkom.courseware.uploads.pdf import judge_pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"


def refused(call):
    with pytest.raises(NotTaken) as refusal:
        call()
    return refusal.value.code


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (files.pdf(), "pdf"),
        (files.xlsx(), "xlsx"),
        (files.office("word/document.xml"), "docx"),
        (files.office("ppt/presentation.xml"), "pptx"),
        (files.open_document("text"), "odt"),
        (files.open_document("spreadsheet"), "ods"),
        (files.open_document("presentation"), "odp"),
        (b"Langkah pertama: dengarkan.\n", "txt"),
    ],
)
def test_papers_are_known_by_their_content_whatever_their_name(content, suffix):
    assert judge_file(content, "foto.exe").suffix == suffix


def test_only_the_name_tells_a_table_from_plain_text():
    content = b"Nama;Peran\nSiti;Mediator\n"
    assert judge_file(content, "peran.CSV") == Verdict("csv", "text/csv")
    assert judge_file(content, "peran.txt") == Verdict("txt", "text/plain")
    assert judge_file(b"Satu baris tanpa kolom\n", "peran.csv").suffix == "txt"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "other_kind"),
        (b"   \n", "other_kind"),
        (SVG, "other_kind"),
        (b"\xef\xbb\xbf  " + HTML, "other_kind"),
        (b"<?xml version='1.0'?><a/>", "other_kind"),
        (HTML.decode().encode("utf-16"), "other_kind"),
        (b"MZ\x90\x00\x03" + bytes(300), "other_kind"),
        (b"\x7fELF" + bytes(300), "other_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (files.archive({"a.txt": b"x"}), "other_kind"),
        (files.archive({"mimetype": b"application/epub+zip", "content.xml": b"x"}), "other_kind"),
        (files.xlsx()[:-30], "damaged"),
        (files.xlsx() + HTML, "damaged"),
        (files.office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macro"),
        (files.office("word/document.xml", b"<Override ContentType='x.macroEnabled.main+xml'/>"), "macro"),
        (
            files.office(
                "word/document.xml",
                **{"word/_rels/settings.xml.rels": b"<R Type='.../attachedTemplate' TargetMode='External'/>"},
            ),
            "macro",
        ),
        (files.office("word/document.xml", **{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "damaged"),
        (files.office("word/document.xml", **{"../../etc/passwd": b"x"}), "damaged"),
    ],
)
def test_what_is_no_paper_or_could_act_by_itself_is_refused(content, code):
    assert refused(lambda: judge_file(content)) == code


def test_a_small_archive_that_unfolds_into_a_huge_one_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b"<doc/>")
        for number in range(5):
            made.writestr(f"word/media/{number}.bin", bytes(50 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert refused(lambda: judge_file(out.getvalue())) == "archive_too_large"


def test_an_archive_that_lies_about_its_sizes_is_refused():
    content = bytearray(files.office("word/document.xml", **{"word/big.bin": bytes(100_000)}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(lambda: judge_file(bytes(content))) == "damaged"


def test_a_locked_office_file_is_refused():
    content = bytearray(files.office("word/document.xml"))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.rfind(mark) + at] |= 1
    assert refused(lambda: judge_file(bytes(content))) == "encrypted"


def test_a_pdf_says_how_many_pages_it_has():
    assert judge_pdf(files.pdf(12)).pages == 12


def test_pages_are_read_where_they_are_packed():
    tree = b"1 0 << /Type /Pages /Kids [5 0 R] /Count 40 >>"
    assert judge_pdf(files.pdf(0, packed=tree)).pages == 40


def test_the_bookmarks_of_a_pdf_are_not_its_pages():
    assert judge_pdf(files.pdf(2, extra=b"/Outlines << /Type /Outlines /Count 99 >>")).pages == 2


def test_a_font_whose_name_only_looks_like_a_program_is_none():
    assert judge_pdf(files.pdf(extra=b"/Font << /JS1 9 0 R /Launcher 8 0 R >>")).pages == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "active"),
        (files.pdf(extra=b"/OpenAction << /S /J#61vaScript >>"), "active"),
        (files.pdf(packed=b"9 0 << /S /Launch /F (cmd.exe) >>"), "active"),
        (files.pdf(extra=b"/Names << /EmbeddedFiles 7 0 R >>"), "active"),
        (files.pdf(extra=b"/Encrypt 8 0 R"), "locked"),
        (files.pdf().replace(b"%%EOF", b""), "cut_off"),
        (b"\n" + files.pdf(), "other_kind"),
        (HTML + files.pdf(), "other_kind"),
        (files.pdf() + files.archive({"a": b"x"}), "other_kind"),
        (b"%PDF-1.7\n" + SVG, "cut_off"),
        (b"", "empty"),
        (files.xlsx(), "other_kind"),
    ],
)
def test_a_pdf_that_acts_is_locked_or_two_things_at_once_is_refused(content, code):
    assert refused(lambda: judge_pdf(content)) == code


def test_what_a_pdf_packs_must_unpack_within_bounds():
    good = files.pdf(packed=b"x" * 1000)
    body = zlib.compress(b"x" * 1000)
    assert refused(lambda: judge_pdf(good.replace(body, b"?" * len(body)))) == "unreadable"
    assert refused(lambda: judge_pdf(files.pdf(packed=bytes(65 * 1024 * 1024)))) == "unreadable"


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (files.mp3(4), Verdict("mp3", "audio/mpeg", seconds=4)),
        (files.mp3(4) + b"TAG" + bytes(125), Verdict("mp3", "audio/mpeg", seconds=4)),
        (files.ogg(61), Verdict("ogg", "audio/ogg", seconds=61)),
        (files.m4a(90), Verdict("m4a", "audio/mp4", seconds=90)),
    ],
)
def test_recordings_are_known_with_their_length(content, verdict):
    assert judge_audio(content) == verdict


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (files.mp4(200), Verdict("mp4", "video/mp4", seconds=200, width=320, height=240)),
        (files.webm(65), Verdict("webm", "video/webm", seconds=65, width=640, height=360)),
    ],
)
def test_films_are_known_with_their_length_and_size(content, verdict):
    assert judge_video(content) == verdict


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100), "wav"),
        (files.mp4(), "is_video"),
        (files.mp4(5, ((b"soun", b"alac"),)), "codec"),
        (files.ogg().replace(b"OpusHead", b"fishHead"), "codec"),
        (files.ogg()[:-10], "damaged"),
        (files.ogg() + HTML, "damaged"),
        (files.mp3() + HTML * 100, "other_kind"),
        (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + HTML, "other_kind"),
        (b"\xff\xf3\x44\xc4" + HTML * 20, "other_kind"),
        (HTML, "other_kind"),
        (SVG, "other_kind"),
        (b"", "other_kind"),
    ],
)
def test_what_is_no_recording_for_phones_is_refused(content, code):
    assert refused(lambda: judge_audio(content)) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (files.mp4(5, ((b"vide", b"hvc1"),)), "codec"),
        (files.m4a(), "no_picture"),
        (files.mp4().replace(b"ftypisom", b"ftypqt  "), "other_kind"),
        (files.mp4()[:-5], "damaged"),
        (files.mp4() + HTML, "damaged"),
        (files.mp4() + files.box(b"html", HTML), "other_kind"),
        (files.box(b"ftyp", b"isom", bytes(4)) + files.box(b"moov"), "damaged"),
        (files.webm(doc_type=b"matroska"), "other_kind"),
        (files.webm(codec=b"V_MPEG4/ISO/AVC"), "codec"),
        (files.webm()[:-3], "damaged"),
        (files.webm() + HTML, "damaged"),
        (b"\x1a\x45\xdf\xa3" + bytes(50), "damaged"),
        (b"GIF89a" + bytes(100), "other_kind"),
        (SVG, "other_kind"),
        (b"", "other_kind"),
    ],
)
def test_what_is_no_film_for_phones_is_refused(content, code):
    assert refused(lambda: judge_video(content)) == code


def test_the_length_of_a_film_may_be_unknown():
    assert judge_video(files.webm(0)).seconds == 0


def test_captions_are_written_afresh_with_times_and_plain_words_only():
    given = (
        "WEBVTT\nKind: captions\n\nSTYLE\n::cue { background: url(x) }\n\nNOTE rahasia\n\n"
        "1\n00:01.000 --> 00:02.500 line:0 position:20%\n<v Siti><b>Saya & kami</b> <script>\n\n"
        "01:02:03.000 --> 01:02:04.000\nDua\nbaris\n"
    )
    made = read_captions(given.encode())
    assert made.cues == 2
    assert made.words == "Saya & kami\nDua baris"
    assert made.content.decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nSaya &amp; kami\n\n01:02:03.000 --> 01:02:04.000\nDua\nbaris\n"
    )


def test_captions_of_the_subrip_kind_become_webvtt():
    given = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nHalo\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nApa kabar\r\n"
    )
    assert read_captions(given.encode()).content.startswith(b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHalo\n")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_captions"),
        (b"WEBVTT\n", "not_captions"),
        (HTML, "not_captions"),
        (b"\xff\xfe\x00\x01", "not_captions"),
        (b"WEBVTT\n\n00:99.000 --> 01:00.000\nx\n", "not_captions"),
        (b"WEBVTT\n\n00:05.000 --> 00:04.000\nx\n", "captions_order"),
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny\n", "captions_order"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n", "not_captions"),
        (b"W" * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_captions_that_make_no_sense_are_refused(content, code):
    assert refused(lambda: read_captions(content)) == code
