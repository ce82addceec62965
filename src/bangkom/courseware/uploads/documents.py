"""Papers to download: PDF, the six office formats, tables and plain text. Everything else is refused. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from bangkom.core.spreadsheets.archive import check_directory, inflate_all
from bangkom.core.spreadsheets.tables import Limits, SpreadsheetRefused
from bangkom.core.spreadsheets.text import decode_text

from .pdf import judge_pdf
from .verdict import MIB, NotTaken, Verdict

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_END = b"PK\x05\x06"
ZIP_END_BYTES = 22
UNFOLDED = Limits(max_inflated_bytes=200 * MIB, max_entries=4_000)
OOXML = "application/vnd.openxmlformats-officedocument."
# The part that makes an archive what it is, its suffix and type.
OFFICE = {
    "word/document.xml": ("docx", f"{OOXML}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{OOXML}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{OOXML}presentationml.presentation"),
}
OPEN_DOCUMENT = {
    f"application/vnd.oasis.opendocument.{name}": suffix
    for name, suffix in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}
MACROS = re.compile(r"vbaproject|/activex/|/macrosheets/|^basic/|^scripts/", re.IGNORECASE)
MACRO_TYPES = re.compile(rb"macroEnabled|ms-word\.vba|activeX", re.IGNORECASE)
# A template that the program would fetch from elsewhere may carry what the file itself does not.
REMOTE_TEMPLATE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE)
MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|svg|script|meta|table|div|iframe|!--)", re.IGNORECASE)
SEPARATED = re.compile(r"^[^\n]*[;,\t][^\n]*\n[^\n]*[;,\t]", re.MULTILINE)


def judge_file(content: bytes, name: str = "") -> Verdict:
    """What an attachment is. `name` decides only between a table and plain text. Raises NotTaken."""
    if content.startswith(b"%PDF-"):
        return judge_pdf(content)
    if content.startswith(ZIP_MAGIC):
        return _judge_archive(content)
    if content.startswith(OLE_MAGIC):
        raise NotTaken("old_office")
    return _judge_text(content, name)


def _judge_archive(content: bytes) -> Verdict:
    # Nothing may lie behind the archive: a file that two programs read as two different things is refused.
    if content.rfind(ZIP_END) != len(content) - ZIP_END_BYTES:
        raise NotTaken("damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            check_directory(entries, UNFOLDED)
            verdict = _kind_of_archive(archive, [entry.filename for entry in entries])
            inflate_all(archive, entries, UNFOLDED)
            _refuse_what_acts(archive, entries)
            return verdict
    except SpreadsheetRefused as refused:
        raise NotTaken(refused.code if refused.code in {"archive_too_large", "encrypted"} else "damaged") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise NotTaken("damaged") from None


def _kind_of_archive(archive: zipfile.ZipFile, names: list[str]) -> Verdict:
    if names[:1] == ["mimetype"]:
        with archive.open("mimetype") as part:
            declared = part.read(200).decode("ascii", "replace").strip()
        if declared in OPEN_DOCUMENT and "content.xml" in names:
            return Verdict(OPEN_DOCUMENT[declared], declared)
    if "[Content_Types].xml" in names:
        for part_name, (suffix, content_type) in OFFICE.items():
            if part_name in names:
                return Verdict(suffix, content_type)
    raise NotTaken("other_kind")


def _refuse_what_acts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """No macros, no controls, nothing fetched from elsewhere. The sizes were checked before."""
    for entry in entries:
        if MACROS.search(entry.filename):
            raise NotTaken("macro")
        if entry.filename == "[Content_Types].xml" and MACRO_TYPES.search(archive.read(entry)):
            raise NotTaken("macro")
        if entry.filename.endswith(".rels") and REMOTE_TEMPLATE.search(archive.read(entry)):
            raise NotTaken("macro")


def _judge_text(content: bytes, name: str) -> Verdict:
    try:
        text = decode_text(content)
    except SpreadsheetRefused:
        raise NotTaken("other_kind") from None
    if not text.strip() or MARKUP.match(text):
        raise NotTaken("other_kind")
    if name.lower().endswith(".csv") and SEPARATED.search(text):
        return Verdict("csv", "text/csv")
    return Verdict("txt", "text/plain")
