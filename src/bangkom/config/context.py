from types import SimpleNamespace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.config import console, navigation
from bangkom.core import access
from bangkom.core.models import Agency, Role, User
from bangkom.core.views import agency_css_url
from bangkom.notices import queries as notices


def page(request: HttpRequest) -> dict:
    """What the base templates show around every page; see docs/howto/design-system.md.

    `page_base` is the base of pages for everybody: who has signed in keeps the own navigation on them.
    """
    around = {
        "language_switch_url": reverse("core:set_language"),
        "footer_links": footer_links(),
        "page_base": "base_public.html",
        "acting_role": None,
        "available_roles": [],
        "nav": [],
        "settings_url": "",
        "agency": None,
        "unread_notices": 0,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return around
    role = access.acting_role(request)
    agency = access.acting_agency(request)
    return around | {
        "page_base": "base.html",
        "acting_role": as_choice(role),
        "available_roles": [as_choice(each) for each in access.roles_of(user)],
        "nav": navigation.items_for(request, role),
        "settings_url": settings_url(user, role),
        "agency": dressed(agency) if agency else None,
        "unread_notices": notices.unread_count(user),
    }


def settings_url(user: User, role: Role) -> str:
    """The way to the settings for roles that have some and no item for them in their navigation."""
    in_navigation = any(item.url_name == "console" for item in navigation.NAVIGATION[role])
    return "" if in_navigation or not console.sections_for(user, role) else reverse("console")


def as_choice(role: Role) -> SimpleNamespace:
    return SimpleNamespace(code=role.value, label=role.label)


def dressed(agency: Agency) -> SimpleNamespace:
    """An agency as the header shows it."""
    return SimpleNamespace(
        name=agency.organizer_name,
        short_name=agency.short_name,
        code=agency.code,
        stylesheet_url=agency_css_url(agency),
    )


def footer_links() -> list[dict]:
    """The ways for everybody: at the foot of each page, and in the header of public ones."""
    return [
        {"label": _("Katalog"), "url": reverse("reporting:catalogue")},
        {"label": _("Verifikasi sertifikat"), "url": reverse("credentials:lookup")},
        {"label": _("Bantuan"), "url": reverse("core:help")},
    ]
