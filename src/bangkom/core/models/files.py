from typing import Self

from django.db import models

from bangkom.core import clock
from bangkom.core.models.accounts import User
from bangkom.core.models.agencies import Agency
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class StoredFileQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Only who put it there. Every other reader comes through the owning object's own check."""
        return self.filter(created_by=user)


class StoredFile(Scoped):
    """A private file. Its bytes lie content-addressed under BANGKOM_HOME/media; the owner app's view serves it."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = StoredFileQuerySet.as_manager()
    privacy = Privacy(
        purpose="Keeps evidence, letters and certificates.",
        retention=Retention.RECORD,
        personal={"name": "file name as given", "created_by": "who stored it", "sha256": "finds the bytes"},
    )

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="core_file_digest")]

    def __str__(self) -> str:
        return self.name
