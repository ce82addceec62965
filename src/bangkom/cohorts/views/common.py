from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts import policies, queries
from bangkom.cohorts.models import Cohort
from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.models import Role

staff_pages = requires(Role.ORGANIZER, Role.ADMINISTRATOR, Role.TRAINER, Role.LEADER)
organizer_pages = requires(Role.ORGANIZER, Role.ADMINISTRATOR)

TABS = (
    ("cohorts:detail", _("Peserta")),
    ("cohorts:schedule", _("Jadwal")),
    ("cohorts:sheet", _("Syarat")),
    ("cohorts:staff", _("Petugas")),
    ("credentials:cohort_certificates", _("Sertifikat")),
    ("cohorts:history", _("Riwayat perubahan")),
)


def cohort_seen_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person may see it as staff; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.visible_to(request.user)), slug=slug)


def cohort_run_by(request: HttpRequest, slug: str) -> Cohort:
    """The cohort, if this person may change it; else 404."""
    return get_object_or_404(queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)


def frame(request: HttpRequest, cohort: Cohort, here: str) -> dict:
    """What every page of a cohort shows around its own part: path of stages, tabs, what the person may do."""
    can_run = policies.can_run_cohort(request.user, cohort)
    return {
        "cohort": cohort,
        "can_run": can_run,
        "stations": queries.stations(cohort, clock.today(cohort.agency)),
        "tabs": [
            {"label": label, "url": reverse(name, args=[cohort.slug]), "current": name == here}
            for name, label in TABS
            if can_run or name not in {"credentials:cohort_certificates", "cohorts:history"}
        ],
        "crumbs": [(_("Angkatan"), reverse("cohorts:list")), (cohort.name, "")],
    }
