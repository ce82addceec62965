"""Small true files of every kind that authors attach, made by hand; and attachments made of them."""

import io
import struct
import zipfile
import zlib

from bangkom.core.spreadsheets import write_xlsx
from bangkom.courseware.models import Attachment, Module
from bangkom.courseware.services import judge_upload, store_attachment

OPUS_SECONDS = 48_000
Tracks = tuple[tuple[bytes, bytes], ...]
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.000\nMendengar dulu.\n\n00:03.500 --> 00:05.000\nLalu bertanya.\n"


def pdf(pages: int = 3, extra: bytes = b"", packed: bytes = b"") -> bytes:
    """A PDF with so many pages; `extra` stands in its catalogue, `packed` in a compressed object stream."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    parts = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n" % extra,
        b"2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n" % (kids, pages),
    ]
    parts += [b"%d 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n" % (3 + n) for n in range(pages)]
    if packed:
        body = zlib.compress(packed)
        head = b"90 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
        parts.append(head + body + b"\nendstream\nendobj\n")
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def xlsx() -> bytes:
    """A workbook as our own lists are written."""
    return write_xlsx(["Pihak", "Kepentingan"], [["Warga", "Air bersih"]])


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def office(part: str, types: bytes = b"<Types/>", **more: bytes) -> bytes:
    """An office file by its main part, such as `word/document.xml`."""
    return archive({"[Content_Types].xml": types, part: b"<doc/>", **more})


def open_document(kind: str = "text") -> bytes:
    declared = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": declared, "content.xml": b"<office/>"})


def mp3(seconds: int = 4) -> bytes:
    """Silence at 32 kbit/s and 24 kHz, behind a name."""
    frame = b"\xff\xf3\x44\xc4" + bytes(92)
    name = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)
    return name + frame * (seconds * 24_000 // 576 + 1)


def ogg(seconds: int = 4) -> bytes:
    """Three pages of Opus."""

    def page(position: int, content: bytes) -> bytes:
        head = b"OggS\x00\x00" + struct.pack("<q", position) + bytes(12)
        return head + bytes([1, len(content)]) + content

    return page(0, b"OpusHead" + bytes(11)) + page(0, b"OpusTags" + bytes(8)) + page(seconds * OPUS_SECONDS, bytes(50))


def box(kind: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return struct.pack(">I", len(content) + 8) + kind + content


def mp4(
    seconds: int = 200, tracks: tuple[tuple[bytes, bytes], ...] = ((b"vide", b"avc1"), (b"soun", b"mp4a"))
) -> bytes:
    """Boxes of a film, or with a sound track alone of an M4A; the pictures themselves are zeros."""
    header = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    made = []
    for handler, codec in tracks:
        size = struct.pack(">II", 320 << 16, 240 << 16) if handler == b"vide" else bytes(8)
        described = box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(8))))
        media = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", described))
        made.append(box(b"trak", box(b"tkhd", bytes(76), size), media))
    start = box(b"ftyp", b"isom", bytes(4), b"isom")
    return start + box(b"moov", header, *made) + box(b"mdat", bytes(range(256)) * 8)


def m4a(seconds: int = 90) -> bytes:
    return mp4(seconds, ((b"soun", b"mp4a"),))


def element(kind: int, content: bytes) -> bytes:
    """One element of a WebM; its length in eight bytes."""
    number = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return number + b"\x01" + len(content).to_bytes(7, "big") + content


def webm(seconds: int = 65, codec: bytes = b"V_VP9", doc_type: bytes = b"webm") -> bytes:
    info = element(0x2AD7B1, (1_000_000).to_bytes(3, "big")) + element(0x4489, struct.pack(">d", seconds * 1000.0))
    size = element(0xB0, (640).to_bytes(2, "big")) + element(0xBA, (360).to_bytes(2, "big"))
    track = element(0xAE, element(0x86, codec) + element(0xE0, size))
    segment = element(0x1549A966, info) + element(0x1654AE6B, track) + element(0x1F43B675, bytes(64))
    return element(0x1A45DFA3, element(0x4282, doc_type)) + element(0x18538067, segment)


NAMES = {"file": "lembar-kerja.xlsx", "pdf": "panduan.pdf", "audio": "dialog.mp3", "video": "mediasi.mp4"}
CONTENTS = {"file": xlsx, "pdf": pdf, "audio": mp3, "video": mp4, "captions": CAPTIONS.encode}


def attachment(module: Module, kind: str, content: bytes | None = None) -> Attachment:
    """A stored attachment of this kind."""
    judged = judge_upload(kind=kind, content=content or CONTENTS[kind](), name=NAMES.get(kind, "takarir.vtt"))
    return store_attachment(module=module, judged=judged, by=None)
