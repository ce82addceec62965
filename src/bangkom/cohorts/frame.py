"""What every page of a cohort shows around its own part. Apps above that add a page to a cohort use it too."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bangkom.cohorts import policies, queries
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.programmes.models import Requirement

TABS = (
    ("cohorts:detail", pgettext_lazy("menu", "Peserta")),
    ("cohorts:calls", _("Panggilan")),
    ("cohorts:schedule", _("Jadwal")),
    ("cohorts:recap", _("Kehadiran")),
    ("cohorts:sheet", _("Syarat")),
    ("learning:discussions", _("Diskusi")),
    ("outside:cohort", _("Platform luar")),
    ("workplace:cohort", _("Aktualisasi")),
    ("cohorts:decision", pgettext_lazy("menu", "Keputusan")),
    ("cohorts:staff", _("Petugas")),
    ("credentials:cohort_certificates", _("Sertifikat")),
    ("cohorts:history", _("Riwayat perubahan")),
)
# Tabs that show only where the curriculum asks for such a condition.
WHERE_ASKED = {
    "learning:discussions": Requirement.Kind.DISCUSSION,
    "outside:cohort": Requirement.Kind.OUTSIDE,
    "workplace:cohort": Requirement.Kind.ACTUALIZATION,
}
# What people of a cohort tell each other is for those who guide it, not for leaders.
OF_GUIDES = {"learning:discussions"}
OF_ORGANIZERS = {"cohorts:calls", "outside:cohort", "credentials:cohort_certificates", "cohorts:history"}


def frame(request: HttpRequest, cohort: Cohort, here: str) -> dict[str, Any]:
    """Context of `cohorts/frame.html`: path of stages, tabs (`here` is the present one), what the person may do.

    The cohort comes from `queries.for_page`, so that nothing is read again for each part.
    """
    can_run = policies.can_run_cohort(request.user, cohort)
    asked = {None, *queries.kinds_asked(cohort)}
    return {
        "cohort": cohort,
        "can_run": can_run,
        "stations": queries.stations(cohort, clock.today(cohort.agency)),
        "tabs": [
            {"label": label, "url": reverse(name, args=[cohort.slug]), "current": name == here}
            for name, label in TABS
            if can_run or name not in OF_ORGANIZERS
            if WHERE_ASKED.get(name) in asked
            if name not in OF_GUIDES or policies.can_mark_attendance(request.user, cohort)
        ],
        "crumbs": [(_("Angkatan"), reverse("cohorts:list")), (cohort.name, "")],
    }
