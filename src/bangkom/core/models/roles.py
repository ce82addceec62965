"""A role that only two people together may give."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from bangkom.core.models.accounts import Role, RoleAssignment, User
from bangkom.core.models.agencies import Scope, within
from bangkom.core.models.second_person import SecondPerson, SecondPersonQuerySet
from bangkom.core.privacy import Privacy, Retention

# Whoever holds one of these could do everything else: no single person gives them.
NEEDS_SECOND = (Role.ADMINISTRATOR, Role.OPERATOR)


class RoleRequestQuerySet(SecondPersonQuerySet):
    def visible_to(self, user) -> Self:
        """Those of the agency for its administrators; an operator's also where nobody else could decide."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(asked_by=user) | within(user.scope_paths(Role.ADMINISTRATOR), "scope__path")
        if user.has_role(Role.OPERATOR):
            seen |= Q(role=Role.OPERATOR) | Q(decided_by=user) | Q(by_operator=True)
        return self.filter(seen)


class RoleRequest(SecondPerson):
    """A role asked for somebody; it is given when a second person agrees.

    `by_operator`: the agency had no second administrator when it was asked, so that an operator decides.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_requests")
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in NEEDS_SECOND])
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    by_operator = models.BooleanField(default=False)
    assignment = models.OneToOneField(RoleAssignment, on_delete=models.PROTECT, null=True, related_name="request")

    objects = RoleRequestQuerySet.as_manager()
    privacy = Privacy(
        purpose="Two people answer for it when somebody becomes an administrator.",
        retention=Retention.RECORD,
        personal={
            "user": "who is to hold the role",
            "reason": "on which grounds",
            "asked_by": "the first of the two",
            "decided_by": "the second of the two",
        },
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope"], condition=Q(state="waiting"), name="core_role_request_one_waiting"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="core_role_request_not_for_oneself"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("user"))),
                name="core_role_request_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.get_state_display()})"
