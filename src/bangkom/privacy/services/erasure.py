"""Erasing what is held about a person, table by table. Running it again changes nothing; what the law keeps stays.

Rows of a person who is gone are deleted where nothing else stands on them, else emptied. Which tables stay is read off
their declarations (`Retention.RECORD`); a guard test refuses a table that neither a step nor an exception names.
"""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from bangkom.core import factors
from bangkom.core.models import AccessedPerson, Event, EventPayload, JobRow, StoredFile, User
from bangkom.core.privacy import Retention
from bangkom.core.services import drop_sign_ins
from bangkom.core.services.files import blob_path
from bangkom.learning.models import Post, Report
from bangkom.people.models import Employee, Person
from bangkom.privacy.holdings import ours, rows_of, subjects_of, way_of
from bangkom.privacy.models import Correction
from bangkom.privacy.words import RETENTION, TABLES, Words
from bangkom.workplace.models import Evidence, Submission

NOBODY = "Orang yang datanya dihapus"

# Whole rows go: nothing that the law keeps stands on them.
DELETED = (
    "api.Token",
    "cohorts.CalendarAddress",
    "core.Invitation",
    "core.Operation",
    "core.OutsideAccount",
    "core.SignIn",
    "learning.FormerText",
    "notices.Notice",
    "people.Affiliation",
    "people.EmployeeNumber",
    "people.ExportAbsence",
    "people.FormerState",
    "people.Posting",
    "people.Superior",
)
# Tables whose personal values go with a step of their own below.
EMPTIED = {"core.EventPayload", "core.JobRow", "core.AccessedPerson", "core.User", "people.Person", "people.Employee"}
EMPTIED |= {"learning.Post", "learning.Report", "privacy.Correction"}
# Not kept by law and not erased here, and why.
LEFT = {
    "core.AccessRecord": "says what staff did, removed after the time of the rule set",
    "core.Job": "a list that staff brought, removed after 30 days",
    "credentials.CertificateArchive": "a file that is gone after a day",
    "people.ImportMapping": "says who of the staff named the columns of a file",
}


@dataclass(frozen=True)
class Line:
    """A table in the preview: how many rows go, or stay and why."""

    title: str
    count: int
    goes: bool
    why: str


def emptied(person: Person) -> list[tuple[Words, models.QuerySet, dict]]:
    """What is emptied: name, the rows that still hold something, their new values."""
    nobody = {
        "name": NOBODY,
        "front_title": "",
        "back_title": "",
        "birth_place": "",
        "birth_date": None,
        "sex": "",
        "email": "",
    }
    steps: list[tuple[Words, models.QuerySet, dict]] = [
        (TABLES["people.Person"], Person.objects.by_system().filter(pk=person.pk).exclude(name=NOBODY), nobody),
    ]
    if person.user_id:
        gone = f"dihapus-{person.user_id}"
        values = {
            "username": gone,
            "email": "",
            "name": NOBODY,
            "password": "!",
            "is_active": False,
            "last_login": None,
        }
        steps.append((TABLES["core.User"], User.objects.filter(pk=person.user_id).exclude(username=gone), values))
        posts = Post.objects.by_system().filter(author=person.user_id).exclude(text="")
        steps.append((TABLES["learning.Post"], posts, {"text": ""}))
        reports = Report.objects.by_system().filter(reporter=person.user_id).exclude(words="")
        steps.append((TABLES["learning.Report"], reports, {"words": ""}))
    for employee in Employee.objects.by_system().filter(person=person):
        number = f"{employee.pk:018d}"
        rows = Employee.objects.by_system().filter(pk=employee.pk).exclude(number=number)
        steps.append((TABLES["people.Employee"], rows, {"number": number, "grade": "", "hired_on": None}))
    wishes = Correction.objects.by_system().filter(person=person).exclude(present="", wanted="", words="", proof=None)
    values = {"present": "", "wanted": "", "words": "", "proof": None}
    steps.append((TABLES["privacy.Correction"], wishes, values))
    return steps


def deleted(person: Person) -> list[tuple[Words, models.QuerySet]]:
    """The rows that go as a whole."""
    numbers = list(person.employments.values_list("numbers__number", flat=True))
    drafts = Submission.objects.by_system().filter(project__row__enrolment__person=person, state=Submission.State.DRAFT)
    unused = Evidence.objects.by_system().filter(project__row__enrolment__person=person, submissions=None)
    events = Event.objects.by_system().filter(subjects_of(person))
    return [
        *((TABLES[label], rows_of(apps.get_model(label), person)) for label in DELETED),
        (_("Isi perubahan pada riwayat perbuatan"), EventPayload.objects.by_system().filter(event__in=events)),
        (_("Catatan siapa melihat data"), AccessedPerson.objects.by_system().filter(person_id=person.pk)),
        (_("Baris impor"), JobRow.objects.by_system().filter(data__number__in=[each for each in numbers if each])),
        (_("Draf aktualisasi"), drafts),
        (_("Berkas aktualisasi yang tidak dikirim"), unused),
    ]


def preview(person: Person) -> list[Line]:
    """What goes and what stays, table by table, with the reason; tables without rows are left out."""
    goes = [Line(str(title), rows.count(), True, "") for title, rows, _values in emptied(person)]
    goes += [Line(str(title), rows.count(), True, "") for title, rows in deleted(person)]
    stays = [
        Line(
            str(TABLES.get(model._meta.label, model._meta.label)),
            rows_of(model, person).count(),
            False,
            str(RETENTION["record"]),
        )
        for model in ours()
        if model.privacy.retention == Retention.RECORD and way_of(model)
    ]
    return [line for line in [*goes, *stays] if line.count]


@transaction.atomic
def erase_person(*, person: Person) -> dict[str, int]:
    """Erase and empty everything that no law keeps; how many rows of what. A second time returns nothing."""
    counts: dict[str, int] = {}
    if person.user_id:
        user = person.user
        drop_sign_ins(user=user)
        for factor in factors.of(user):
            factor.delete()
        EmailAddress.objects.filter(user=user).delete()
    files = list(_files(person))
    steps_deleted: list[tuple[Words, Callable[[], int]]] = [
        (title, lambda rows=rows: rows.delete()[0]) for title, rows in deleted(person)
    ]
    steps_emptied: list[tuple[Words, Callable[[], int]]] = [
        (title, lambda rows=rows, values=values: rows.update(**values)) for title, rows, values in emptied(person)
    ]
    for title, run in [*steps_deleted, *steps_emptied]:
        found = run()
        if found:
            counts[str(title)] = counts.get(str(title), 0) + found
    for stored in files:
        _drop_file(stored)
    return counts


def _files(person: Person) -> list[StoredFile]:
    """Files that only rows hold which go: unsent evidence, proofs of corrections."""
    unused = Evidence.objects.by_system().filter(project__row__enrolment__person=person, submissions=None)
    proofs = Correction.objects.by_system().filter(person=person, proof__isnull=False)
    ids = [*unused.values_list("file", flat=True), *proofs.values_list("proof", flat=True)]
    return list(StoredFile.objects.by_system().filter(pk__in=ids))


def _drop_file(stored: StoredFile) -> None:
    """The row, and the bytes once no other row names them and the transaction has committed."""
    digest = stored.sha256
    stored.delete()
    if not StoredFile.objects.by_system().filter(sha256=digest).exists():
        transaction.on_commit(lambda: blob_path(digest).unlink(missing_ok=True))
