"""What every page of a cohort shows around its own part. Apps above that add a page to a cohort use it too."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts import policies, queries
from bangkom.cohorts.models import Cohort
from bangkom.core import clock

TABS = (
    ("cohorts:detail", _("Peserta")),
    ("cohorts:calls", _("Panggilan")),
    ("cohorts:schedule", _("Jadwal")),
    ("cohorts:recap", _("Kehadiran")),
    ("cohorts:sheet", _("Syarat")),
    ("outside:cohort", _("Platform luar")),
    ("cohorts:decision", _("Keputusan")),
    ("cohorts:staff", _("Petugas")),
    ("credentials:cohort_certificates", _("Sertifikat")),
    ("cohorts:history", _("Riwayat perubahan")),
)
OF_ORGANIZERS = {"cohorts:calls", "outside:cohort", "credentials:cohort_certificates", "cohorts:history"}


def frame(request: HttpRequest, cohort: Cohort, here: str) -> dict[str, Any]:
    """Context of `cohorts/frame.html`: path of stages, tabs (`here` is the present one), what the person may do.

    The cohort comes from `queries.for_page`, so that nothing is read again for each part.
    """
    can_run = policies.can_run_cohort(request.user, cohort)
    return {
        "cohort": cohort,
        "can_run": can_run,
        "stations": queries.stations(cohort, clock.today(cohort.agency)),
        "tabs": [
            {"label": label, "url": reverse(name, args=[cohort.slug]), "current": name == here}
            for name, label in TABS
            if can_run or name not in OF_ORGANIZERS
            if name != "outside:cohort" or queries.learns_outside(cohort)
        ],
        "crumbs": [(_("Angkatan"), reverse("cohorts:list")), (cohort.name, "")],
    }
