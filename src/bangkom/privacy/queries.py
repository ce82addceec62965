"""Who saw whose data, whom a failure of protection affects, and the register of processing."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core.formatting import format_moment
from bangkom.core.models import AccessedPerson, RoleAssignment, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Retention
from bangkom.people.models import READERS, Person
from bangkom.privacy.holdings import is_of_acts_only, ours, purpose_of
from bangkom.privacy.models import Breach, Correction, Erasure
from bangkom.privacy.words import RETENTION, TABLES


def own_person(user: User) -> Person | None:
    """Who an account is; None for an account of no person."""
    return Person.objects.filter(user=user).first()


def seen_by(person: Person) -> QuerySet[AccessedPerson]:
    """Who among the staff was shown a person's data, newest first; the person's own looks left out."""
    rows = AccessedPerson.objects.by_system().filter(person_id=person.pk)
    if person.user_id:
        rows = rows.exclude(record__reader=person.user_id)
    return rows.select_related("record__agency").order_by("-last_at", "-pk")


def affected(breach: Breach) -> QuerySet[Person]:
    """The people whom a failure of protection affects, by its query, in the order of their names."""
    people = Person.objects.by_system().order_by("name", "pk")
    if breach.reach == Breach.Reach.AGENCY:
        return people.filter(pk__in=Person.objects.filter(employments__agency=breach.agency).values("pk"))
    if breach.reach == Breach.Reach.READABLE:
        return people.filter(pk__in=readable_by(breach).values("pk"))
    looks = AccessedPerson.objects.by_system().filter(
        record__agency=breach.agency,
        record__reader__username=breach.account,
        last_at__gte=breach.began_at,
        first_at__lte=breach.ended_at,
    )
    if breach.page:
        looks = looks.filter(record__page=breach.page)
    return people.filter(pk__in=looks.values("person_id"))


def readable_by(breach: Breach) -> QuerySet[Person]:
    """Everybody of the agency whose data the account's roles let it read at some time in the period."""
    first, last = breach.began_at.date(), breach.ended_at.date()
    held = RoleAssignment.objects.by_system().filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=last),
        Q(valid_until__isnull=True) | Q(valid_until__gte=first),
        user__username=breach.account,
        role__in=READERS,
        scope__agency=breach.agency,
    )
    paths = [path for path in held.values_list("scope__path", flat=True) if path]
    return Person.objects.filter(within(paths, "employments__unit__scope__path"))


def waiting_requests(user: User) -> list[Correction | Erasure]:
    """The requests that an account may decide, the one that is due first on top. Two queries."""
    found = [
        *Correction.objects.kept_by(user).waiting().select_related("person"),
        *Erasure.objects.kept_by(user).waiting().select_related("person", "asked_by"),
    ]
    return sorted(found, key=lambda each: each.due_at)


def waiting_lines(user: User) -> list[tuple[int, str, str, str]]:
    """What waits for an account that keeps people, as one line of "Perlu tindakan"; nothing where nothing waits."""
    found = waiting_requests(user)
    if not found:
        return []
    hint = _("jawab paling lambat %(when)s") % {"when": format_moment(found[0].due_at, "pendek")}
    return [(len(found), _("permintaan tentang data pribadi"), hint, reverse("privacy:requests"))]


@dataclass(frozen=True)
class Processing:
    """One line of the register of processing."""

    table: str
    title: str
    purpose: str
    retention: str
    fields: list[tuple[str, str]]


def register() -> list[Processing]:
    """The register of processing (catatan pemrosesan), read off the declarations of all tables."""
    return sorted(
        (
            Processing(
                table=model._meta.label,
                title=str(TABLES.get(model._meta.label, "")) or model._meta.label,
                purpose=purpose_of(model),
                retention=str(RETENTION[model.privacy.retention]),
                fields=sorted(model.privacy.personal.items()),
            )
            for model in ours()
            if model.privacy.retention != Retention.NONE or not is_of_acts_only(model)
        ),
        key=lambda each: each.title,
    )
