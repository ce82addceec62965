from typing import Self

from django.db import models

from bangkom.core import clock
from bangkom.core.models.accounts import User
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class OperationQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(user=user)


class Operation(Scoped):
    """A write that a client asked for by its own id. The same id again gets the stored reply and changes nothing."""

    op_id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    reply_status = models.PositiveSmallIntegerField(null=True)
    reply = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OperationQuerySet.as_manager()
    privacy = Privacy(
        purpose="Makes a repeated form or sync harmless.",
        retention=Retention.SHORT,
        personal={"user": "who sent it"},
    )

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="core_operation_age")]

    def __str__(self) -> str:
        return str(self.op_id)
