import datetime as dt
from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models.agencies import Agency, Scope, within
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.privacy import Privacy, Retention


class Role(models.TextChoices):
    """What a person does here. A role holds over a scope; being a learner needs no assignment.

    An operator keeps the installation (opens agencies, watches its health), held over the agency that runs it; the
    role reads nobody's data.
    """

    LEARNER = "learner", _("Peserta")
    TRAINER = "trainer", _("Pengajar")
    ORGANIZER = "organizer", _("Penyelenggara")
    UNIT_HR = "unit_hr", _("Pengelola kepegawaian")
    LEADER = "leader", _("Pimpinan")
    ADMINISTRATOR = "administrator", _("Admin instansi")
    OPERATOR = "operator", _("Pengelola sistem")


STAFF_ROLES = (Role.ORGANIZER, Role.UNIT_HR, Role.ADMINISTRATOR, Role.LEADER, Role.OPERATOR)

# Who gives which role, within the own scope; whoever holds no role named here gives none.
GIVES: dict[Role, tuple[Role, ...]] = {
    Role.ADMINISTRATOR: (Role.TRAINER, Role.ORGANIZER, Role.UNIT_HR, Role.LEADER, Role.ADMINISTRATOR),
    Role.OPERATOR: (Role.OPERATOR,),
    Role.ORGANIZER: (Role.ORGANIZER,),
    Role.UNIT_HR: (Role.UNIT_HR,),
}


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """Oneself; and for an administrator the accounts with a role in the own agency."""
        if not user.is_authenticated:
            return self.none()
        paths = user.scope_paths(Role.ADMINISTRATOR)
        if not paths:
            return self.filter(pk=user.pk)
        return self.filter(
            Q(pk=user.pk) | Q(pk__in=RoleAssignment.objects.filter(within(paths, "scope__path")).values("user"))
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Scoped):
    """An account: a way to sign in. Only invited people have one; who they are stands in `people.Person`."""

    username = models.CharField(_("NIP atau nama pengguna"), max_length=150, unique=True)
    email = models.EmailField(_("surel"), blank=True)
    name = models.CharField(_("nama"), max_length=200)
    language = models.CharField(
        _("bahasa"), max_length=2, default="id", choices=[("id", "Bahasa Indonesia"), ("en", "English")]
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    privacy = Privacy(
        purpose="Lets an invited person sign in.",
        retention=Retention.ACCOUNT,
        personal={
            "username": "sign-in name: the employee number or a chosen name",
            "email": "messages and password reset",
            "name": "shown to the person and in the history of acts",
            "password": "Argon2id hash",
            "last_login": "shown to the person, security",
        },
    )

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def assignments_now(self) -> list["RoleAssignment"]:
        """The roles that hold today. Loaded once for a request; the next request sees a change."""
        return list(self.role_assignments.holding().select_related("scope__agency"))

    def has_role(self, *roles: Role) -> bool:
        """Whether one of these roles holds anywhere. A learner is anyone with an account."""
        return Role.LEARNER in roles or any(a.role in roles for a in self.assignments_now)

    def scope_paths(self, *roles: Role) -> list[str]:
        """The subtrees over which one of these roles (any, when none is named) holds."""
        return [a.scope.path for a in self.assignments_now if not roles or a.role in roles]

    def agencies_as(self, *roles: Role) -> list[Agency]:
        """Agencies over the whole of which one of these roles holds."""
        found = {
            a.scope.agency_id: a.scope.agency
            for a in self.assignments_now
            if a.scope.parent_id is None and (not roles or a.role in roles)
        }
        return list(found.values())


class RoleAssignmentQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own; for an administrator those of the scope; for others the roles that they may give there."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(user=user) | within(user.scope_paths(Role.ADMINISTRATOR), "scope__path")
        for giver, roles in GIVES.items():
            seen |= Q(role__in=roles) & within(user.scope_paths(giver), "scope__path")
        return self.filter(seen)

    def holding(self, on: dt.date | None = None) -> Self:
        """Assignments that hold on a day, today by default."""
        return self.filter(clock.valid_on(on or clock.today()))

    def coming(self) -> Self:
        return self.filter(ended_at__isnull=True, valid_from__gt=clock.today())

    def past(self) -> Self:
        return self.filter(Q(ended_at__isnull=False) | Q(valid_until__lt=clock.today()))


class RoleAssignment(Scoped):
    """A role that an account holds over a scope (an agency or a unit with all below it), from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=16, choices=[c for c in Role.choices if c[0] != Role.LEARNER])
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="role_assignments")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    delegated_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="delegated")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()
    privacy = Privacy(
        purpose="Says who may act for an agency or unit, and since when.",
        retention=Retention.RECORD,
        personal={
            "user": "holder of the role",
            "reason": "on which grounds it was given",
            "given_by": "who gave it",
            "ended_by": "who ended it early",
            "end_reason": "why it ended early",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope", "valid_from"],
                condition=Q(ended_at__isnull=True),
                name="core_role_once_per_scope",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="core_role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def standing(self) -> str:
        """`holding`, `coming` or `past`, as of today."""
        today = clock.today()
        if self.ended_at is not None or (self.valid_until is not None and self.valid_until < today):
            return "past"
        return "coming" if self.valid_from is not None and self.valid_from > today else "holding"


class InvitationQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        return self.filter(within(user.scope_paths(Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR), "scope__path"))

    def open(self) -> Self:
        """Not used, not replaced, not expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())


class Invitation(Scoped):
    """A one-time code that lets an invited person set a password. Only the code's hash is stored."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = InvitationQuerySet.as_manager()
    privacy = Privacy(
        purpose="Lets an invited person take over the own account.",
        retention=Retention.ACCOUNT,
        personal={"user": "who is invited", "created_by": "who invited"},
    )

    def __str__(self) -> str:
        return f"undangan {self.user}"
