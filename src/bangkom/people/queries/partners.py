"""Organisations and people without NIP, as the staff of the agency that keeps them sees them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bangkom.core import clock
from bangkom.core.models import Agency, User
from bangkom.people.models import Accreditation, Affiliation, Organisation, Person
from bangkom.people.models.organisations import WARN_BEFORE


def organisations_of(user: User, agency: Agency, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Organisations by name, with `people`: how many are known of each today."""
    found = Organisation.objects.visible_to(user).filter(agency=agency)
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(city__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    now = clock.valid_on(clock.today(agency), "affiliations__")
    return found.annotate(people=Count("affiliations", filter=now & Q(affiliations__isnull=False))).order_by("name")


def partners_of(user: User, agency: Agency | None = None, *, text: str = "") -> QuerySet[Affiliation]:
    """People without NIP whom an account may choose as teachers today, by name."""
    found = Affiliation.objects.visible_to(user).on(clock.today(agency))
    if agency is not None:
        found = found.filter(agency=agency)
    for word in text.split():
        found = found.filter(
            Q(person__name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__short_name__icontains=word)
        )
    return found.select_related("person__user", "organisation").order_by("person__name", "pk")


def ending_accreditations(user: User, agency: Agency) -> QuerySet[Accreditation]:
    """Those that end within half a year or have ended in the last half, the nearest first, without those renewed."""
    today = clock.today(agency)
    rows = Accreditation.objects.visible_to(user).filter(organisation__agency=agency)
    near = rows.filter(valid_until__gte=today - WARN_BEFORE, valid_until__lte=today + WARN_BEFORE)
    later = Accreditation.objects.filter(organisation=OuterRef("organisation"), training=OuterRef("training"))
    renewed = later.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")))
    return near.exclude(Exists(renewed)).select_related("organisation").order_by("valid_until")


def same_person(
    user: User, *, name: str, birth_date: dt.date | None, email: str, but: int | None = None
) -> list[Person]:
    """People whom the account may see and who may be the same: the mail, or name and birth date, or a bare name."""
    same = Q(name__iexact=" ".join(name.split()))
    if birth_date is not None:
        same &= Q(birth_date=birth_date) | Q(birth_date__isnull=True)
    if email:
        same |= Q(email__iexact=email)
    return list(Person.objects.visible_to(user).filter(same).exclude(pk=but).order_by("name")[:5])
