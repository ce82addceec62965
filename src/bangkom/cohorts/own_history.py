"""The objects of cohorts that have a history of changes, and what their coded values are called."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import Attendance, Call, Cohort, Enrolment
from bangkom.core.history import Kind

KINDS: dict[str, Kind] = {
    "cohorts.cohort": Kind(
        _("Angkatan"),
        readable=lambda user: Cohort.objects.run_by(user),
        page=lambda cohort: reverse("cohorts:detail", args=[cohort.slug]),
        names={
            "person": "people.Person",
            "session": "cohorts.Session",
            "staff": "cohorts.CohortStaff",
            "enrolment": "cohorts.Enrolment",
        },
    ),
    "cohorts.enrolment": Kind(
        _("Peserta"),
        readable=lambda user: Enrolment.objects.filter(cohort__in=Cohort.objects.run_by(user)),
        page=lambda enrolment: reverse("cohorts:enrolment", args=[enrolment.cohort.slug, enrolment.pk]),
        choices={
            "state": dict(Enrolment.State.choices),
            "status": dict(Attendance.Status.choices),
            "source": dict(Attendance.Source.choices),
            "answer": dict(Call.Answer.choices),
            "decision": dict(Call.Decision.choices),
        },
        names={"session": "cohorts.Session"},
        person=lambda enrolment: enrolment.person_id,
    ),
}
