"""What must hold of a zip file before any parser may open it. Pure; refuses, never repairs."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from typing import BinaryIO

from .tables import Limits, SpreadsheetRefused

CHUNK = 256 * 1024
_STORED_OR_DEFLATED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DECLARATIONS = tuple(
    needle.encode(encoding) for needle in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _DECLARATIONS)) - 1


def check_workbook(file: BinaryIO, limits: Limits) -> None:
    """Raise SpreadsheetRefused unless `file` is a plain XLSX archive within the limits.

    The directory is judged first (names, links, encryption, number of entries), then every entry is
    inflated and its real bytes are counted: the sizes that the directory claims prove nothing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            check_directory(entries, limits)
            _check_kind(archive, {entry.filename for entry in entries})
            inflate_all(archive, entries, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise SpreadsheetRefused("damaged_archive") from None


def check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise SpreadsheetRefused("archive_too_large")
    seen: set[str] = set()
    for entry in entries:
        # The raw name: zipfile itself already mends separators and cuts at NUL in `filename`.
        name = entry.orig_filename
        parts = name.split("/")
        if (
            not name
            or name.startswith("/")
            or "\\" in name
            or "\x00" in name
            or ".." in parts
            or ":" in parts[0]
            or name.casefold() in seen
        ):
            raise SpreadsheetRefused("unsafe_archive")
        seen.add(name.casefold())
        if entry.flag_bits & 0x1:
            raise SpreadsheetRefused("encrypted")
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise SpreadsheetRefused("unsafe_archive")
        if entry.compress_type not in _STORED_OR_DEFLATED:
            raise SpreadsheetRefused("damaged_archive")


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "mimetype" in names and "content.xml" in names:
        raise SpreadsheetRefused("ods")
    if "xl/workbook.bin" in names:
        raise SpreadsheetRefused("xlsb")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise SpreadsheetRefused("not_spreadsheet")
    with archive.open("[Content_Types].xml") as part:
        types = part.read(1024 * 1024)
    lowered = {name.casefold() for name in names}
    if b"macroEnabled" in types or any("vbaproject" in name or "/macrosheets/" in name for name in lowered):
        raise SpreadsheetRefused("macro")


def inflate_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for entry in entries:
        is_xml = entry.filename.casefold().endswith(_XML_SUFFIXES)
        tail = b""
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > limits.max_inflated_bytes:
                    raise SpreadsheetRefused("archive_too_large")
                if is_xml:
                    window = tail + chunk
                    if any(needle in window for needle in _DECLARATIONS):
                        raise SpreadsheetRefused("xml_entities")
                    tail = window[-_OVERLAP:]


_ROW = re.compile(rb'<row [^>]*?r="(\d+)"[^>]*>')
_SHEET = re.compile(rb"<(?:\w+:)?sheet [^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")


def hidden_rows(path: str, sheet: int, body: int) -> int:
    """How many rows from `body` on are hidden in the sheet of this place (from 0); 0 where the archive does not say."""
    with zipfile.ZipFile(path) as archive:
        name = _part_of_sheet(archive, sheet)
        if name not in archive.namelist():
            return 0
        found, tail = 0, b""
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                window = tail + chunk
                whole = window.rfind(b">") + 1
                for row in _ROW.finditer(window, 0, whole):
                    found += b'hidden="1"' in row[0] and int(row[1]) >= body
                tail = window[whole:]
    return found


def _part_of_sheet(archive: zipfile.ZipFile, sheet: int) -> str:
    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    relation = re.search(rb'r:id="([^"]+)"', sheets[sheet]) if sheet < len(sheets) else None
    if relation is None or "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return ""
    for found in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if b'Id="' + relation[1] + b'"' in found and (target := re.search(rb'Target="([^"]+)"', found)):
            part = target[1].decode()
            return part.removeprefix("/") if part.startswith("/") else f"xl/{part}"
    return ""
