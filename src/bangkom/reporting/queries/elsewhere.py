"""One's own people in the cohorts of other agencies: whom one sends, and who teaches there. Nobody else's, not even as
a count."""

from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q, QuerySet

from bangkom.cohorts.models import Attendance, Cohort, CohortStaff, Enrolment, Session, SheetRow
from bangkom.core import clock
from bangkom.core.models import User
from bangkom.core.models.agencies import within
from bangkom.people.models import READERS, Employee


def sent_by(user: User) -> QuerySet[Enrolment]:
    """The participants whom one's agency or units sent to cohorts of other agencies."""
    whole, agencies, paths = _reach(user)
    own = Q(agency__in=whole) | (Q(agency__in=agencies) & within(paths, "employee__unit__scope__path"))
    return Enrolment.objects.filter(own).exclude(cohort__agency=F("agency"))


def teaching_for(user: User) -> QuerySet[CohortStaff]:
    """One's agency's or units' people who teach, coach or serve in cohorts of other agencies."""
    whole, agencies, paths = _reach(user)
    colleagues = Employee.objects.filter(within(paths, "unit__scope__path")).values("person")
    own = Q(agency__in=whole) | Q(agency__in=agencies, person__in=colleagues)
    return CohortStaff.objects.filter(own).exclude(cohort__agency=F("agency"))


def _reach(user: User) -> tuple[list[int], set[int], list[str]]:
    """Agencies one reads as a whole, agencies of which one reads a part, and the scopes of those parts."""
    held = [each for each in user.assignments_now if each.role in READERS]
    whole = [each.scope.agency_id for each in held if each.scope.parent_id is None]
    parts = [each.scope for each in held if each.scope.parent_id is not None]
    return whole, {scope.agency_id for scope in parts}, [scope.path or "-" for scope in parts]


@dataclass(frozen=True)
class Away:
    """A cohort of another agency, with how many of one's own take part and teach."""

    cohort: Cohort
    sent: int
    teaching: int


def cohorts_away(user: User) -> QuerySet[Cohort]:
    """The cohorts of other agencies in which one's people take part or teach, the newest first."""
    taking_part, teachers = sent_by(user).values("cohort"), teaching_for(user).values("cohort")
    found = Cohort.objects.filter(Q(pk__in=taking_part) | Q(pk__in=teachers))
    return found.select_related("agency", "curriculum__programme").order_by("-starts_on", "-pk")


def with_own(user: User, cohorts: list[Cohort]) -> list[Away]:
    """These cohorts with the numbers of one's own people. Two queries."""
    sent = dict(sent_by(user).filter(cohort__in=cohorts).values_list("cohort").annotate(Count("pk")).order_by())
    rows = teaching_for(user).filter(cohort__in=cohorts).values_list("cohort")
    teaching = dict(rows.annotate(Count("person", distinct=True)).order_by())
    return [Away(each, sent.get(each.pk, 0), teaching.get(each.pk, 0)) for each in cohorts]


def participants(user: User, cohort: Cohort) -> QuerySet[Enrolment]:
    """One's own participants of a cohort: marks of attendance, rows of the requirement sheet, the certificate."""
    present = Q(attendance__status=Attendance.Status.PRESENT)
    return (
        sent_by(user)
        .filter(cohort=cohort)
        .annotate(
            marked=Count("attendance", distinct=True),
            present=Count("attendance", filter=present, distinct=True),
            needed=Count("sheet", distinct=True),
            met=Count("sheet", filter=Q(sheet__state=SheetRow.State.MET), distinct=True),
        )
        .select_related("certificate", "person")
        .order_by("name", "pk")
    )


def sessions_taught(user: User, cohort: Cohort) -> QuerySet[Session]:
    """The sessions of a cohort that one's own people teach."""
    own = teaching_for(user).filter(cohort=cohort)
    return Session.objects.filter(trainers__in=own).distinct().order_by("starts_at")


def teachers(user: User, cohort: Cohort) -> QuerySet[CohortStaff]:
    """One's own people on the staff of a cohort, with how many sessions each has and until when."""
    own = teaching_for(user).filter(cohort=cohort).select_related("person")
    over = Count("sessions", filter=Q(sessions__ends_at__lte=clock.now()), distinct=True)
    dates = {"first": Min("sessions__starts_at"), "last": Max("sessions__ends_at")}
    return own.annotate(planned=Count("sessions", distinct=True), held=over, **dates).order_by("person__name", "pk")
