"""Reads about certificates, for the pages of this app and for the pages that stand above it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bangkom.cohorts.models import Cohort, Enrolment
from bangkom.core.ids import normal_code
from bangkom.core.models import Job
from bangkom.credentials.models import Certificate
from bangkom.credentials.verification import Fingerprint, is_code
from bangkom.people.models import Person

ISSUE_KIND = "credentials.issue_batch"


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """A person's certificates, newest first, with what a list shows of them (no further query per row)."""
    return Certificate.objects.filter(enrolment__person=person).select_related(
        "agency", "enrolment__cohort__curriculum__programme", "pdf"
    )


def certificate_of(enrolment: Enrolment) -> Certificate | None:
    """The certificate of one enrolment, or None where none was issued."""
    return Certificate.objects.filter(enrolment=enrolment).select_related("agency", "pdf").first()


def by_code(typed: str) -> Certificate | None:
    """The certificate of a public code, however it was typed. For the public check: anyone may ask."""
    code = normal_code(typed)
    if not is_code(code):
        return None
    return Certificate.objects.by_system().filter(code=code).select_related("agency").first()


def issued_like(file: Fingerprint) -> dict[str, str]:
    """Codes and PDF digests of the certificates that a file may be: by its bytes, or by a code that stands in it."""
    found = Certificate.objects.by_system().filter(Q(pdf_sha256=file.sha256) | Q(code__in=file.codes))
    return dict(found.exclude(pdf_sha256="").values_list("code", "pdf_sha256"))


def entitled_without() -> QuerySet[Enrolment]:
    """Enrolments that met all conditions and have no certificate yet, longest waiting first."""
    return (
        Enrolment.objects.by_system()
        .filter(state=Enrolment.State.PASSED, certificate__isnull=True)
        .order_by("passed_at", "pk")
    )


def due_in(cohort_id: int) -> QuerySet[Enrolment]:
    """The people of one cohort whose certificate is not finished: none issued yet, or issued without a PDF; by name."""
    no_certificate = Q(state=Enrolment.State.PASSED, certificate__isnull=True)
    no_pdf = Q(certificate__isnull=False, certificate__pdf__isnull=True)
    return Enrolment.objects.by_system().filter(no_certificate | no_pdf, cohort=cohort_id).order_by("name", "pk")


def issuing_of(cohort: Cohort) -> Job | None:
    """The batch that issues certificates of a cohort right now, if one does."""
    return Job.objects.filter(kind=ISSUE_KIND, params__cohort=cohort.pk, state__in=Job.RUNNING).first()


def without_pdf() -> QuerySet[Certificate]:
    """Certificates whose PDF could not be made yet."""
    return Certificate.objects.by_system().filter(pdf__isnull=True).order_by("pk")


@dataclass(frozen=True)
class CohortCount:
    """How far a cohort's certificates are; people who withdrew are not counted."""

    participants: int
    entitled: int
    issued: int
    revoked: int

    @property
    def waiting(self) -> int:
        """Entitled, but not issued yet."""
        return max(0, self.entitled - self.issued)


def cohort_count(cohort: Cohort) -> CohortCount:
    """The figures above the list of a cohort's certificates, in one query."""
    has = Q(certificate__isnull=False)
    found = Enrolment.objects.filter(cohort=cohort).aggregate(
        participants=Count("pk", filter=~Q(state=Enrolment.State.WITHDRAWN)),
        entitled=Count("pk", filter=Q(state=Enrolment.State.PASSED) | has),
        issued=Count("pk", filter=has),
        revoked=Count("pk", filter=Q(certificate__state=Certificate.State.REVOKED)),
    )
    return CohortCount(**found)


def of_cohort(cohort: Cohort) -> QuerySet[Enrolment]:
    """The participants of a cohort with their certificates, by name."""
    taking_part = Enrolment.objects.filter(cohort=cohort).taking_part()
    return taking_part.select_related("certificate__pdf", "agency").order_by("name", "pk")
