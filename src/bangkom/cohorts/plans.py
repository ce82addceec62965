"""The plan of a cohort's sessions: how much of the curriculum they deliver, and what the form of a new one begins with.

Nothing is written.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.cohorts.models import Call, Cohort, CohortStaff, Session
from bangkom.programmes.models import Stage, Subject
from bangkom.rules.calendar import NONE, OwnDays, next_working_day

# Stages in which people meet: their hours are delivered in sessions.
MEETING = {Stage.Mode.CLASSROOM, Stage.Mode.BLENDED, Stage.Mode.DISTANCE}


def copied_values(values: dict[str, Any], own: OwnDays = NONE) -> dict[str, Any]:
    """The same session on the next working day; `values` are those of `SessionForm.initial_for`."""
    return values | {"day": next_working_day(values["day"] + dt.timedelta(days=1), own=own)}


def next_values(values: dict[str, Any], own: OwnDays = NONE) -> dict[str, Any]:
    """The session behind another: same day, place and teachers, beginning where that one ends and as long.

    What would reach beyond midnight begins on the next working day at the same time instead.
    """
    begins = dt.datetime.combine(values["day"], values["starts"])
    ends = dt.datetime.combine(values["day"], values["ends"])
    following = ends + (ends - begins)
    if following.date() == values["day"]:
        times = {"starts": values["ends"], "ends": following.time()}
    else:
        times = {"day": copied_values(values, own)["day"]}
    return values | times | {"title": "", "subject": None}


def first_values(cohort: Cohort, today: dt.date) -> dict[str, Any]:
    """The stage that is due and has people meeting, its first day to come, and where the cohort meets."""
    meeting = [each for each in cohort.stages.all() if each.stage.mode != Stage.Mode.SELF_PACED]
    due = next((each for each in meeting if each.ends_on >= today), None)
    if due is None:
        return {}
    return {"stage": due.stage_id, "day": max(due.starts_on, today), "room": cohort.place[:120]}


@dataclass(frozen=True)
class Step:
    """Something that a cohort needs before it can run: whether it is done, and the page on which it is."""

    label: str
    hint: str
    url: str
    is_done: bool


def next_steps(cohort: Cohort, participants: int, today: dt.date) -> list[Step]:
    """What a newcomer does after opening a cohort, in order; empty once all is done, or the cohort over. One query."""
    if today > cohort.ends_on:
        return []
    there = Cohort.objects.by_system().values_list(
        Exists(CohortStaff.objects.filter(cohort=OuterRef("pk"))),
        Exists(Session.objects.filter(cohort=OuterRef("pk"))),
        Exists(Call.objects.filter(enrolment__cohort=OuterRef("pk"))),
    )
    has_staff, has_sessions, is_called = there.get(pk=cohort.pk)

    def step(label: str, hint: str, page: str, is_done: bool) -> Step:
        return Step(label, hint, reverse(f"cohorts:{page}", args=[cohort.slug]), is_done)

    steps = [
        step(_("Tempel peserta dari Excel"), _("Setiap baris diperiksa dulu."), "paste", participants > 0),
        step(_("Tambah petugas"), _("Pengajar, coach, panitia; boleh dari instansi lain."), "staff", has_staff),
        step(_("Jadwalkan sesi"), _("Dengan ruang, tautan, dan pengajarnya."), "session_add", has_sessions),
    ]
    if today < cohort.starts_on:
        steps.append(step(_("Kirim panggilan"), _("Tautan untuk menjawab hadir, tanpa akun."), "calls", is_called))
    return [] if all(each.is_done for each in steps) else steps


@dataclass(frozen=True)
class Delivery:
    """A stage of the curriculum beside what its sessions deliver, in JP; `planned` is None where nobody has to meet.

    `agendas`: title, JP, and each subject with the JP planned for it (0 where no session names it).
    """

    stage: Stage
    planned: Decimal | None
    agendas: list[tuple[str, int, list[tuple[Subject, Decimal]]]]

    @property
    def missing(self) -> Decimal:
        """JP still to be planned; below zero: planned beyond the curriculum."""
        return self.stage.jp - (self.planned or 0)


def deliveries(cohort: Cohort, sessions: list[Session]) -> list[Delivery]:
    """What the given sessions of a cohort deliver, stage by stage; one query. The cohort comes from `queries.for_page`.

    Groups meet apart, so a participant has the sessions for everybody and those of the own group: of several groups
    the one with least counts.
    """
    per_jp = cohort.curriculum.rule_set.data["minutes_per_jp"]
    stages = Stage.objects.by_system().filter(curriculum=cohort.curriculum_id).prefetch_related("subjects")
    found = []
    for stage in stages:
        own = [session for session in sessions if session.stage_id == stage.pk]
        by_subject: dict[int, list[Session]] = defaultdict(list)
        for session in own:
            by_subject[session.subject_id or 0].append(session)
        agendas = [
            (each.title, each.jp, [(subject, in_jp(by_subject[subject.pk], per_jp)) for subject in each.subjects])
            for each in stage.agendas
        ]
        found.append(Delivery(stage, in_jp(own, per_jp) if own or stage.mode in MEETING else None, agendas))
    return found


def in_jp(sessions: list[Session], per_jp: int) -> Decimal:
    """The JP that sessions deliver to each participant, at least."""
    minutes: Counter[str] = Counter()
    for session in sessions:
        minutes[session.group] += int((session.ends_at - session.starts_at).total_seconds()) // 60
    of_all = minutes.pop("", 0)
    return Decimal(of_all + min(minutes.values(), default=0)) / per_jp
