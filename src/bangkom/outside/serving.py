from django.http import FileResponse

from bangkom.core.services import open_stored
from bangkom.outside.models import Evidence
from bangkom.outside.uploads import KINDS

# What a stranger sent may be shown by the browser's own viewer, inside our review page, and do nothing else.
POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def evidence_response(evidence: Evidence, *, download: bool) -> FileResponse:
    """The bytes as they were sent, for a reader whose right to them was checked; under the type that we found.

    The name is ours: the sender's is shown, but never steers a browser.
    """
    kind = next(each for each in KINDS if each.content_type == evidence.file.content_type)
    response = FileResponse(
        open_stored(evidence.file),
        as_attachment=download,
        filename=f"bukti-{evidence.pk}.{kind.suffix}",
        content_type=kind.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
