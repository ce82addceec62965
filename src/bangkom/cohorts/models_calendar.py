"""The secret address of a person's calendar feed. Part of `models`."""

from typing import Self

from django.db import models

from bangkom.core import clock
from bangkom.core.models import Scoped, ScopedQuerySet, User
from bangkom.core.privacy import Privacy, Retention


class CalendarAddressQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(user=user)


class CalendarAddress(Scoped):
    """The secret address at which a person's calendar program fetches the own sessions.

    Only a digest of the secret is kept. The secret itself is made from `seed` and the installation's key, so that the
    page can show it again, and a copy of the database alone opens nothing.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    seed = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = CalendarAddressQuerySet.as_manager()
    privacy = Privacy(
        purpose="Lets a calendar program fetch the own sessions.",
        retention=Retention.ACCOUNT,
        personal={"user": "whose sessions"},
    )

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"
