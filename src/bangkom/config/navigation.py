"""The navigation of each role, in one place. `match` are the URL namespaces or names that light an item.

Names of lists have the context "menu": Indonesian has one form, other languages say them in the plural.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bangkom.core.models import Role


@dataclass(frozen=True)
class Item:
    label: str
    url_name: str
    match: tuple[str, ...] = field(default=())
    icon: str = ""


NAVIGATION: dict[Role, tuple[Item, ...]] = {
    Role.LEARNER: (
        Item(_("Beranda"), "reporting:home", icon="home"),
        Item(_("Belajar"), "learning:list", ("learning:", "outside:", "workplace:"), icon="book"),
        Item(_("Jadwal"), "cohorts:my_schedule", ("cohorts:check_in", "cohorts:checked_in"), icon="calendar"),
        Item(_("Riwayat"), "reporting:my_record", ("ledger:", "credentials:outcome"), icon="record"),
    ),
    Role.TRAINER: (
        Item(_("Beranda"), "reporting:home"),
        Item(_("Kelas saya"), "cohorts:list", ("cohorts:", "workplace:cohort")),
        Item(_("Bimbingan"), "workplace:queue", ("workplace:",)),
        Item(pgettext_lazy("menu", "Modul"), "courseware:list", ("courseware:",)),
    ),
    Role.ORGANIZER: (
        Item(_("Perlu tindakan"), "reporting:home"),
        Item(
            pgettext_lazy("menu", "Angkatan"),
            "cohorts:list",
            ("cohorts:", "credentials:", "workplace:cohort", "workplace:coaches"),
        ),
        Item(_("Pegawai"), "people:list", ("people:",)),
        Item(pgettext_lazy("menu", "Program"), "programmes:list", ("programmes:",)),
        Item(pgettext_lazy("menu", "Modul"), "courseware:list", ("courseware:",)),
        Item(pgettext_lazy("menu", "Laporan"), "reporting:compliance", ("reporting:compliance_unit",)),
    ),
    Role.UNIT_HR: (
        Item(_("Perlu tindakan"), "reporting:home"),
        Item(_("Pegawai"), "people:list", ("people:",)),
        Item(_("Rekap JP"), "reporting:compliance", ("reporting:compliance_unit",)),
    ),
    Role.LEADER: (
        Item(_("Ringkasan"), "reporting:home"),
        Item(pgettext_lazy("menu", "Perangkat daerah"), "reporting:compliance", ("reporting:compliance_unit",)),
        Item(pgettext_lazy("menu", "Angkatan"), "cohorts:list", ("cohorts:",)),
    ),
    Role.ADMINISTRATOR: (
        Item(_("Perlu tindakan"), "reporting:home"),
        Item(_("Pegawai"), "people:list", ("people:",)),
        Item(
            _("Pengaturan"),
            "console",
            (
                "core:",
                "roles:",
                "rules:",
                "notices:",
                "credentials:",
                "partners:",
                "api:",
                "interop:",
                "privacy:",
                "account_reset",
                "reporting:jobs",
            ),
        ),
    ),
    Role.OPERATOR: (
        Item(_("Ringkasan"), "reporting:home"),
        Item(_("Pengaturan"), "console", ("core:", "roles:", "rules:")),
    ),
}


def items_for(request: HttpRequest, role: Role) -> list[dict]:
    """The role's items with URL and whether the present page belongs to it."""
    match = request.resolver_match
    here = match.view_name if match else ""
    items = NAVIGATION[role]
    exact = {item.url_name for item in items}
    return [
        {
            "label": item.label,
            "icon": item.icon,
            "url": reverse(item.url_name),
            "current": here == item.url_name
            or (here not in exact and any(here == m or (m.endswith(":") and here.startswith(m)) for m in item.match)),
            "count": None,
        }
        for item in items
    ]
