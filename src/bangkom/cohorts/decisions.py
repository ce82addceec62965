"""The decision list of a cohort: who has met what, who is waited for since when, and what the rule proposes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.cohorts.models import Cohort, Enrolment, SheetRow
from bangkom.cohorts.queries import Condition, condition_words, waiting_since
from bangkom.core import clock

State = Enrolment.State
DECIDED = (State.DEFERRED, State.FAILED, State.WITHDRAWN)
_STILL_OPEN = Exists(SheetRow.objects.filter(enrolment=OuterRef("pk"), state=SheetRow.State.OPEN))

# What may be decided about the people of each filter; "" shows all of them.
ACTS = {
    "": (State.DEFERRED, State.FAILED, State.ACTIVE),
    "lengkap": (State.ACTIVE,),
    "belum": (State.DEFERRED, State.FAILED),
    "diputus": (State.ACTIVE, State.FAILED),
}
# Value in the address, label, which people.
FILTERS = {
    "lengkap": (gettext_lazy("Syarat lengkap"), ~_STILL_OPEN & ~Q(state=State.WITHDRAWN)),
    "belum": (gettext_lazy("Belum lengkap"), _STILL_OPEN & ~Q(state__in=DECIDED)),
    "diputus": (gettext_lazy("Sudah diputus"), Q(state__in=DECIDED)),
}


@dataclass(frozen=True)
class Wait:
    """What one party has to do for a person: how many conditions, since when, for how many days.

    `is_coming`: their stages have not begun, so nobody is waited for yet, and `since` is the first day.
    """

    who: str
    since: dt.datetime
    days: int
    open: list[Condition]
    is_coming: bool = False


@dataclass(frozen=True)
class DecisionRow:
    """One participant: conditions met and open, in words; what waits for whom, longest first; the outcome.

    `outcome` is the kind and label of a tag and what it means: a decision that stands, or what the rule proposes.
    """

    enrolment: Enrolment
    met: list[Condition]
    open: list[Condition]
    waits: list[Wait]
    outcome: tuple[str, str, str]

    @property
    def needed(self) -> int:
        return len(self.met) + len(self.open)

    @property
    def can_change(self) -> bool:
        return self.enrolment.state not in {State.PASSED, State.WITHDRAWN}


def people(cohort: Cohort, wanted: str = "") -> QuerySet[Enrolment]:
    """Everybody who was ever enrolled, by name; `wanted` is one of `FILTERS`, empty means all."""
    found = cohort.enrolments.order_by("name", "pk")
    return found.filter(FILTERS[wanted][1]) if wanted else found


def counts(cohort: Cohort) -> dict[str, int]:
    """How many people each filter shows, and all under ""; one query."""
    found = cohort.enrolments.aggregate(
        **{"": Count("pk")}, **{name: Count("pk", filter=condition) for name, (_label, condition) in FILTERS.items()}
    )
    return dict(found)


def with_sheet(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Enrolments with what `row_of` reads of them; two queries whatever their number."""
    sheet = SheetRow.objects.select_related("requirement", "stage").order_by("stage__position", "requirement__position")
    return enrolments.prefetch_related(Prefetch("sheet", sheet))


def row_of(enrolment: Enrolment, cohort: Cohort, today: dt.date) -> DecisionRow:
    """A participant as the decision page shows one. Reads nothing beyond `with_sheet`."""
    sheet = list(enrolment.sheet.all())
    conditions = [Condition(row, condition_words(row), waiting_since(row)) for row in sheet]
    unmet = [each for each in conditions if each.row.state == SheetRow.State.OPEN]
    return DecisionRow(
        enrolment=enrolment,
        met=[each for each in conditions if each.row.state == SheetRow.State.MET],
        open=unmet,
        waits=waits_of(unmet),
        outcome=outcome_of(enrolment, complete=not unmet, ended=cohort.ends_on < today),
    )


def waits_of(unmet: list[Condition]) -> list[Wait]:
    """Open conditions by who must act, the longest wait first; those of stages to come stand last, together."""
    now = clock.now()
    begun: dict[str, list[Condition]] = {}
    coming: list[Condition] = []
    for condition in sorted(unmet, key=lambda each: each.row.since):
        if condition.row.since > now:
            coming.append(condition)
        else:
            begun.setdefault(condition.row.waiting_for, []).append(condition)
    waits = [
        Wait(each[0].row.get_waiting_for_display(), each[0].row.since, each[0].days, each) for each in begun.values()
    ]
    return [*waits, Wait("", coming[0].row.since, 0, coming, is_coming=True)] if coming else waits


def outcome_of(enrolment: Enrolment, *, complete: bool, ended: bool) -> tuple[str, str, str]:
    """Kind, label and meaning: what was decided, else what follows from the sheet and the cohort's dates."""
    state = State(enrolment.state)
    if state == State.FAILED and complete:
        return "error", str(state.label), _("Syaratnya sekarang lengkap. Tinjau kembali keputusan ini.")
    kinds = {State.PASSED: "success", State.DEFERRED: "warning", State.FAILED: "error", State.WITHDRAWN: "neutral"}
    if state in kinds:
        return kinds[state], str(state.label), enrolment.state_reason
    if ended:
        return "info", _("Perlu keputusan"), _("Angkatan sudah selesai: ditunda atau tidak lulus.")
    return "neutral", _("Masih berjalan"), ""
