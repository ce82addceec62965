"""Reads for the pages of tokens and integrations."""

from django.db.models import Count, Max, Q, QuerySet

from bangkom.api.models import Integration, Token
from bangkom.core import clock
from bangkom.core.models import Event, User


def own_tokens(user: User) -> QuerySet[Token]:
    """One's own tokens, those that still work first."""
    return Token.objects.visible_to(user).filter(user=user).select_related("user").order_by("revoked_at", "-created_at")


def tokens_of_people(user: User) -> QuerySet[Token]:
    """The tokens that work now of the people whose roles one administers, programs apart."""
    seen = Token.objects.visible_to(user).usable().filter(user__integration=None)
    return seen.select_related("user").order_by("user__name", "-created_at")


def integrations(user: User) -> QuerySet[Integration]:
    """The programs of the agencies one administers, with how many tokens they hold and when one was used last."""
    working = Q(account__api_tokens__revoked_at=None, account__api_tokens__expires_at__gt=clock.now())
    return (
        Integration.objects.visible_to(user)
        .select_related("account", "agency")
        .annotate(working=Count("account__api_tokens", working), used_at=Max("account__api_tokens__last_used_at"))
        .order_by("name", "pk")
    )


def history_of(token: Token) -> list[Event]:
    """What was done with a token, newest first."""
    return list(Event.objects.about(token).select_related("actor").order_by("-pk"))


def tokens_of(integration: Integration) -> QuerySet[Token]:
    """All tokens that a program was given. Whoever sees the program sees them, also when its roles have ended."""
    return Token.objects.by_system().filter(user=integration.account_id).select_related("user")
