import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.text import slugify

from bangkom.core.services import open_stored
from bangkom.courseware.models import Attachment, Picture

YEAR = 365 * 24 * 3600
CHUNK = 64 * 1024
SHOWN = (Attachment.Kind.PDF, Attachment.Kind.AUDIO, Attachment.Kind.VIDEO, Attachment.Kind.CAPTIONS)
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# What a stranger sent may be shown or played, and do nothing else. A browser's own PDF viewer does not run within
# `sandbox`; its page may load nothing, and PDFs with programs are refused at upload.
PLAIN = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
POLICY = f"{PLAIN}; media-src 'self'; style-src 'unsafe-inline'; sandbox"
PDF_POLICY = f"{PLAIN}; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'"


def picture_response(request: HttpRequest, picture: Picture) -> HttpResponse:
    """The bytes of a picture, for a reader whose right to it was checked. They never change: the browser keeps them."""
    etag = f'"{picture.file.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response = FileResponse(open_stored(picture.file), content_type=picture.file.content_type)
    return _kept(response, etag)


def attachment_response(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """The bytes of a file, for a reader whose right to it was checked: shown or played, or with `?unduh=1` downloaded.

    A part of it where one is asked for, so that a phone can seek in a film (RFC 9110, 14.2). The file's name is made
    of its author's, but never steers a browser.
    """
    stored = attachment.file
    etag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    asked = _part(request, etag, stored.size)
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    start, end, status = asked
    response = StreamingHttpResponse(
        _bytes_of(open_stored(stored), start, end), status=status, content_type=_content_type(attachment)
    )
    response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    inline = attachment.kind in SHOWN and "unduh" not in request.GET
    name = f"{slugify(stored.name.rpartition('.')[0])[:80] or 'berkas'}.{attachment.suffix}"
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    is_pdf = attachment.suffix == "pdf"
    response.headers["Content-Security-Policy"] = PDF_POLICY if is_pdf else POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return _kept(response, etag)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _content_type(attachment: Attachment) -> str:
    """Text says its encoding, and captions are always ours; what an author's text is written in is not known."""
    kind = attachment.file.content_type
    return f"{kind}; charset=utf-8" if attachment.kind == Attachment.Kind.CAPTIONS else kind


def _part(request: HttpRequest, etag: str, size: int) -> tuple[int, int, int] | None:
    """Start, end (exclusive) and status; None for a part that is not there. For several parts at once: the whole."""
    whole = 0, size, 200
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = found.groups()
    if not first and not last:
        return whole
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return (start, end, 206) if start < end else None


def _bytes_of(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk
