from django.db import transaction
from django.utils.translation import gettext_noop

from bangkom.cohorts import feeds
from bangkom.cohorts.models import CalendarAddress
from bangkom.core import clock
from bangkom.core.ids import random_code
from bangkom.core.models import User
from bangkom.core.services import record_event

SEED_LENGTH = 32


@transaction.atomic
def make_calendar_address(*, user: User) -> CalendarAddress:
    """A secret calendar address for a person; one that was there before stops working."""
    seed = random_code(SEED_LENGTH)
    address, _created = CalendarAddress.objects.update_or_create(
        user=user,
        defaults={"seed": seed, "digest": feeds.digest_of(feeds.secret_of(seed)), "made_at": clock.now()},
    )
    _record(address, user, gettext_noop("Alamat kalender dibuat"), "calendar_address_made")
    return address


@transaction.atomic
def close_calendar_address(*, user: User) -> None:
    """The person's calendar address stops working; without one nothing happens."""
    for address in CalendarAddress.objects.visible_to(user):
        _record(address, user, gettext_noop("Alamat kalender dimatikan"), "calendar_address_closed")
        address.delete()


def _record(address: CalendarAddress, user: User, message: str, act: str) -> None:
    record_event(verb=f"cohorts.{act}", message=message, subject=address, agency=None, by=user)
