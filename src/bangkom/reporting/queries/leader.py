"""What a leader's first page says of the cohorts: how far their people came, and what may go wrong soon."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.models import Attendance, Call, Cohort, Enrolment, Session
from bangkom.core import clock
from bangkom.core.formatting import format_number
from bangkom.credentials import queries as credentials
from bangkom.credentials.models import Certificate
from bangkom.reporting.queries.tasks import unmarked_sessions

# How far ahead risks are looked for.
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Step:
    """One bar of the funnel."""

    name: str
    people: int


@dataclass(frozen=True)
class Funnel:
    """How far the people of the year's cohorts came, and what became of those who did not pass (yet)."""

    steps: list[Step]
    passed: int
    apart: dict[str, int]

    @property
    def registered(self) -> int:
        return self.steps[0].people


def cohorts_of_year(cohorts: QuerySet[Cohort], today: dt.date) -> QuerySet[Cohort]:
    """Those that have begun and that end this year or later."""
    return cohorts.filter(starts_on__lte=today, ends_on__gte=dt.date(today.year, 1, 1))


def funnel_of(cohorts: QuerySet[Cohort], today: dt.date) -> Funnel:
    """The funnel of the cohorts of the year; a step that nobody records is left out. One query."""
    present = Attendance.objects.filter(enrolment=OuterRef("pk")).present()
    going = Q(state__in=(Enrolment.State.ACTIVE, Enrolment.State.UNDER_REVIEW))
    found = (
        Enrolment.objects.filter(cohort__in=cohorts_of_year(cohorts, today))
        .annotate(was_there=Exists(present))
        .aggregate(
            registered=Count("pk"),
            called=Count("pk", filter=Q(call__isnull=False)),
            coming=Count("pk", filter=Q(call__answer=Call.Answer.YES)),
            came=Count("pk", filter=Q(was_there=True)),
            passed=Count("pk", filter=Q(state=Enrolment.State.PASSED)),
            certified=Count("pk", filter=Q(certificate__state=Certificate.State.VALID)),
            learning=Count("pk", filter=going & Q(cohort__ends_on__gte=today)),
            undecided=Count("pk", filter=going & Q(cohort__ends_on__lt=today)),
            withdrawn=Count("pk", filter=Q(state=Enrolment.State.WITHDRAWN)),
            failed=Count("pk", filter=Q(state=Enrolment.State.FAILED)),
            deferred=Count("pk", filter=Q(state=Enrolment.State.DEFERRED)),
        )
    )
    steps = [Step(_("Terdaftar"), found["registered"])]
    if found["called"]:
        steps.append(Step(_("Menjawab akan hadir"), found["coming"]))
    if found["came"]:
        steps.append(Step(_("Hadir di sesi"), found["came"]))
    steps += [Step(_("Lulus"), found["passed"]), Step(_("Bersertifikat"), found["certified"])]
    apart = {
        _("masih belajar"): found["learning"],
        _("belum diputus"): found["undecided"],
        _("ditunda"): found["deferred"],
        _("tidak lulus"): found["failed"],
        _("mengundurkan diri"): found["withdrawn"],
    }
    return Funnel(steps, found["passed"], {name: people for name, people in apart.items() if people})


@dataclass(frozen=True)
class Risk:
    """What may go wrong: when, what, in which cohort, who can still mend it."""

    day: dt.date
    what: str
    cohort: Cohort
    owner: str

    @property
    def url(self) -> str:
        return reverse("cohorts:detail", args=[self.cohort.slug])


def risks_of(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """What threatens the cohorts within thirty days, the nearest day first. Six queries."""
    cohorts = cohorts.select_related("curriculum__programme")
    found = [
        *empty_seats(cohorts, today),
        *open_conditions(cohorts, today),
        *unmarked(cohorts, today),
        *undecided(cohorts, today),
        *uncertified(cohorts, today),
    ]
    return sorted(found, key=lambda risk: (risk.day, str(risk.cohort)))


def empty_seats(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """Cohorts that begin soon and still have free seats; an open one only when nobody is in it."""
    taking_part = Count("enrolments", filter=~Q(enrolments__state=Enrolment.State.WITHDRAWN))
    soon = cohorts.filter(starts_on__gt=today, starts_on__lte=today + SOON).annotate(people=taking_part)
    risks = []
    for cohort in soon.filter(Q(people__lt=F("capacity")) | Q(capacity__isnull=True, people=0)):
        words = _("belum ada peserta")
        if cohort.people:
            words = _("baru %(people)s dari %(seats)s kursi terisi") % {
                "people": format_number(cohort.people),
                "seats": format_number(cohort.capacity),
            }
        risks.append(Risk(cohort.starts_on, words, cohort, _("penyelenggara dan OPD pengirim")))
    return risks


def open_conditions(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """Cohorts that end soon with people whose conditions are not all met."""
    ending = cohorts.filter(starts_on__lte=today, ends_on__gte=today, ends_on__lte=today + SOON)
    ending = ending.annotate(left=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.ACTIVE)))
    words = _("%(n)s peserta belum memenuhi semua syarat, angkatan segera selesai")
    return [
        Risk(cohort.ends_on, words % {"n": format_number(cohort.left)}, cohort, _("peserta dan panitia"))
        for cohort in ending.filter(left__gt=0)
    ]


def unmarked(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """Cohorts with sessions that are over and not marked in full."""
    sessions = list(unmarked_sessions(Session.objects.filter(cohort__in=cohorts.order_by())))
    first: dict[int, Session] = {}
    for session in sessions:
        first.setdefault(session.cohort_id, session)
    counts = Counter(session.cohort_id for session in sessions)
    known = cohorts.in_bulk(list(counts)) if counts else {}
    return [
        Risk(
            clock.day_of(first[pk].starts_at, first[pk].cohort.agency),
            ngettext("kehadiran %(n)s sesi belum lengkap", "kehadiran %(n)s sesi belum lengkap", n)
            % {"n": format_number(n)},
            known[pk],
            _("panitia"),
        )
        for pk, n in counts.items()
    ]


def undecided(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """Cohorts that have ended with people about whom nobody has decided."""
    waiting = cohort_queries.undecided(cohorts.order_by(), today).order_by().values("cohort").annotate(n=Count("pk"))
    words = _("%(n)s peserta belum diputus, angkatan sudah selesai")
    return of_counts(cohorts, {row["cohort"]: row["n"] for row in waiting}, words, _("panitia"))


def uncertified(cohorts: QuerySet[Cohort], today: dt.date) -> list[Risk]:
    """Cohorts with people who have passed and wait for their certificate."""
    waiting = credentials.entitled_without().filter(cohort__in=cohorts.order_by())
    counts = {row["cohort"]: row["n"] for row in waiting.order_by().values("cohort").annotate(n=Count("pk"))}
    return of_counts(cohorts, counts, _("%(n)s orang lulus, belum bersertifikat"), _("penyelenggara"))


def of_counts(cohorts: QuerySet[Cohort], counts: dict[int, int], words: str, owner: str) -> list[Risk]:
    """One risk for each cohort with a count, dated by its end."""
    known = cohorts.in_bulk(list(counts)) if counts else {}
    return [Risk(known[pk].ends_on, words % {"n": format_number(n)}, known[pk], owner) for pk, n in counts.items()]
