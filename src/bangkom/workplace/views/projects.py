from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.workplace import outline, policies, queries, services
from bangkom.workplace.models import Submission
from bangkom.workplace.views.common import own_crumbs, own_row


@require_safe
def project(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """An aktualisasi as its participant sees it: whose turn it is, what is asked, what was sent and answered."""
    row = own_row(request, enrolment_pk, requirement_pk)
    found = queries.project_of(row)
    versions = queries.history(found)
    latest = versions[0] if versions else None
    part = found.now if found else outline.SHORT[0]
    may_write = policies.may_write(row, found)
    draft = queries.draft_of(found) if found and may_write else None
    context = {
        "row": row,
        "project": found,
        "now": clock.now(),
        "part": part,
        "parts": outline.SHORT,
        "at": outline.SHORT.index(part) + 1,
        "draft": draft,
        "may_write": may_write,
        "versions": versions,
        "latest": latest,
        "advice": queries.advice_on(found) if may_write else None,
        "waiting": latest if latest and latest.state == Submission.State.SENT else None,
        "shown": [(each, queries.answers(each.of, each.content)) for each in queries.standing_versions(versions)],
        "coaches": queries.coaches_of(row.enrolment.cohort, [row.enrolment])[row.enrolment_id],
        "dates": queries.stage_dates(row),
        "crumbs": own_crumbs(row),
    }
    return render(request, "workplace/project.html", context)


@require_POST
@operation
def recall(request: HttpRequest, enrolment_pk: int, requirement_pk: int) -> HttpResponse:
    """Take back what was sent and not answered yet."""
    row = own_row(request, enrolment_pk, requirement_pk)
    found = queries.project_of(row)
    if found is not None:
        try:
            services.recall(project=found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Kiriman ditarik. Perbaiki, lalu kirim lagi."))
    return redirect("workplace:project", enrolment_pk, requirement_pk)
