from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bangkom.cohorts import queries as cohort_queries
from bangkom.cohorts.frame import frame, shows_participants
from bangkom.cohorts.models import ORGANIZERS, Cohort, Enrolment
from bangkom.core import access, clock
from bangkom.core.access import public, requires
from bangkom.core.errors import Refused
from bangkom.core.ids import grouped
from bangkom.core.models import Agency
from bangkom.core.operations import operation
from bangkom.core.reads import note_reads
from bangkom.core.services import open_stored
from bangkom.core.throttle import allow, visitor
from bangkom.credentials import policies, queries, services
from bangkom.credentials.forms import CodeForm, FileForm, LastDigitsForm, RevokeForm, SignatoryForm
from bangkom.credentials.models import Certificate, Signatory
from bangkom.credentials.presentation import checked, not_found
from bangkom.credentials.verification import LARGEST_UPLOAD, Verdict, compare, fingerprint

ROWS_A_PAGE = 50
MULTIPART_EXTRA = 64 * 1024  # what a form wraps around a file
# Guessing: four figures have 10,000 values, so a certificate gives away its name slowly or not at all.
DIGIT_TRIES = {"tries": 5, "seconds": 3600}
# Asking: an office behind one address may check a whole angkatan; only what is not found is counted.
MISSES = {"tries": 60, "seconds": 300}
UPLOADS = {"tries": 60, "seconds": 300}


# The two forms of the public check only read: they carry no operation, and no token that would need a cookie.
@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """The public check: by code, or by the file itself."""
    if request.method == "POST":
        return lookup_file(request)
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("credentials:check", code=grouped(form.cleaned_data["kode"]))
    return lookup_page(request, code_form=form, status=422 if form.errors else 200)


def lookup_file(request: HttpRequest) -> HttpResponse:
    """Compare an uploaded file with the register. Its size is looked at before a byte of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_UPLOAD + MULTIPART_EXTRA:
        return render(request, "413.html", status=413)
    if not allow(f"upload:{visitor(request)}", **UPLOADS):
        return render(request, "429.html", status=429)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return lookup_page(request, file_form=form, status=422)
    file = fingerprint(form.cleaned_data["berkas"])
    verdict, code = compare(file, issued=queries.issued_like(file))
    if verdict is Verdict.UNKNOWN:
        return outcome_page(request, not_found(by_file=True))
    certificate = queries.by_code(code)
    return outcome_page(request, checked(certificate, file=verdict), certificate=certificate)


def lookup_page(request: HttpRequest, *, status: int, code_form=None, file_form=None) -> HttpResponse:
    context = {"code_form": code_form or CodeForm(), "file_form": file_form or FileForm()}
    context["has_errors"] = status != 200
    return render(request, "credentials/lookup.html", context, status=status)


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the register says about a code: genuine, revoked, or not found. POST with four figures shows the name."""
    certificate = queries.by_code(code)
    if certificate is None:
        if not allow(f"miss:{visitor(request)}", **MISSES):
            return render(request, "429.html", status=429)
        return outcome_page(request, not_found(code=code), status=404)
    if code != grouped(certificate.code):
        return redirect("credentials:check", code=grouped(certificate.code))
    form = LastDigitsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return outcome_page(request, checked(certificate), certificate=certificate, form=form, status=status)
    if not allow(f"digits:{certificate.pk}", **DIGIT_TRIES):
        form.add_error("angka", _("Sudah terlalu banyak percobaan untuk sertifikat ini. Coba lagi satu jam lagi."))
        return outcome_page(request, checked(certificate), certificate=certificate, form=form, status=429)
    number = certificate.facts["person"]["number"]
    if not number or number[-4:] != form.cleaned_data["angka"]:
        form.add_error("angka", _("Angka ini tidak cocok dengan NIP pada sertifikat."))
        return outcome_page(request, checked(certificate), certificate=certificate, form=form, status=422)
    return outcome_page(request, checked(certificate, unmasked=True), certificate=certificate)


