"""What every page of a cohort shows around its own part, and who opens it. Apps above that add a page use it too."""

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bangkom.cohorts import policies, queries
from bangkom.cohorts.models import Cohort, CohortStaff, Enrolment
from bangkom.core import clock
from bangkom.core.access import View
from bangkom.core.models import Role
from bangkom.core.reads import note_reads
from bangkom.programmes.models import Requirement

STAFF = (Role.ORGANIZER, Role.ADMINISTRATOR, Role.TRAINER, Role.LEADER)
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
# The word that each tab explains beside the heading (`core.terms`); the others explain what an angkatan is.
TERMS = {
    "cohorts:calls": "panggilan",
    "cohorts:schedule": "sesi",
    "cohorts:sheet": "syarat-sertifikat",
    "outside:cohort": "platform-luar",
    "workplace:cohort": "aktualisasi",
    "cohorts:decision": "keputusan",
    "credentials:cohort_certificates": "verifikasi",
}
# What people of a cohort tell each other is for those who guide it, not for leaders.
OF_GUIDES = {"learning:discussions"}
OF_ORGANIZERS = {"cohorts:calls", "outside:cohort", "credentials:cohort_certificates", "cohorts:history"}


def staff_pages(view: View) -> View:
    """The page is for people with a role that looks after cohorts, and for whoever was named staff of one.

    A practitioner who teaches once needs no role of its own: the organizer names the person, and that is enough.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_role(*STAFF) and not CohortStaff.objects.filter(person__user=request.user).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    checked.required_roles = STAFF  # type: ignore[attr-defined]
    return checked


def shows_participants(view: View) -> View:
    """The page shows the participants of the cohort in its address: whose data it showed, and to whom, is recorded."""

    @wraps(view)
    def noted(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, slug, *args, **kwargs)
        if response.status_code in {200, 422}:
            people = Enrolment.objects.visible_to(request.user).filter(cohort__slug=slug)
            note_reads(request, people.values_list("person_id", flat=True))
        return response

    return noted


def frame(request: HttpRequest, cohort: Cohort, here: str) -> dict[str, Any]:
    """Context of `cohorts/frame.html`: path of stages, tabs (`here` is the present one), what the person may do.

    The cohort comes from `queries.for_page`, so that nothing is read again for each part.
    """
    can_run = policies.can_run_cohort(request.user, cohort)
    asked = {None, *queries.kinds_asked(cohort)}
    return {
        "cohort": cohort,
        "term": TERMS.get(here, "angkatan"),
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
