import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.api.scopes import TokenScope
from bangkom.core import clock
from bangkom.core.models import Agency, Role, RoleAssignment, Scoped, ScopedQuerySet, User
from bangkom.core.models.agencies import within
from bangkom.core.privacy import Privacy, Retention


class IntegrationQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """The integrations of the agencies that one administers."""
        return self.filter(agency__in=user.agencies_as(Role.ADMINISTRATOR))


class Integration(Scoped):
    """An account of a program instead of a person: an HR system that reads, an attendance machine that writes.

    Nobody signs in with it; administrators of its agency make its tokens, its roles say what these may do.
    """

    account = models.OneToOneField(User, on_delete=models.PROTECT, related_name="integration")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama aplikasi"), max_length=120)
    purpose = models.CharField(_("untuk apa"), max_length=255)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = IntegrationQuerySet.as_manager()
    privacy = Privacy(
        purpose="Says which programs act for an agency, and for what.",
        retention=Retention.RECORD,
        personal={
            "account": "the program's account",
            "name": "what the program is called",
            "created_by": "who let it in",
        },
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TokenQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; for an administrator also those of accounts that hold a role in the agency."""
        roles = RoleAssignment.objects.filter(within(user.scope_paths(Role.ADMINISTRATOR), "scope__path"))
        return self.filter(Q(user=user) | Q(user__in=roles.values("user")))

    def usable(self) -> Self:
        """Neither revoked nor expired, of an account that is not closed."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=clock.now(), user__is_active=True)


class Token(Scoped):
    """A key for the API. Shown once; what is kept is its beginning, to find it, and a digest, to know it again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("nama token"), max_length=80, help_text=_("Program mana yang memakainya."))
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    factor_proved = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TokenQuerySet.as_manager()
    privacy = Privacy(
        purpose="Lets a program act for its owner, within limits.",
        retention=Retention.ACCOUNT,
        personal={
            "user": "for whom the program acts",
            "name": "what the owner calls it",
            "created_by": "who made it",
            "last_used_at": "shown to the owner, security",
            "revoked_by": "who ended it",
        },
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_expires_later")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def state(self) -> str:
        """active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.expires_at > clock.now() else "expired"

    @property
    def is_usable(self) -> bool:
        return self.state == "active" and self.user.is_active

    @property
    def scope_labels(self) -> list[str]:
        return [str(TokenScope(scope).label) for scope in self.scopes if scope in TokenScope.values]

    def was_noted_within(self, span: dt.timedelta) -> bool:
        return self.last_used_at is not None and clock.now() - self.last_used_at < span


class RequestCount(Scoped):
    """How many requests of one caller were counted in a window of time, named by the second in which it ends.

    `key` is a digest of who asked; see `api.limits`.
    """

    key = models.CharField(max_length=40, primary_key=True)
    window = models.BigIntegerField()
    taken = models.PositiveIntegerField()

    privacy = Privacy(purpose="Keeps one caller from crowding out the others.", retention=Retention.SHORT)

    def __str__(self) -> str:
        return f"{self.key}: {self.taken}"
