from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bangkom.cohorts import decisions, services
from bangkom.cohorts.forms import DecisionForm
from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.cohorts.services.outcome import BY_HAND, Recorded, why_not
from bangkom.cohorts.views.common import (
    cohort_run_by,
    cohort_seen_by,
    frame,
    organizer_pages,
    shows_participants,
    staff_pages,
)
from bangkom.core import clock
from bangkom.core.operations import operation

PER_PAGE = 50
State = Enrolment.State
# What an act is called, what it means for each person, and the words on its button.
ACTS = {
    State.DEFERRED: (
        gettext_lazy("Tunda kelulusan"),
        gettext_lazy(
            "Mereka boleh melengkapi syarat yang kurang. Begitu syaratnya lengkap, mereka lulus tanpa keputusan baru."
        ),
    ),
    State.FAILED: (
        gettext_lazy("Putuskan tidak lulus"),
        gettext_lazy(
            "Mereka tidak mendapat sertifikat, juga bila syaratnya kelak lengkap. JP tahap yang sudah selesai tetap "
            "tercatat. Keputusan ini bisa dibuka kembali."
        ),
    ),
    State.ACTIVE: (
        gettext_lazy("Buka kembali keputusan"),
        gettext_lazy("Mereka mengikuti lagi. Yang syaratnya sudah lengkap langsung lulus dan mendapat sertifikat."),
    ),
}

# The consequence in the bar below the list; the last look says it whole.
SHORT = {
    State.DEFERRED: gettext_lazy("Ditunda: lulus sendiri begitu syaratnya lengkap."),
    State.FAILED: gettext_lazy("Tidak lulus: tanpa sertifikat, bisa dibuka kembali."),
    State.ACTIVE: gettext_lazy("Dibuka kembali: mengikuti lagi, atau lulus bila sudah lengkap."),
}


@staff_pages
@shows_participants
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody with conditions met or open, who is waited for, and the outcome; the organizer ticks and decides."""
    cohort = cohort_seen_by(request, slug)
    asked = request.GET.get("saring", "")
    wanted = asked if asked in decisions.FILTERS else ""
    page = Paginator(decisions.people(cohort, wanted), PER_PAGE).get_page(request.GET.get("halaman"))
    today = clock.today(cohort.agency)
    counted = decisions.counts(cohort)
    decided = counted["diputus"] or counted["lengkap"]
    context = frame(request, cohort, "cohorts:decision") | {
        "page": page,
        "rows": [decisions.row_of(each, cohort, today) for each in decisions.with_sheet(page.object_list)],
        "total": counted[""],
        "filters": [
            {"label": label, "url": url, "current": name == wanted, "count": counted[name]}
            for name, label, url in filters()
        ],
        "acts": [
            (act.value, ACTS[act][0], SHORT[act]) for act in decisions.ACTS[wanted] if act != State.ACTIVE or decided
        ],
    }
    return render(request, "cohorts/decision.html", context)


def filters() -> list[tuple[str, str, str]]:
    """Name, label and address of each filter, "all" first."""
    named = [(name, label, f"?saring={name}") for name, (label, _which) in decisions.FILTERS.items()]
    return [("", _("Semua"), "?"), *named]


@organizer_pages
@operation
@shows_participants
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """The last look at a decision for the people who were ticked: names, consequence, the reason; then the write."""
    cohort = cohort_run_by(request, slug)
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("hasil") not in BY_HAND:
        raise Http404
    act = State(sent["hasil"])
    ids = [int(number) for number in sent.getlist("orang") if number.isdigit()]
    chosen = list(decisions.with_sheet(decisions.people(cohort).filter(pk__in=ids)))
    if not chosen:
        messages.error(request, _("Centang sedikitnya satu orang."))
        return redirect("cohorts:decision", slug)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for enrolment in chosen:
            enrolment.cohort = cohort
        recorded = services.record_outcome(
            enrolments=chosen, outcome=act, reason=form.cleaned_data["reason"], by=request.user
        )
        report(request, recorded, act)
        return redirect("cohorts:decision", slug)
    context = frame(request, cohort, "cohorts:decision") | check(cohort, chosen, act) | {"form": form}
    context["crumbs"] = [
        (_("Angkatan"), reverse("cohorts:list")),
        (cohort.name, reverse("cohorts:detail", args=[slug])),
        (_("Keputusan"), reverse("cohorts:decision", args=[slug])),
        (ACTS[act][0], ""),
    ]
    return render(request, "cohorts/decision_check.html", context, status=422 if form.errors else 200)


def check(cohort: Cohort, chosen: list[Enrolment], act: Enrolment.State) -> dict:
    """Whom an act will reach, whom it will not and why."""
    today = clock.today(cohort.agency)
    rows = [decisions.row_of(each, cohort, today) for each in chosen]
    judged = [(row, why_not(state=row.enrolment.state, complete=not row.open, outcome=act)) for row in rows]
    label, meaning = ACTS[act]
    return {
        "act": act.value,
        "act_label": label,
        "meaning": meaning,
        "reached": [row for row, obstacle in judged if not obstacle],
        "left": [(row, obstacle) for row, obstacle in judged if obstacle],
        "is_early": act != State.ACTIVE and today <= cohort.ends_on,
    }


def report(request: HttpRequest, recorded: Recorded, act: Enrolment.State) -> None:
    """What was done, and who was left as they were meanwhile."""
    if recorded.done:
        words = {
            State.DEFERRED: ngettext(
                "Kelulusan %(n)s orang ditunda.", "Kelulusan %(n)s orang ditunda.", len(recorded.done)
            ),
            State.FAILED: ngettext(
                "%(n)s orang diputus tidak lulus.", "%(n)s orang diputus tidak lulus.", len(recorded.done)
            ),
            State.ACTIVE: ngettext(
                "Keputusan %(n)s orang dibuka kembali.", "Keputusan %(n)s orang dibuka kembali.", len(recorded.done)
            ),
        }
        messages.success(request, words[act] % {"n": len(recorded.done)})
    if recorded.left:
        names = "; ".join(f"{each.name} ({obstacle})" for each, obstacle in recorded.left)
        messages.warning(request, _("Tidak diubah: %(names)s.") % {"names": names})
