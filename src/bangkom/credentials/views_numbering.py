"""How an agency's certificates are numbered."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.access import requires
from bangkom.core.models import Role
from bangkom.core.operations import operation
from bangkom.credentials import services
from bangkom.credentials.forms import NumberingForm
from bangkom.credentials.views import signing_agency
from bangkom.papers import services as papers
from bangkom.papers.errors import PapersError

_NUMBER = re.compile(r"\{n(?::0(\d)d)?\}")


def typed(pattern: str) -> dict[str, object]:
    """A stored pattern as people write it: {nomor} and {tahun}, with how many digits the number has."""
    width = _NUMBER.search(pattern)
    digits = int(width[1]) if width and width[1] else 1
    return {"pattern": _NUMBER.sub("{nomor}", pattern).replace("{year}", "{tahun}"), "digits": digits}


def stored(pattern: str, digits: int) -> str:
    """What people wrote as a stored pattern."""
    number = "{n}" if digits == 1 else f"{{n:0{digits}d}}"
    return pattern.strip().replace("{nomor}", number).replace("{tahun}", "{year}")


@requires(Role.ADMINISTRATOR)
@operation
def numbering(request: HttpRequest) -> HttpResponse:
    """The pattern, the next number by it, and how many were given this year."""
    agency = signing_agency(request)
    default = services.default_pattern(agency)
    series = agency.number_series.filter(code=services.SERIES).first()
    pattern = series.pattern if series else default
    year = clock.today(agency).year
    counter = series.counters.filter(year=year).first() if series else None
    given = counter.last if counter else 0
    form = NumberingForm(request.POST or None, initial=typed(pattern))
    if request.method == "POST" and form.is_valid():
        try:
            series = papers.ensure_series(agency=agency, code=services.SERIES, pattern=default)
            papers.change_pattern(series=series, pattern=stored(**form.cleaned_data), by=request.user)
        except PapersError:
            form.add_error("pattern", _("Pola harus memuat {nomor} dan {tahun}, masing-masing sekali."))
        else:
            messages.success(request, _("Pola nomor disimpan. Sertifikat yang sudah terbit tetap bernomor lama."))
            return redirect("credentials:numbering")
    context = {
        "form": form,
        "given": given,
        "year": year,
        "next": pattern.format(n=given + 1, year=year),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Penomoran"), "")],
    }
    return render(request, "credentials/numbering.html", context, status=422 if form.errors else 200)
