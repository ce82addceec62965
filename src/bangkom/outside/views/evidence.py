from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.serving import upload_response
from bangkom.outside import policies, queries, services
from bangkom.outside.forms import CompletionForm, EvidenceForm
from bangkom.outside.models import Evidence


@operation
def evidence(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """A condition that is met on another platform, as its participant sees it: what was sent, what became of it."""
    row = queries.own_row(request.user, enrolment_pk, requirement_pk)
    if row is None:
        raise Http404
    cohort, requirement = row.enrolment.cohort, row.requirement
    timezone.activate(clock.zone_of(cohort.agency))
    latest = queries.latest_evidence(row)
    may_send = policies.may_send_evidence(row)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        requirement=requirement,
        agency=cohort.agency,
        initial=initial_of(latest) if may_send else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.send_evidence(
                row=row,
                content=form.content,
                name=form.cleaned_data["file"].name,
                completion=form.completion(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Bukti terkirim. Panitia memeriksanya, lalu Anda diberi tahu."))
            return redirect("outside:evidence", enrolment_pk, requirement_pk)
    context = {
        "row": row,
        "requirement": requirement,
        "platform": requirement.params["platform"],
        "cohort": cohort,
        "evidence": latest,
        "credit": queries.open_credit(row),
        "may_send": may_send,
        "form": form,
        "crumbs": [
            (_("Belajar"), reverse("learning:list")),
            (cohort.name, reverse("learning:room", args=[enrolment_pk])),
            (requirement.title, ""),
        ],
    }
    return render(request, "outside/evidence.html", context, status=422 if form.errors else 200)


def initial_of(latest: Evidence | None) -> dict | None:
    """What was typed before, so that only what was wrong must be typed again."""
    if latest is None:
        return None
    return CompletionForm.initial_for(latest)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a piece of evidence, for whoever sent it and the organizers of the cohort."""
    visible = Evidence.objects.visible_to(request.user).select_related("file", "row__enrolment__person")
    found = get_object_or_404(visible, pk=pk)
    owner = found.row.enrolment.person
    if owner.user_id != request.user.pk:
        note_reads(request, [owner.pk])
    return upload_response(found.file, name=f"bukti-{found.pk}", download="unduh" in request.GET)
