"""The installation as its operator sees it: is it well, what does it keep, what was given up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangkom.core import background, system
from bangkom.core.access import requires
from bangkom.core.models import Role
from bangkom.core.operations import operation


@requires(Role.OPERATOR)
def system_page(request: HttpRequest) -> HttpResponse:
    """Sistem: health, storage by agency, tasks that were given up."""
    context = {
        "findings": system.findings(),
        "storage": system.storage(),
        "failed": background.failed_tasks(),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Sistem"), "")],
    }
    return render(request, "core/system.html", context)


@requires(Role.OPERATOR)
@require_POST
@operation
def retry_task(request: HttpRequest, task_id: str) -> HttpResponse:
    """A task that was given up is queued once more."""
    found = next((each for each in background.failed_tasks() if str(each.row.pk) == task_id), None)
    if found is None:
        raise Http404
    background.retry(found)
    messages.success(request, _("Tugas ini dicoba lagi."))
    return redirect("core:system")
