"""Kegagalan pelindungan data: whom it affects, the list, the words with which they are told in time."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.access import administered_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.formatting import format_moment, format_number
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.spreadsheets import Column, write_xlsx
from bangkom.privacy import queries, services
from bangkom.privacy.forms import BreachForm
from bangkom.privacy.models import Breach
from bangkom.privacy.words import PAGES

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Role.ADMINISTRATOR)
@operation
def breaches(request: HttpRequest) -> HttpResponse:
    """What was noted, and the form to note one."""
    agency = administered_agency(request)
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.note_breach(agency=agency, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tercatat. Beri tahu yang terdampak sebelum batas waktunya."))
            return redirect("privacy:breach", made.pk)
    context = {
        "form": form,
        "found": Breach.objects.visible_to(request.user)[:PER_PAGE],
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Kegagalan pelindungan data"), "")],
    }
    with timezone.override(clock.zone_of(agency)):
        return render(request, "privacy/breaches.html", context, status=422 if form.errors else 200)


@requires(Role.ADMINISTRATOR)
@require_safe
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom it affects, until when they must be told, and the words to tell them."""
    found = get_object_or_404(Breach.objects.visible_to(request.user).select_related("agency", "noted_by"), pk=pk)
    page = Paginator(queries.affected(found), PER_PAGE).get_page(request.GET.get("halaman"))
    note_reads(request, [person.pk for person in page])
    with timezone.override(clock.zone_of(found.agency)):
        context = {
            "breach": found,
            "page": page,
            "where": PAGES.get(found.page, ""),
            "letter": letter(found),
            "crumbs": [
                (_("Kegagalan pelindungan data"), reverse("privacy:breaches")),
                (format_moment(found.noticed_at, "pendek"), ""),
            ],
        }
        return render(request, "privacy/breach.html", context)


def letter(breach: Breach) -> str:
    """The draft of the notification that the law asks for: what data, when and how, what was done about it."""
    text = _(
        "Pemberitahuan kegagalan pelindungan data pribadi\n\n"
        "Yth. Bapak/Ibu,\n\n"
        "%(agency)s memberitahukan bahwa data pribadi Anda pada sistem pengembangan kompetensi diduga terbuka "
        "bagi orang yang tidak berhak, antara %(from)s dan %(until)s.\n\n"
        "Yang terjadi: %(what)s\n\n"
        "Data yang terdampak: nama, NIP, jabatan, unit kerja, dan catatan pelatihan.\n\n"
        "Yang sudah kami lakukan: %(handled)s\n\n"
        "Yang dapat Anda lakukan: ganti kata sandi Anda, dan laporkan kepada kami bila ada yang menghubungi Anda "
        "dengan data itu.\n\n"
        "Pemberitahuan ini disampaikan menurut UU 27/2022 tentang Pelindungan Data Pribadi."
    )
    return text % {
        "agency": breach.agency.organizer_name,
        "from": format_moment(breach.began_at),
        "until": format_moment(breach.ended_at),
        "what": breach.what,
        "handled": breach.handled or _("(isi di sini)"),
    }


@requires(Role.ADMINISTRATOR)
@require_safe
def breach_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of those affected, to tell them: name, NIP, unit, official mail."""
    found = get_object_or_404(Breach.objects.visible_to(request.user).select_related("agency"), pk=pk)
    people = list(queries.affected(found).prefetch_related("employments__unit"))
    note_reads(request, [person.pk for person in people])
    services.record_list_taken(breach=found, people=len(people), by=request.user)
    rows = []
    for person in people:
        employments = sorted(person.employments.all(), key=lambda each: each.pk)
        last = employments[-1] if employments else None
        rows.append([person.full_name, last.number if last else "", last.unit.name if last else "", person.email])
    headers = [Column(_("Nama"), 40), Column(_("NIP"), 22), Column(_("Unit kerja"), 40), Column(_("Surel dinas"), 36)]
    content = write_xlsx(
        headers,
        rows,
        sheet=_("Terdampak"),
        title=ngettext("%(n)s orang", "%(n)s orang", len(people)) % {"n": format_number(len(people))},
    )
    sent = {"Content-Disposition": f'attachment; filename="terdampak-{found.pk}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=sent)
