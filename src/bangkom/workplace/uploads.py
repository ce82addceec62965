"""What becomes of a file that a participant sends: a paper is judged by its bytes, a photo made small."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bangkom.core.errors import Refused
from bangkom.core.formatting import format_size
from bangkom.core.uploads import MOST_BYTES, NotTaken, kind_of
from bangkom.courseware.services import shrink_picture

PDF_STARTS = b"%PDF-"
WEBP = "image/webp"
# Letters on a photographed list stay readable; a phone sends it in seconds.
PHOTO_BYTES = 200 * 1024


@dataclass(frozen=True)
class Ready:
    """A file as it will be kept. `width`, `height` in pixels; None for a paper."""

    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def ready(content: bytes) -> Ready:
    """Check a PDF (kept as it came) or re-encode a JPEG, PNG, WebP without place and camera.

    May take seconds: call it before a transaction begins. Raises `Refused` in plain words.
    """
    if not content:
        raise Refused(_("Berkas ini kosong. Pilih berkas lain."), "empty")
    if not content.startswith(PDF_STARTS):
        shrunk = shrink_picture(content, target=PHOTO_BYTES)
        return Ready(shrunk.content, WEBP, shrunk.width, shrunk.height)
    try:
        return Ready(content, kind_of(content).content_type)
    except NotTaken as refusal:
        if refusal.code == "too_big":
            words = _("PDF ini lebih besar dari %(size)s. Perkecil, lalu kirim lagi.")
            raise Refused(words % {"size": format_size(MOST_BYTES)}, refusal.code) from refusal
        raise Refused(_("PDF ini terpotong atau rusak. Simpan ulang, lalu kirim lagi."), refusal.code) from refusal
