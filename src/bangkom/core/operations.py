"""A form or sync sent twice changes nothing the second time.

Every form carries a fresh id (`{% operation %}`). The view, wrapped in `@operation`, runs in one transaction with the
operation's row: the same id with the same body gets the stored reply, with another body 422, and while the first is
still being worked on 409. A reply that is not a success (invalid form) is not stored: the corrected form may use the
id again.
"""

import hashlib
import uuid
from functools import wraps

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from bangkom.core.access import View
from bangkom.core.models import Operation

FIELD = "op_id"
IGNORED = {FIELD, "csrfmiddlewaretoken"}


class _NotStored(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def body_hash(request: HttpRequest) -> str:
    """A digest of what was asked: path, fields, and the files' bytes."""
    digest = hashlib.sha256(request.path.encode())
    for key in sorted(set(request.POST) - IGNORED):
        digest.update(repr((key, request.POST.getlist(key))).encode())
    for key in sorted(request.FILES):
        for upload in request.FILES.getlist(key):
            digest.update(repr((key, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def operation(view: View) -> View:
    """Make a view's POST harmless to repeat. GET passes through."""

    @wraps(view)
    def once(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            op_id = uuid.UUID(request.POST.get(FIELD, ""))
        except ValueError:
            return refuse(request, 422, _("Formulir ini tidak lengkap. Muat ulang halaman, lalu kirim lagi."))
        asked = body_hash(request)
        try:
            with transaction.atomic():
                row, fresh = claim(op_id, request, asked)
                if not fresh:
                    return repeated(request, row, asked)
                response = view(request, *args, **kwargs)
                if response.status_code >= 400:
                    raise _NotStored(response)
                row.reply_status = response.status_code
                row.reply = reply_of(response)
                row.save(update_fields=["reply_status", "reply"])
                return response
        except _NotStored as outcome:
            return outcome.response

    once.is_operation = True  # type: ignore[attr-defined]
    return once


def claim(op_id: uuid.UUID, request: HttpRequest, asked: str) -> tuple[Operation, bool]:
    """The operation's row, and whether it is new. On PostgreSQL a second sender waits here until the first commits."""
    user = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            return Operation.objects.create(op_id=op_id, user=user, path=request.path[:300], body_hash=asked), True
    except IntegrityError:
        return Operation.objects.get(op_id=op_id), False


def reply_of(response: HttpResponse) -> dict[str, str]:
    """What is kept of a reply, to give it again: where it led, or else the page itself."""
    if response.get("Location"):
        return {"location": response["Location"]}
    if "no-store" in response.get("Cache-Control", ""):
        return {}  # holds a secret, such as an invitation code
    return {"body": response.content.decode(), "type": response["Content-Type"]}


def repeated(request: HttpRequest, row: Operation, asked: str) -> HttpResponse:
    """The answer to an operation that came before."""
    if row.user_id != request.user.pk or row.body_hash != asked:
        return refuse(
            request,
            422,
            _("Formulir ini sudah pernah dikirim dengan isi lain. Muat ulang halaman, lalu isi lagi."),
        )
    if row.reply_status is None:
        return refuse(request, 409, _("Kiriman pertama masih dikerjakan. Tunggu sebentar, lalu muat ulang halaman."))
    if row.reply.get("location"):
        messages.info(request, _("Ini sudah disimpan sebelumnya. Tidak ada yang berubah lagi."))
        return HttpResponseRedirect(row.reply["location"])
    if not row.reply:
        return refuse(request, 409, _("Formulir ini sudah dikerjakan, dan hasilnya hanya tampil sekali."))
    return HttpResponse(row.reply["body"], status=row.reply_status, content_type=row.reply["type"])


def refuse(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return render(request, "refused.html", {"words": words}, status=status)
