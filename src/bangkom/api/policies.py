"""Who may do what with tokens and integrations. What a token may ask for is decided at each request (`conduct`)."""

from bangkom.api.models import Token
from bangkom.core.models import Agency, Role, User

# What an integration may be: roles that keep an agency's work, never one that governs accounts.
INTEGRATION_ROLES = (Role.ORGANIZER, Role.UNIT_HR, Role.LEADER)


def can_keep_integrations(user: User, agency: Agency) -> bool:
    """Programs are let in by the administrators of the agency."""
    return agency in user.agencies_as(Role.ADMINISTRATOR)


def can_make_token_for(user: User, owner: User) -> bool:
    """Everybody for oneself; an administrator for the programs of the agency, never for another person."""
    if user.pk == owner.pk:
        return True
    integration = getattr(owner, "integration", None)
    return integration is not None and can_keep_integrations(user, integration.agency)


def can_revoke_token(user: User, token: Token) -> bool:
    """The owner, and whoever sees it as an administrator."""
    return token.revoked_at is None and Token.objects.visible_to(user).filter(pk=token.pk).exists()
