"""Pages for tests of what surrounds every page: access, operations, refusals."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from bangkom.core.access import public, requires
from bangkom.core.errors import Refused
from bangkom.core.models import Agency, Event, Role
from bangkom.core.operations import operation
from bangkom.core.services import record_event


@public
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>terbuka</p>")


def for_accounts(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>dalam</p>")


@requires(Role.ORGANIZER, Role.ADMINISTRATOR)
def for_staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>penyelenggara</p>")


@operation
def note(request: HttpRequest) -> HttpResponse:
    """Writes down what was sent; `kosong` is an invalid form, `tolak` a refusal, `hilang` an object of others."""
    text = request.POST.get("text", "")
    if request.method == "GET":
        return HttpResponse("<form></form>")
    agency = Agency.objects.first()
    record_event(verb="test.noted", message=text, subject=agency, agency=agency, by=request.user)
    if text == "kosong":
        return HttpResponse("<p>isi dulu</p>", status=422)
    if text == "tolak":
        raise Refused("Tidak bisa.")
    if text == "hilang":
        raise Http404
    return redirect("/catatan/")


def notes() -> list[str]:
    return list(Event.objects.filter(verb="test.noted").values_list("message", flat=True))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("rahasia")


def long(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>panjang</p>" * 500)


handler400 = "bangkom.core.views.bad_request"
handler403 = "bangkom.core.views.forbidden"
handler404 = "bangkom.core.views.not_found"
handler500 = "bangkom.core.views.server_error"

urlpatterns = [
    path("terbuka/", for_all),
    path("dalam/", for_accounts),
    path("penyelenggara/", for_staff),
    path("catatan/", note),
    path("rusak/", public(broken)),
    path("panjang/", public(long)),
    path("", include("bangkom.config.urls")),
]
