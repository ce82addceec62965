"""Files that somebody sent, given back to a reader whose right to them was checked."""

from django.http import FileResponse

from bangkom.core.models import StoredFile
from bangkom.core.services import open_stored
from bangkom.core.uploads import KINDS

# What a stranger sent may be shown by the browser's own viewer, inside a page of ours, and do nothing else.
POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def upload_response(file: StoredFile, *, name: str, download: bool) -> FileResponse:
    """The bytes as they were sent, under the type that `uploads.kind_of` found.

    `name` is ours, without suffix: the sender's is shown, but never steers a browser.
    """
    kind = next(each for each in KINDS if each.content_type == file.content_type)
    response = FileResponse(
        open_stored(file), as_attachment=download, filename=f"{name}.{kind.suffix}", content_type=kind.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
