import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models import Agency, Scoped, ScopedQuerySet
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention
from bangkom.people.models.persons import Person
from bangkom.people.models.positions import Position
from bangkom.people.models.units import READERS, OrgUnit


class EmployeeQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own record; those of the units one works for; and those whose superior one is."""
        from bangkom.people.models.superiors import team_ids

        seen = Q(person__user=user) | within(user.scope_paths(*READERS), "unit__scope__path")
        team = team_ids(user)
        return self.filter(seen | Q(pk__in=team)) if team else self.filter(seen)

    def serving(self, states: list[str]) -> Self:
        """In one of these employment states (kedudukan hukum); which count as active is a rule set's matter."""
        return self.filter(employment_state__in=states)


class Employee(Scoped):
    """A person in the service of an agency.

    Everything is as of today; what was before stands in `EmployeeNumber`, `Posting` (unit, position, grade) and
    `FormerState` (kedudukan hukum, status).
    """

    class Status(models.TextChoices):
        PNS = "PNS", "PNS"
        CPNS = "CPNS", "CPNS"
        PPPK = "PPPK", "PPPK"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="employees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    number = models.CharField("NIP", max_length=18)
    status = models.CharField(_("status kepegawaian"), max_length=4, choices=Status.choices)
    employment_state = models.CharField(_("kedudukan hukum"), max_length=2)
    grade = models.CharField(_("golongan"), max_length=10, blank=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="employees")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="employees")
    hired_on = models.DateField(_("TMT CPNS"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EmployeeQuerySet.as_manager()
    privacy = Privacy(
        purpose="Employment on which the duty and right to development rest.",
        retention=Retention.SERVICE,
        personal={
            "person": "who",
            "number": "legal identity in service",
            "status": "decides which JP rule applies",
            "employment_state": "decides who is counted",
            "grade": "certificate field, eligibility",
            "unit": "where the person works",
            "position": "what the person does",
            "hired_on": "eligibility",
        },
    )

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="people_employee_number_once"),
            models.CheckConstraint(condition=Q(number__regex=r"^\d{18}$"), name="people_employee_number_18_digits"),
        ]
        indexes = [models.Index(fields=["unit", "employment_state"], name="people_employee_unit")]

    def __str__(self) -> str:
        return f"{self.person} ({self.number})"


class DatedOfEmployee(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(employee__in=Employee.objects.visible_to(user))

    def on(self, day: dt.date) -> Self:
        """Rows that hold on a day."""
        return self.filter(clock.valid_on(day))


class EmployeeNumber(Scoped):
    """A number (NIP, NI PPPK) of an employee, dated: an NI PPPK changes with the contract."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=18)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedOfEmployee.as_manager()
    privacy = Privacy(
        purpose="Finds a person by a number that was valid once.",
        retention=Retention.SERVICE,
        personal={"number": "legal identity in service", "employee": "who"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "number"], name="people_number_once"),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(valid_until__isnull=True), name="people_number_one_open"
            ),
        ]
        indexes = [models.Index(fields=["number"], name="people_number")]

    def __str__(self) -> str:
        return self.number


class PostingQuerySet(DatedOfEmployee):
    def definitive(self) -> Self:
        """The postings that say where somebody belongs and counts; one at a time."""
        return self.filter(kind=Posting.Kind.DEFINITIVE)

    def beside(self) -> Self:
        """Held beside the definitive one: rangkap, Plt, Plh."""
        return self.exclude(kind=Posting.Kind.DEFINITIVE)


class Posting(Scoped):
    """Where and as what an employee works, from a day to a day. The start is unknown (empty) at the first import.

    A definitive posting may begin in the future; the employee's own fields follow on its day. Beside it, any number of
    others: additional (rangkap jabatan), acting (Plt), acting by the day (Plh, always with an end).
    """

    class Kind(models.TextChoices):
        DEFINITIVE = "definitive", _("Definitif")
        ADDITIONAL = "additional", _("Rangkap jabatan")
        ACTING = "acting", _("Pelaksana tugas (Plt)")
        DAILY_ACTING = "daily_acting", _("Pelaksana harian (Plh)")

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="postings")
    kind = models.CharField(_("jenis penugasan"), max_length=12, choices=Kind.choices, default=Kind.DEFINITIVE)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="postings")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="postings")
    grade = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(_("dasar penugasan"), max_length=200, blank=True)

    objects = PostingQuerySet.as_manager()
    privacy = Privacy(
        purpose="History of service: lists and reports as of a day.",
        retention=Retention.SERVICE,
        personal={"employee": "who", "unit": "where", "position": "as what", "grade": "rank then"},
    )

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(valid_until__isnull=True, kind="definitive"),
                name="people_posting_one_open_definitive",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="people_posting_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_until"], name="people_posting_unit")]

    def __str__(self) -> str:
        return f"{self.position} - {self.unit}"


class FormerState(Scoped):
    """Kedudukan hukum and status of an employee until a day: written when that ends. Start empty where unknown."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="former_states")
    employment_state = models.CharField(max_length=2)
    status = models.CharField(max_length=4)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField()

    objects = DatedOfEmployee.as_manager()
    privacy = Privacy(
        purpose="Who was in service on an earlier day, for lists and reports as of that day.",
        retention=Retention.SERVICE,
        personal={"employee": "who", "employment_state": "decides who was counted", "status": "which rule applied"},
    )

    class Meta:
        ordering = ["-valid_until", "-pk"]
        indexes = [models.Index(fields=["employee", "valid_until"], name="people_former_state")]

    def __str__(self) -> str:
        return f"{self.status} {self.employment_state}"
