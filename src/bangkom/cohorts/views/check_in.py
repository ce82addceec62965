"""A participant proves presence: types the code from the screen, or scans it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bangkom.cohorts import schedules, services
from bangkom.cohorts.forms import CheckInForm
from bangkom.cohorts.models import Attendance
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.core.throttle import allow

# Two of a million codes are right at a time; a person who mistypes needs a few tries.
TRIES = {"tries": 12, "seconds": 300}


def few_tries(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Limit how often one person may try a code. Stands outside the operation, so that a failed try is counted too."""

    @wraps(view)
    def checked(request: HttpRequest, **where: str | int) -> HttpResponse:
        is_try = request.method == "POST" or "code" in where
        if is_try and not allow(f"cohorts.check_in:{request.user.pk}", **TRIES):
            words = _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi, atau minta panitia mencatat Anda.")
            return page(request, CheckInForm(), status=429, problem=words)
        return view(request, **where)

    return checked


@few_tries
@operation
def typed(request: HttpRequest) -> HttpResponse:
    """Six figures from the screen of the room."""
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mark = services.check_in(user=request.user, typed=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("cohorts:checked_in", mark.pk)
    return page(request, form, status=422 if form.errors else 200)


@few_tries
@operation
def scanned(request: HttpRequest, session_pk: int, code: str) -> HttpResponse:
    """The link behind the QR: shows what is about to be recorded, and one button."""
    try:
        if request.method == "POST":
            mark = services.check_in(user=request.user, typed=code, session_id=session_pk)
            return redirect("cohorts:checked_in", mark.pk)
        session = services.find_session(request.user, code, session_pk)
    except Refused as refusal:
        # A session that is not the person's is as good as none.
        status = 404 if refusal.code == "no_session" else 422
        return page(request, CheckInForm(), status=status, problem=str(refusal))
    return render(request, "cohorts/check_in_scanned.html", {"session": session})


def page(request: HttpRequest, form: CheckInForm, *, status: int, problem: str = "") -> HttpResponse:
    """The page with the field for the code, and the sessions it may be for."""
    context = {"form": form, "problem": problem, "has_errors": bool(problem)}
    context["sessions"] = schedules.taking_codes(request.user)
    return render(request, "cohorts/check_in.html", context, status=status)


def checked_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer: where and when the person was recorded as present."""
    own = Attendance.objects.visible_to(request.user).filter(enrolment__person__user=request.user)
    mark = get_object_or_404(own.present().select_related("session__cohort__curriculum__programme"), pk=pk)
    return render(request, "cohorts/checked_in.html", {"mark": mark})
