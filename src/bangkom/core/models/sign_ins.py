"""Where somebody is signed in, how often signing in failed, and who asked to take a lost second factor off."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bangkom.core import clock
from bangkom.core.models.accounts import Role, User
from bangkom.core.models.agencies import Scope, within
from bangkom.core.models.base import Scoped, ScopedQuerySet
from bangkom.core.models.second_person import SecondPerson, SecondPersonQuerySet
from bangkom.core.privacy import Privacy, Retention


class SignInQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class SignIn(Scoped):
    """One signed-in browser, as its owner sees it in the list of devices. It goes when the session ends."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    shared = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    objects = SignInQuerySet.as_manager()
    privacy = Privacy(
        purpose="Shows a person where the own account is open, and lets the person end it.",
        retention=Retention.SHORT,
        personal={
            "user": "who signed in",
            "browser": "name of the browser, so that the person recognises the device",
            "system": "name of the operating system, for the same",
            "seen_at": "last use, within minutes",
        },
    )

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.device}"

    @property
    def device(self) -> str:
        """ "Chrome di Android", as far as the browser told."""
        if self.browser and self.system:
            return str(_("%(browser)s di %(system)s")) % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or str(_("Perangkat tidak dikenal"))

    @property
    def end_label(self) -> str:
        """What the button says to somebody who only hears it."""
        return str(_("Akhiri %(device)s")) % {"device": self.device}


class SignInTries(Scoped):
    """Failed tries under one key: a device and account, an account, or an address. The key is a digest."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
    changed_at = models.DateTimeField()

    privacy = Privacy(purpose="Slows down guessing of passwords and codes.", retention=Retention.SHORT)

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="core_tries_age")]

    def __str__(self) -> str:
        return f"{self.failures} failures"


class FactorResetQuerySet(SecondPersonQuerySet):
    def visible_to(self, user) -> Self:
        """For those who keep the unit, and the agency's administrators."""
        return self.filter(within(user.scope_paths(Role.UNIT_HR, Role.ADMINISTRATOR), "scope__path"))


class FactorReset(SecondPerson):
    """Taking all second factors off an account whose owner has lost them: one asks, another one confirms."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=300)

    objects = FactorResetQuerySet.as_manager()
    privacy = Privacy(
        purpose="Two people answer for it when a second factor is taken off.",
        retention=Retention.RECORD,
        personal={
            "user": "whose factors",
            "proof": "how the officer made sure who asked",
            "asked_by": "the first of the two",
            "decided_by": "the second of the two",
        },
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="core_factor_reset_one_waiting_per_user"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="core_factor_reset_not_for_oneself"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="core_factor_reset_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_state_display()}"


class OutsideAccountQuerySet(ScopedQuerySet):
    def visible_to(self, user) -> Self:
        """One's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class OutsideAccount(Scoped):
    """An account at an outside sign-in service (OpenID Connect) that opens an account here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_accounts")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)

    objects = OutsideAccountQuerySet.as_manager()
    privacy = Privacy(
        purpose="Lets a person sign in with the government's sign-in service.",
        retention=Retention.ACCOUNT,
        personal={"user": "whose account", "subject": "the service's name for the person"},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="core_outside_account_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="core_outside_account_one_per_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.issuer}"
