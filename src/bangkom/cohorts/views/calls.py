"""Calls: the page behind a participant's secret link, and the committee's list of answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.cohorts import calls, services
from bangkom.cohorts.call_forms import AnswerForm, CallsForm, SubstituteForm
from bangkom.cohorts.models import Call, Cohort, Enrolment
from bangkom.cohorts.views.common import cohort_run_by, frame, organizer_pages, shows_participants
from bangkom.core import clock
from bangkom.core.access import acting_agency, public
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.throttle import allow, visitor
from bangkom.people import queries as people

# Wrong links are counted for each visitor, answers for each link: a whole office may sit behind one address.
MISSES = {"tries": 20, "seconds": 300}
ANSWERS = {"tries": 12, "seconds": 300}


def few_tries(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Limit how often one link is answered. Stands outside the operation, so that a refused answer is counted too."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        digest = calls.digest_of(request.POST.get("tautan", ""))
        if not allow(f"cohorts.call:{digest[:20]}", **ANSWERS):
            return closed(request, 429, _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."))
        return view(request)

    return checked


@public
def call(request: HttpRequest, secret: str) -> HttpResponse:
    """What one is called to, and three ways to answer. Whoever holds the link may; the page names nobody."""
    found = calls.call_behind(secret)
    if found is None:
        return unknown(request)
    form = AnswerForm(
        initial={"tautan": secret, "jawaban": found.answer, "alasan": found.reason, "pengganti": found.proposed}
    )
    return page(request, found, form)


@public
@require_POST
@few_tries
@operation
def send(request: HttpRequest) -> HttpResponse:
    """Take an answer. The secret comes in the body: the address of a form is written down, its body is not."""
    form = AnswerForm(request.POST)
    found = calls.call_behind(request.POST.get("tautan", ""))
    if found is None:
        return unknown(request)
    if not form.is_valid():
        return page(request, found, form, status=422)
    clean = form.cleaned_data
    try:
        services.answer_call(call=found, answer=clean["jawaban"], reason=clean["alasan"], proposed=clean["pengganti"])
    except Refused as refusal:
        return closed(request, 422, str(refusal))
    return redirect("cohorts:call_sent", clean["jawaban"])


@public
def sent(request: HttpRequest, answer: str) -> HttpResponse:
    """The answer was written down; the address says which, and nothing about whose."""
    if answer not in Call.Answer.values:
        raise Http404
    return render(request, "cohorts/call_sent.html", {"answer": answer})


def page(request: HttpRequest, found: Call, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"call": found, "cohort": found.enrolment.cohort, "form": form}
    response = render(request, "cohorts/call.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def unknown(request: HttpRequest) -> HttpResponse:
    if not allow(f"cohorts.call_miss:{visitor(request)}", **MISSES):
        return closed(request, 429, _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."))
    return closed(request, 404, _("Tautan ini tidak dikenal atau tidak berlaku lagi. Minta yang baru kepada panitia."))


def closed(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return render(request, "cohorts/call_closed.html", {"words": words}, status=status)


@organizer_pages
@shows_participants
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answered what and when, who has not; what waits for a decision stands first."""
    cohort = cohort_run_by(request, slug)
    return render(request, "cohorts/calls.html", overview_context(request, cohort))


def overview_context(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    found = calls.of_cohort(cohort)
    workers = [line.enrolment.employee_id for line in found.present if line.enrolment.employee_id]
    unable = people.invitable(people.employees_of(request.user, acting_agency(request))).filter(pk__in=workers)
    return frame(request, cohort, "cohorts:calls") | {
        "overview": found,
        "answers": found.answers,
        "reminder": calls.reminder(cohort, found.silent) if found.silent else "",
        "letter_ids": list(unable.values_list("pk", flat=True)),
        "most_letters": people.MOST_LETTERS_AT_ONCE,
        "can_call": clock.today(cohort.agency) < cohort.starts_on,
    }


@organizer_pages
@require_POST
@operation
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Make links for the ticked, or for all who have none; they are on the answer, this once."""
    cohort = cohort_run_by(request, slug)
    chosen = None
    if "belum" not in request.POST:
        ids = list(cohort.enrolments.filter(state=Enrolment.State.ACTIVE).values_list("pk", flat=True))
        form = CallsForm(request.POST, ids=ids)
        if not form.is_valid():
            context = overview_context(request, cohort) | {"form": form}
            return render(request, "cohorts/calls.html", context, status=422)
        chosen = form.cleaned_data["peserta"]
    made = services.make_calls(cohort=cohort, enrolments=chosen, by=request.user)
    texts = [calls.message_of(enrolment, secret) for enrolment, secret in made]
    context = frame(request, cohort, "cohorts:calls") | {
        "texts": texts,
        "all": "\n\n".join(each.text for each in texts),
        "mailed": sum(each.is_mailed for each in texts),
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[slug])),
            (_("Panggilan"), reverse("cohorts:calls", args=[slug])),
            (_("Tautan baru"), ""),
        ],
    }
    response = render(request, "cohorts/call_links.html", context)
    response["Cache-Control"] = "no-store"  # neither browser nor stored reply keeps the links
    return response


@organizer_pages
@require_POST
@operation
def decide(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """What the committee makes of an answer: withdraw, or let somebody else come, or not."""
    cohort = cohort_run_by(request, slug)
    asked = Call.objects.visible_to(request.user).filter(enrolment__cohort=cohort).select_related("enrolment")
    found = get_object_or_404(asked, pk=pk)
    names = {"name": found.enrolment.name}
    if act == "mundur":
        services.withdraw_called(call=found, by=request.user)
        messages.success(request, _("%(name)s dicatat mengundurkan diri.") % names)
    elif act == "tolak":
        services.refuse_substitute(call=found, by=request.user)
        messages.success(request, _("Usulan ditolak. %(name)s tetap peserta.") % names)
    elif act == "ganti":
        form = SubstituteForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Isi NIP pengganti."), "substitute_missing")
        new = services.approve_substitute(call=found, number=form.cleaned_data["nip"], by=request.user)
        messages.success(request, _("%(name)s digantikan %(new)s.") % (names | {"new": new.name}))
    else:
        raise Http404
    return redirect("cohorts:calls", slug)