def outcome_page(
    request: HttpRequest,
    result: dict[str, Any],
    *,
    certificate: Certificate | None = None,
    form: LastDigitsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The answer, in the zone of the agency that issued; search engines keep out."""
    with timezone.override(clock.zone_of(certificate.agency if certificate else None)):
        context = {"result": result, "certificate": certificate, "now": clock.now()}
        context["form"] = LastDigitsForm() if form is None else form
        response = render(request, "credentials/check.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def outcome(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The page after the last condition: the participant's certificate, or exactly what is missing and from whom."""
    own = Enrolment.objects.own(request.user).select_related("cohort__agency", "cohort__curriculum__programme")
    enrolment = get_object_or_404(own.prefetch_related("cohort__stages__stage"), pk=enrolment_id)
    certificate = services.ensure_issued(enrolment=enrolment)
    rows = [] if certificate else enrolment.sheet.select_related("requirement", "stage")
    context: dict[str, Any] = {"enrolment": enrolment, "certificate": certificate, "rows": rows}
    if certificate:
        cohort = enrolment.cohort
        met = {dates.stage_id for dates in cohort.stages.all()}
        context["stations"] = cohort_queries.stations(cohort, clock.today(cohort.agency), met)
        context["address"] = certificate.facts["check"]["url"]
    return render(request, "credentials/outcome.html", context)


@require_safe
def download(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The PDF as it was issued, for its owner and the organizing agency."""
    visible = Certificate.objects.visible_to(request.user).select_related("enrolment")
    certificate = get_object_or_404(visible.select_related("enrolment__person"), pk=certificate_id)
    if certificate.enrolment.person.user_id != request.user.pk:
        note_reads(request, [certificate.enrolment.person_id])
    if not certificate.pdf_id:
        certificate = services.ensure_issued(enrolment=certificate.enrolment) or certificate
    if not certificate.pdf_id:
        raise Refused(_("PDF sertifikat ini sedang disiapkan. Coba lagi beberapa menit lagi."))
    stored = certificate.pdf
    response = FileResponse(open_stored(stored), content_type=stored.content_type, filename=stored.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(*ORGANIZERS)
@require_safe
@shows_participants
def cohort_certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who of a cohort has a certificate, who waits for one, who lost it."""
    cohort = get_object_or_404(cohort_queries.for_page(Cohort.objects.run_by(request.user)), slug=slug)
    page = Paginator(queries.of_cohort(cohort), ROWS_A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        **frame(request, cohort, "credentials:cohort_certificates"),
        "count": queries.cohort_count(cohort),
        "page": page,
        "issuing": queries.issuing_of(cohort),
        "signatory": Signatory.objects.holding(cohort.agency, clock.today(cohort.agency)),
    }
    return render(request, "credentials/cohort_certificates.html", context)


@requires(*ORGANIZERS)
@operation
def revoke(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Take a certificate back, with a reason that everybody reads."""
    visible = Certificate.objects.visible_to(request.user).select_related(
        "agency", "enrolment__cohort__curriculum__programme"
    )
    certificate = get_object_or_404(visible, pk=certificate_id)
    cohort = certificate.enrolment.cohort
    if not policies.can_revoke(request.user, certificate):
        if policies.may_issue_for(request.user, certificate.agency):
            raise Refused(_("Sertifikat ini sudah dicabut sebelumnya."))
        raise PermissionDenied
    note_reads(request, [certificate.enrolment.person_id])
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.revoke(certificate=certificate, reason=form.cleaned_data["alasan"], by=request.user)
        messages.success(request, _("Sertifikat %(number)s dicabut.") % {"number": certificate.number})
        return redirect("credentials:cohort_certificates", slug=cohort.slug)
    context = {
        "certificate": certificate,
        "form": form,
        "cohort": cohort,
        "crumbs": [
            (_("Angkatan"), reverse("cohorts:list")),
            (cohort.name, reverse("cohorts:detail", args=[cohort.slug])),
            (_("Sertifikat"), reverse("credentials:cohort_certificates", args=[cohort.slug])),
            (_("Cabut"), ""),
        ],
    }
    return render(request, "credentials/revoke.html", context, status=422 if form.errors else 200)


@requires(*ORGANIZERS)
@operation
def signatories(request: HttpRequest) -> HttpResponse:
    """Who signs the agency's certificates: now, later, before."""
    agency = signing_agency(request)
    form = SignatoryForm(request.POST or None, initial={"valid_from": clock.today(agency)})
    if request.method == "POST" and form.is_valid():
        services.name_signatory(agency=agency, by=request.user, **form.cleaned_data)
        messages.success(request, _("Penanda tangan tersimpan."))
        return redirect("credentials:signatories")
    named = Signatory.objects.visible_to(request.user).filter(agency=agency)
    context = {
        "form": form,
        "agency": agency,
        "named": named,
        "holding": Signatory.objects.holding(agency, clock.today(agency)),
    }
    return render(request, "credentials/signatories.html", context, status=422 if form.errors else 200)


def signing_agency(request: HttpRequest) -> Agency:
    """The agency for which the person acts, if they organize its training; otherwise the first for which they do."""
    return access.kept_agency(request, *ORGANIZERS)
