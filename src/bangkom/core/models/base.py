from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from bangkom.core.models.accounts import User
    from bangkom.core.privacy import Privacy


class ScopedQuerySet(models.QuerySet):
    """A QuerySet that knows who may see its rows. Fetching through `visible_to` is the access check."""

    def visible_to(self, user: "User") -> Self:
        """The rows this account may see; an app's QuerySet says which. Default deny."""
        return self.none()

    def by_system(self) -> Self:
        """All rows, for work that no person asks for: tasks, commands, checks."""
        return self.all()


class Scoped(models.Model):
    """Base of every table: rows are reached through `visible_to`, and the table says why it exists."""

    privacy: "Privacy"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
