"""The catalogue for everybody: what the agencies of this installation offer, and when it is held next.

A programme is offered as soon as one version of its curriculum is published; the newest published one is shown. No
person appears: not who teaches, not who takes part, only how many seats are free.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from bangkom.cohorts.models import Cohort, CohortAgency, Enrolment
from bangkom.core.models import Agency
from bangkom.programmes import queries as programmes
from bangkom.programmes.models import Curriculum, Programme, Stage, Subject
from bangkom.reporting import search

# Between the code of the agency and that of the programme; codes of programmes never hold it.
BETWEEN = "--"


def offered(today: dt.date) -> QuerySet[Programme]:
    """What is offered, what begins next first. `current` is the id of the curriculum shown, `jp` its JP."""
    published = Curriculum.objects.filter(programme=OuterRef("pk"), published_at__isnull=False).order_by("-version")
    first = Cohort.objects.filter(curriculum__programme=OuterRef("pk"), published_at__isnull=False, starts_on__gt=today)
    return (
        Programme.objects.annotate(
            current=Subquery(published.values("pk")[:1]),
            jp=Subquery(published.values("jp")[:1]),
            next_on=Subquery(first.order_by("starts_on").values("starts_on")[:1]),
        )
        .filter(current__isnull=False)
        .select_related("agency")
        .order_by(F("next_on").asc(nulls_last=True), "title", "pk")
    )


def chosen(offers: QuerySet[Programme], asked: Mapping[str, Any]) -> QuerySet[Programme]:
    """Those of the offers that fit what was asked: `cari`, `instansi`, `rumpun`, `jp` (from, to), `cara`."""
    for word in search.words(asked.get("cari", "")):
        offers = offers.filter(speaks_of(word))
    if asked.get("instansi"):
        offers = offers.filter(agency__code=asked["instansi"])
    if asked.get("rumpun"):
        offers = offers.filter(family=asked["rumpun"])
    if asked.get("cara"):
        offers = offers.filter(Exists(Stage.objects.filter(curriculum=OuterRef("current"), mode=asked["cara"])))
    least, most = asked.get("jp") or (None, None)
    if least is not None:
        offers = offers.filter(jp__gte=least)
    return offers.filter(jp__lte=most) if most is not None else offers


def speaks_of(word: search.Word) -> Q:
    """Programmes that speak of a word: in a title, the description, the organizer's name, a stage or a subject."""
    found = Q(family__in=word.families)
    stages = Q(mode__in=word.modes)
    subjects = Q(pk__in=[])
    for text in word.texts:
        for name in ("title", "description", "agency__name", "agency__short_name", "agency__training_unit"):
            found |= Q(**{f"{name}__icontains": text})
        stages |= Q(title__icontains=text)
        subjects |= Q(title__icontains=text)
    return (
        found
        | Exists(Stage.objects.filter(stages, curriculum=OuterRef("current")))
        | Exists(Subject.objects.filter(subjects, stage__curriculum=OuterRef("current")))
    )


def organizers() -> QuerySet[Agency]:
    """The agencies that offer something, by name."""
    offers = Curriculum.objects.filter(published_at__isnull=False).values("programme__agency")
    return Agency.objects.filter(pk__in=offers)


def coming(today: dt.date) -> QuerySet[Cohort]:
    """The cohorts that run or will run, the next first."""
    return Cohort.objects.filter(published_at__isnull=False, ends_on__gte=today).order_by("starts_on", "name")


@dataclass(frozen=True)
class Run:
    """An angkatan as the catalogue shows it. `free` seats, None where seats are not counted."""

    cohort: Cohort
    is_running: bool
    free: int | None


@dataclass(frozen=True)
class Offer:
    """A programme with its path and when it is held next."""

    programme: Programme
    stages: list[Stage] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return slug_of(self.programme)

    @property
    def next_run(self) -> Run | None:
        """The cohort one could still join, else the one that runs."""
        return next((run for run in self.runs if not run.is_running), self.runs[0] if self.runs else None)

    @property
    def family(self) -> str:
        """The name of the family; empty where the title says it already."""
        name = self.programme.get_family_display()
        return "" if name.casefold() in self.programme.title.casefold() else name

    @property
    def days(self) -> int:
        """Working days of all stages."""
        return sum(stage.days for stage in self.stages)

    @property
    def modes(self) -> list[str]:
        """The ways of learning, each once, in the order of the stages."""
        return list(dict.fromkeys(stage.get_mode_display() for stage in self.stages))


def slug_of(programme: Programme) -> str:
    """The public address of a programme: the agency's code and its own."""
    return f"{programme.agency.code}{BETWEEN}{programme.code}"


def by_slug(slug: str, today: dt.date) -> Programme | None:
    """The offered programme of a public address, None where there is none."""
    agency, _between, code = slug.rpartition(BETWEEN)
    return offered(today).filter(agency__code=agency, code=code).first()


def offers(found: Iterable[Programme], today: dt.date) -> list[Offer]:
    """These programmes with stages and coming cohorts: two queries, however many."""
    found = list(found)
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(curriculum__in=[each.current for each in found]).order_by("position"):
        stages[stage.curriculum_id].append(stage)
    runs: dict[int, list[Run]] = defaultdict(list)
    for cohort in with_people(coming(today).filter(curriculum__programme__in=[each.pk for each in found])):
        runs[cohort.curriculum.programme_id].append(as_run(cohort, today))
    return [Offer(each, stages[each.current], runs[each.pk]) for each in found]


def with_people(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Cohorts with the number of people who take part."""
    taking_part = Count("enrolments", filter=~Q(enrolments__state=Enrolment.State.WITHDRAWN))
    return cohorts.select_related("curriculum").annotate(people=taking_part)


def as_run(cohort: Cohort, today: dt.date) -> Run:
    free = None if cohort.capacity is None else max(0, cohort.capacity - cohort.people)
    return Run(cohort, cohort.starts_on <= today, free)


def curriculum_of(programme: Programme) -> Curriculum:
    """The curriculum that is shown, with stages, subjects and conditions."""
    return programmes.whole(Curriculum.objects.filter(pk=programme.current)).get()


def teaching_agencies(programme: Programme) -> list[Agency]:
    """The agencies that have taught in cohorts of a programme, by name."""
    taught = CohortAgency.objects.filter(part=CohortAgency.Part.TEACHING, cohort__curriculum__programme=programme)
    return list(Agency.objects.filter(pk__in=taught.values("agency")))


def held(programme: Programme, today: dt.date) -> tuple[int, dt.date | None]:
    """How many cohorts of a programme have ended, and when the last one did."""
    past = Cohort.objects.filter(curriculum__programme=programme, published_at__isnull=False, ends_on__lt=today)
    found = past.aggregate(times=Count("pk"), last=Max("ends_on"))
    return found["times"], found["last"]
