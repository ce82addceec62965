"""Requests of people about their data, for those who keep their unit; the register of processing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.access import acting_agency, requires
from bangkom.core.errors import Refused
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.serving import upload_response
from bangkom.core.spreadsheets import Column, write_xlsx
from bangkom.people.models import Person
from bangkom.privacy import fields, queries, services
from bangkom.privacy.forms import ReasonForm
from bangkom.privacy.models import KEEPERS, Correction, Erasure, State

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Permintaan tentang data"), reverse("privacy:requests")), *more]


@requires(*KEEPERS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the one that is due first on top; then what was answered."""
    waiting = queries.waiting_requests(request.user)
    corrections = Correction.objects.kept_by(request.user).exclude(state=State.WAITING)
    answered = list(corrections.select_related("person")[:SHOWN])
    answered += list(
        Erasure.objects.kept_by(request.user).exclude(state=State.WAITING).select_related("person")[:SHOWN]
    )
    for each in [*waiting, *answered]:
        is_correction = isinstance(each, Correction)
        each.address = reverse("privacy:correction" if is_correction else "privacy:erasure", args=[each.pk])
        each.title = (
            _("Perbaikan: %(field)s") % {"field": fields.LABELS.get(each.field, each.field)}
            if is_correction
            else _("Penghapusan data")
        )
    note_reads(request, [each.person_id for each in [*waiting, *answered]])
    answered.sort(key=lambda each: each.decided_at or each.asked_at, reverse=True)
    context = {"waiting": waiting, "answered": answered[:SHOWN]}
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "privacy/requests.html", context)


@requires(*KEEPERS)
@operation
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the value as it is, as it should be, the proof; granted or refused with a reason."""
    found = get_object_or_404(Correction.objects.kept_by(request.user).select_related("person", "decided_by"), pk=pk)
    note_reads(request, [found.person_id])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_correction(
                correction=found,
                accepted="kabulkan" in request.POST,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jawaban tersimpan dan diberitahukan."))
            return redirect("privacy:requests")
    context: dict[str, Any] = {
        "correction": found,
        "field": fields.LABELS.get(found.field, found.field),
        "is_simple": found.field in fields.SIMPLE,
        "employee": found.person.employments.order_by("pk").last(),
        "form": form,
        "crumbs": crumbs((found.person.name, "")),
    }
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "privacy/correction.html", context, status=422 if form.errors else 200)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a request, for whoever asked and for those who decide."""
    found = get_object_or_404(Correction.objects.visible_to(request.user).select_related("proof", "person"), pk=pk)
    if found.proof is None:
        raise Http404
    if found.person.user_id != request.user.pk:
        note_reads(request, [found.person_id])
    return upload_response(found.proof, name=f"bukti-perbaikan-{found.pk}", download="unduh" in request.GET)


@requires(*KEEPERS)
@operation
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask that a person's data be erased: what goes, what stays and why."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    note_reads(request, [person.pk])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_erasure(person=person, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Permintaan tercatat. Orang kedua menyetujuinya."))
            return redirect("privacy:erasure", made.pk)
    context = {
        "form": form,
        "person": person,
        "lines": services.preview(person),
        "waiting": Erasure.objects.visible_to(request.user).filter(person=person, state=State.WAITING).first(),
        "crumbs": crumbs((person.name, "")),
    }
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@requires(*KEEPERS)
@operation
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """One request to erase: the second person looks at what goes and stays, then confirms or refuses."""
    found = get_object_or_404(
        Erasure.objects.kept_by(request.user).select_related("person", "asked_by", "decided_by"), pk=pk
    )
    note_reads(request, [found.person_id])
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        try:
            if "setujui" in request.POST:
                services.confirm_erasure(erasure=found, by=request.user)
                messages.success(request, _("Data dihapus. Yang wajib disimpan menurut hukum tetap ada."))
                return redirect("privacy:requests")
            if "batal" in request.POST:
                services.withdraw_erasure(erasure=found, by=request.user)
                return redirect("privacy:requests")
            if form.is_valid():
                services.refuse_erasure(erasure=found, reason=form.cleaned_data["reason"], by=request.user)
                messages.success(request, _("Permintaan ditolak."))
                return redirect("privacy:requests")
        except Refused as refusal:
            form.errors.clear()
            form.add_error(None, str(refusal))
    context = {
        "erasure": found,
        "lines": services.preview(found.person) if found.state == State.WAITING else [],
        "may_decide": found.state == State.WAITING and found.asked_by_id != request.user.pk,
        "form": form,
        "crumbs": crumbs((found.person.name, "")),
    }
    with timezone.override(clock.zone_of(acting_agency(request))):
        return render(request, "privacy/erasure.html", context, status=422 if form.errors else 200)


@requires(Role.ADMINISTRATOR, Role.OPERATOR)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Catatan pemrosesan: which tables hold what about people, for what and how long. Also as a workbook."""
    rows = queries.register()
    if request.GET.get("format") == "xlsx":
        headers = [
            Column(_("Data"), 36),
            Column(_("Untuk apa"), 60),
            Column(_("Disimpan"), 50),
            Column(_("Isian"), 60),
            _("Tabel"),
        ]
        lines = (
            [each.title, each.purpose, each.retention, ", ".join(name for name, _why in each.fields), each.table]
            for each in rows
        )
        content = write_xlsx(headers, lines, sheet=_("Catatan pemrosesan"))
        sent = {"Content-Disposition": 'attachment; filename="catatan-pemrosesan.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=sent)
    context = {"rows": rows, "crumbs": [(_("Pengaturan"), reverse("console")), (_("Catatan pemrosesan"), "")]}
    return render(request, "privacy/register.html", context)
