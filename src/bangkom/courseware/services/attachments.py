import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import bangkom
from bangkom.core.errors import Refused
from bangkom.core.models import User
from bangkom.core.services import record_event, store_file
from bangkom.courseware.models import Attachment, Module
from bangkom.courseware.uploads import LIMITS, NotTaken, Verdict
from bangkom.courseware.uploads.captions import read_captions
from bangkom.courseware.uploads.verdict import MIB

WALL_SECONDS = 30


@dataclass(frozen=True)
class Judged:
    """An upload that is taken, with what was found out about it."""

    kind: str
    content: bytes
    name: str
    verdict: Verdict


def judge_upload(*, kind: str, content: bytes, name: str) -> Judged:
    """Tell by its bytes whether a file is the kind of `Attachment` asked for. Not in a transaction: it takes a while.

    Strangers' bytes are looked at in a child process. Captions come back written afresh. Raises `Refused` in plain
    words for what is too heavy (`uploads.LIMITS`), damaged, locked, able to act by itself, or something else.
    """
    if kind == Attachment.Kind.CAPTIONS:
        try:
            return Judged(kind, read_captions(content).content, name, Verdict("vtt", "text/vtt"))
        except NotTaken as refused:
            raise Refused(_words(refused.code, kind), refused.code) from None
    if len(content) > LIMITS[kind]:
        raise Refused(too_big(kind), "too_big")
    said = _ask(kind, content, name)
    if "refused" in said:
        raise Refused(_words(said["refused"], kind), said["refused"])
    return Judged(kind, content, name, Verdict(**said))


def _ask(kind: str, content: bytes, name: str) -> dict:
    source_root = Path(bangkom.__file__).parent.parent
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-s", "-m", "bangkom.courseware.uploads.child", kind, Path(name).suffix[:10]],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"PYTHONPATH": str(source_root), "LC_ALL": "C.UTF-8"},  # nothing of ours is handed on
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_complex"}
    return json.loads(child.stdout) if child.stdout else {"refused": "too_complex"}


def too_big(kind: str) -> str:
    """Why a file is too heavy, and what to do."""
    words = {"mb": LIMITS[kind] // MIB}
    match kind:
        case "video":
            return (
                _("Video ini lebih besar dari %(mb)s MB. Simpan ulang dengan mutu 240p atau 360p, atau bagi dua.")
                % words
            )
        case "audio":
            return (
                _("Audio ini lebih besar dari %(mb)s MB. Simpan ulang dengan mutu lebih rendah, atau bagi dua.") % words
            )
    return _("Berkas ini lebih besar dari %(mb)s MB. Kecilkan dulu, lalu unggah lagi.") % words


def _words(code: str, kind: str) -> str:
    """Why a file was refused, and what to do."""
    match code:
        case "locked" | "encrypted":
            return _("Berkas ini dikunci dengan kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi.")
        case "active":
            return _(
                "PDF ini memuat program, formulir lama, atau berkas tersembunyi. "
                "Cetak ulang ke PDF, lalu unggah hasilnya."
            )
        case "macro":
            return _("Berkas ini memuat makro. Simpan ulang tanpa makro, lalu unggah lagi.")
        case "old_office":
            return _("Ini bentuk Office lama (.doc, .xls, .ppt). Simpan ulang sebagai .docx, .xlsx, atau .pptx.")
        case "archive_too_large":
            return _("Isi berkas ini menjadi terlalu besar saat dibuka. Bagi menjadi beberapa berkas.")
        case "wav":
            return _("WAV terlalu berat bagi HP peserta. Simpan ulang sebagai MP3.")
        case "codec":
            return _(
                "Rekaman ini memakai sandi yang tidak dikenal banyak HP. "
                "Simpan ulang video sebagai MP4 (H.264, AAC), audio sebagai MP3."
            )
        case "is_video":
            return _("Ini video. Tambahkan sebagai bagian video, atau simpan suaranya sebagai MP3.")
        case "no_picture":
            return _("Ini hanya suara. Tambahkan sebagai bagian audio.")
        case "captions_order":
            return _("Waktu dalam berkas takarir tidak berurutan. Perbaiki, lalu unggah lagi.")
        case "cut_off" | "damaged":
            return _("Berkas ini rusak atau terpotong. Simpan ulang, lalu unggah lagi.")
        case "unreadable" | "too_complex":
            return _("Berkas ini tidak bisa diperiksa. Simpan ulang dari program asalnya, lalu unggah lagi.")
    return _not_of_kind(kind)


def _not_of_kind(kind: str) -> str:
    match kind:
        case "pdf":
            return _("Berkas ini bukan PDF.")
        case "audio":
            return _("Berkas ini bukan audio MP3, M4A, atau Ogg.")
        case "video":
            return _("Berkas ini bukan video MP4 atau WebM.")
        case "captions":
            return _("Berkas ini bukan takarir WebVTT (.vtt) atau SubRip (.srt), atau lebih besar dari 512 KB.")
    return _("Jenis berkas ini tidak diterima. Yang diterima: PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, CSV, dan TXT.")


@transaction.atomic
def store_attachment(*, module: Module, judged: Judged, by: User | None) -> Attachment:
    """Keep a judged upload for a module's lessons."""
    verdict = judged.verdict
    stored = store_file(
        content=judged.content, name=judged.name, content_type=verdict.content_type, agency=module.agency, by=by
    )
    attachment = Attachment.objects.create(
        module=module,
        file=stored,
        kind=judged.kind,
        suffix=verdict.suffix,
        pages=verdict.pages,
        seconds=verdict.seconds,
        width=verdict.width,
        height=verdict.height,
    )
    record_event(
        verb="courseware.attachment_stored",
        message=gettext_noop("Berkas %(name)s diunggah"),
        params={"name": judged.name[:100]},
        subject=module,
        agency=module.agency,
        by=by,
    )
    return attachment
