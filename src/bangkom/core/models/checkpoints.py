from typing import Self

from django.db import models
from django.db.models import Q

from bangkom.core import clock
from bangkom.core.models.accounts import Role
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class CheckpointQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agencies one administers; all for an operator of the installation. They name nobody."""
        if user.has_role(Role.OPERATOR):
            return self.all()
        chains = [str(agency.pk) for agency in user.agencies_as(Role.ADMINISTRATOR)]
        return self.filter(Q(chain__in=chains))


class Checkpoint(Scoped):
    """A signed statement (titik periksa): at this moment the chain's link `sequence` had this hash.

    Kept elsewhere too, it shows an end that was cut off and a chain that was computed anew. Append-only.
    """

    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    objects = CheckpointQuerySet.as_manager()
    privacy = Privacy(purpose="Proves how far the history of acts went, and what it said.", retention=Retention.RECORD)

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="core_checkpoint_once_per_link")]

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}"
