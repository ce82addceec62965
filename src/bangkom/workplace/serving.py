from django.http import FileResponse

from bangkom.core.services import open_stored
from bangkom.core.serving import POLICY, upload_response
from bangkom.workplace.models import Evidence


def evidence_response(evidence: Evidence, *, download: bool) -> FileResponse:
    """The bytes of a piece of evidence, for a reader whose right to it was checked; under a name of ours."""
    name = f"aktualisasi-{evidence.pk}"
    if not evidence.is_picture:
        return upload_response(evidence.file, name=name, download=download)
    response = FileResponse(
        open_stored(evidence.file),
        as_attachment=download,
        filename=f"{name}.webp",
        content_type=evidence.file.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
