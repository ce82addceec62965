"""The agencies of an installation as an operator sees them: figures and administrators, nobody's data."""

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from bangkom.core import clock
from bangkom.core.models import Agency, Event, Role, RoleAssignment, User


def agencies_in_figures(only: Agency | None = None) -> list[Agency]:
    """Agencies by name with `unit_count`, `staff_count` (accounts with a role today), `last_act` (moment), and
    `lacks`: "administrator" where nobody is one, "sign_in" where none of them has come in yet, "" otherwise."""
    agencies = Agency.objects.all() if only is None else Agency.objects.filter(pk=only.pk)
    today = clock.today()
    held = RoleAssignment.objects.filter(scope__agency=OuterRef("pk")).holding(today).order_by()
    staff = held.values("scope__agency").annotate(n=Count("user", distinct=True)).values("n")
    named = held.filter(role=Role.ADMINISTRATOR)
    ready = held.filter(role=Role.ADMINISTRATOR).exclude(user__password__startswith="!")  # noqa: S106 - no password
    last = Event.objects.filter(agency=OuterRef("pk")).order_by().values("agency").annotate(at=Max("occurred_at"))
    rows = agencies.annotate(
        unit_count=Count("scopes", filter=Q(scopes__parent__isnull=False)),
        staff_count=Subquery(staff[:1]),
        named=Subquery(named.values("pk")[:1]),
        ready=Subquery(ready.values("pk")[:1]),
        last_act=Subquery(last.values("at")[:1]),
    ).order_by("name")
    found = list(rows)
    for agency in found:
        agency.lacks = "administrator" if agency.named is None else "sign_in" if agency.ready is None else ""
    return found


def administrators_of(agency: Agency) -> QuerySet[User]:
    """Who administers an agency today."""
    held = RoleAssignment.objects.filter(scope__agency=agency, scope__parent=None, role=Role.ADMINISTRATOR).holding()
    return User.objects.filter(pk__in=held.values("user")).order_by("name")
