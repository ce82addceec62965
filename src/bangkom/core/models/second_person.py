"""What needs two people: one asks, another one decides within three days, both are named."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models.accounts import User
from bangkom.core.models.base import Scoped, ScopedQuerySet

LIFE = dt.timedelta(days=3)


class SecondPersonQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Waiting for a decision, and not too old for one."""
        return self.filter(state=SecondPerson.State.WAITING, asked_at__gt=clock.now() - LIFE)


class SecondPerson(Scoped):
    """Base of a request that a second person decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu admin kedua")
        DONE = "done", _("Disetujui")
        REFUSED = "refused", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    LIFE = LIFE

    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def expires_at(self) -> dt.datetime:
        return self.asked_at + self.LIFE

    @property
    def is_open(self) -> bool:
        return self.state == self.State.WAITING and clock.now() < self.expires_at

    @property
    def label(self) -> str:
        """The state in words; a request that nobody decided in time is over."""
        if self.state == self.State.WAITING and not self.is_open:
            return str(_("Lewat waktu"))
        return str(self.get_state_display())

    @property
    def kind(self) -> str:
        """How the state is marked on screen (the tag kinds of the design system)."""
        if self.state == self.State.WAITING:
            return "warning" if self.is_open else "neutral"
        return {self.State.DONE: "success", self.State.REFUSED: "error"}.get(self.State(self.state), "neutral")
