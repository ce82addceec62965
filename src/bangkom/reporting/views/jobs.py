"""Pekerjaan massal: every bulk act one may see, with where it stands and the way to its page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.cohorts.models import Cohort
from bangkom.core import lists
from bangkom.core.access import requires
from bangkom.core.lists import ListColumn
from bangkom.core.models import Job, Role
from bangkom.reporting import words
from bangkom.reporting.queries import tasks

PER_PAGE = 30
COLUMNS = (
    ListColumn(gettext_lazy("Pekerjaan"), lambda job: str(words.job_name(job.kind))),
    ListColumn(gettext_lazy("Berkas"), lambda job: job.source_name),
    ListColumn(gettext_lazy("Keadaan"), lambda job: job.get_state_display()),
    ListColumn(gettext_lazy("Baris"), lambda job: job.total),
    ListColumn(gettext_lazy("Oleh"), lambda job: str(job.created_by or "")),
    ListColumn(gettext_lazy("Mulai"), lambda job: timezone.localtime(job.created_at)),
)


@requires(Role.ADMINISTRATOR, Role.ORGANIZER, Role.UNIT_HR)
def job_list(request: HttpRequest) -> HttpResponse:
    """Newest first; `keadaan` narrows to one state."""
    chosen = request.GET.get("keadaan", "")
    jobs = Job.objects.visible_to(request.user).select_related("created_by").order_by("-created_at", "-pk")
    if chosen in Job.State:
        jobs = jobs.filter(state=chosen)
    if file := lists.download(request, jobs, COLUMNS, name="pekerjaan-massal", title=_("Pekerjaan massal")):
        return file
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("halaman"))
    cohorts = {job.params["cohort"] for job in page.object_list if "cohort" in job.params}
    slugs = dict(Cohort.objects.visible_to(request.user).filter(pk__in=cohorts).values_list("pk", "slug"))
    rows = [
        {
            "job": job,
            "name": words.job_name(job.kind),
            "url": tasks.job_page(job, slugs),
            "kind": words.JOB_KINDS.get(job.state, "neutral"),
        }
        for job in page.object_list
    ]
    states = (Job.State.STAGED, Job.State.COMMITTING, Job.State.DONE, Job.State.FAILED)
    tabs = [{"label": _("Semua"), "url": "?", "current": chosen not in Job.State}]
    tabs += [{"label": each.label, "url": f"?keadaan={each.value}", "current": chosen == each} for each in states]
    crumbs = [(_("Pengaturan"), reverse("console")), (_("Pekerjaan massal"), "")]
    return render(request, "reporting/jobs.html", {"rows": rows, "page": page, "tabs": tabs, "crumbs": crumbs})
