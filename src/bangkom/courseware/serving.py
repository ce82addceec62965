from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified

from bangkom.core.services import open_stored
from bangkom.courseware.models import Picture

YEAR = 365 * 24 * 3600


def picture_response(request: HttpRequest, picture: Picture) -> HttpResponse:
    """The bytes of a picture, for a reader whose right to it was checked. They never change: the browser keeps them."""
    etag = f'"{picture.file.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response = FileResponse(open_stored(picture.file), content_type=picture.file.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
