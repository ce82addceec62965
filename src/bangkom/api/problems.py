"""Refusals as problem details (RFC 9457): one shape for every error, in the reader's language."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from bangkom.core.errors import Refused

log = logging.getLogger("bangkom.api")

MEDIA_TYPE = "application/problem+json"
FIELDLESS = "request"


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: status, the word in its address, title, and what a program should do about it."""

    status: int
    slug: str
    title: str | Promise
    advice: str | Promise


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(400, "bad-request", _("Permintaan tidak bisa dibaca"), _("Perbaiki bentuk JSON atau tajuknya.")),
        Kind(
            400,
            "operation-id-required",
            _("Idempotency-Key belum ada"),
            _("Kirim UUID baru pada tajuk Idempotency-Key; pakai UUID yang sama bila mengulang."),
        ),
        Kind(
            401,
            "unauthenticated",
            _("Token tidak ada atau tidak berlaku"),
            _("Kirim token yang berlaku pada tajuk Authorization."),
        ),
        Kind(
            403,
            "scope-missing",
            _("Token tidak memuat izin ini"),
            _("Buat token dengan izin yang disebut, atau pakai token lain."),
        ),
        Kind(403, "not-allowed", _("Peran Anda tidak mencakup tindakan ini"), _("Minta peran kepada admin instansi.")),
        Kind(404, "not-found", _("Tidak ditemukan"), _("Objek tidak ada, atau bukan untuk Anda.")),
        Kind(405, "method-not-allowed", _("Metode ini tidak tersedia"), _("Lihat metode pada tajuk Allow.")),
        Kind(
            409,
            "conflict",
            _("Sedang atau sudah dikerjakan"),
            _("Baca keadaan objeknya dahulu, lalu putuskan apakah masih perlu."),
        ),
        Kind(
            412,
            "changed-meanwhile",
            _("Sudah diubah orang lain"),
            _("Baca lagi objeknya, terapkan perubahan Anda, kirim dengan versi yang baru."),
        ),
        Kind(413, "too-large", _("Kiriman terlalu besar"), _("Kirim bagian yang lebih kecil.")),
        Kind(415, "media-type", _("Jenis isi tidak didukung"), _("Kirim JSON, atau multipart untuk berkas.")),
        Kind(422, "invalid", _("Isian tidak benar"), _("Perbaiki isian yang disebut pada errors.")),
        Kind(422, "refused", _("Ditolak"), _("Tidak ada yang berubah; detail menyebut sebabnya, code namanya.")),
        Kind(
            422,
            "operation-id-reused",
            _("Idempotency-Key sudah dipakai untuk isi lain"),
            _("Pakai UUID baru untuk permintaan baru."),
        ),
        Kind(428, "version-required", _("Versi belum disebut"), _("Kirim versi objek pada tajuk If-Match.")),
        Kind(429, "too-many", _("Terlalu banyak permintaan"), _("Tunggu sebanyak detik pada tajuk Retry-After.")),
        Kind(500, "server-error", _("Kesalahan di server"), _("Coba lagi; sebutkan instance kepada admin.")),
        Kind(503, "unavailable", _("Sedang tidak tersedia"), _("Coba lagi sebentar lagi.")),
    )
}

# What was wrong with a field, by the validator's own word for it; the rest is told in general words.
WRONG = {
    "missing": _("Wajib diisi."),
    "extra_forbidden": _("Nama ini tidak dikenal."),
    "string_too_long": _("Terlalu panjang."),
    "string_too_short": _("Terlalu pendek."),
    "string_type": _("Harus berupa teks."),
    "string_pattern_mismatch": _("Bentuknya tidak sesuai."),
    "int_parsing": _("Harus bilangan bulat."),
    "int_type": _("Harus bilangan bulat."),
    "int_from_float": _("Harus bilangan bulat."),
    "bool_parsing": _("Harus true atau false."),
    "bool_type": _("Harus true atau false."),
    "uuid_parsing": _("Harus berupa UUID."),
    "enum": _("Bukan salah satu pilihan."),
    "literal_error": _("Bukan salah satu pilihan."),
    "greater_than_equal": _("Terlalu kecil."),
    "less_than_equal": _("Terlalu besar."),
    "too_long": _("Terlalu banyak."),
    "too_short": _("Terlalu sedikit."),
}
DATES = _("Bukan tanggal atau waktu yang sah (RFC 3339).")
OTHERWISE = _("Nilai ini tidak sesuai.")
# Refusals of services that say "somebody was faster".
MEANWHILE = {"changed_meanwhile"}

Errors = list[dict[str, str]]


@dataclass
class Problem(Exception):
    """Raised where a request ends. `slug` names the kind; `detail` says what happened, in the reader's language."""

    slug: str
    detail: str = ""
    code: str = ""
    errors: Errors = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)


def invalid(name: str, message: str, code: str = "invalid") -> Problem:
    """One field is wrong, for a reason that the shape of the data does not tell."""
    return Problem("invalid", errors=[{"field": name, "message": message, "code": code}])


def problem_of(error: Exception) -> Problem:
    """Any error as a problem. What nobody expected is logged, and told without its words."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        slug = "changed-meanwhile" if error.code in MEANWHILE else "refused"
        return Problem(slug, str(error), code=error.code)
    if isinstance(error, ValidationError):
        return Problem("invalid", errors=[_error(each) for each in error.errors])
    if isinstance(error, DjangoValidationError):
        return Problem("invalid", " ".join(error.messages))
    if isinstance(error, Http404):
        return Problem("not-found")
    if isinstance(error, PermissionDenied):
        return Problem("not-allowed")
    if isinstance(error, RequestDataTooBig):
        return Problem("too-large")
    if isinstance(error, HttpError | BadRequest | SuspiciousOperation):
        return Problem("bad-request")
    log.error("an operation of the API failed", exc_info=error)
    return Problem("server-error")


def _error(found: dict[str, Any]) -> dict[str, str]:
    """A field's fault: where (dotted, without where it was sent), in words, and as the validator calls it."""
    place = [str(part) for part in found["loc"][1:] if part not in {"data", "query", "payload"}]
    kind = str(found["type"])
    words = DATES if kind.startswith(("date", "time")) else WRONG.get(kind, OTHERWISE)
    return {"field": ".".join(place) or FIELDLESS, "message": str(words), "code": kind}


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a reply. `instance` is the id of the request, by which its log lines are found."""
    kind = KINDS[problem.slug]
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/dokumentasi/#{kind.slug}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.advice),
        "instance": f"urn:uuid:{request.request_id}",
    }
    if problem.code:
        body["code"] = problem.code
    if problem.errors:
        body["errors"] = problem.errors
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=kind.status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )
