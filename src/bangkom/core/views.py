import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from bangkom.core import access, colour, services
from bangkom.core.access import public
from bangkom.core.errors import Refused
from bangkom.core.forms import AcceptInvitationForm
from bangkom.core.models import Agency, Job
from bangkom.core.operations import operation
from bangkom.core.proofs import sign_in_as
from bangkom.core.terms import TERMS

YEAR = 365 * 24 * 3600


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose the role to act in ("Sebagai"). It changes what is shown, never what is allowed."""
    if request.POST.get("role") not in access.roles_of(request.user):
        raise Http404
    request.session[access.ACTING_ROLE] = request.POST["role"]
    return redirect(settings.LOGIN_REDIRECT_URL)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    back = request.POST.get("next") or request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return response


@public
@operation
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """An invited person sets a password with the code of the letter, and is signed in."""
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept_invitation(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, _("Selamat datang. Kata sandi Anda tersimpan."))
            return sign_in_as(request, user, method="invitation")
    return render(request, "account/accept_invitation.html", {"form": form}, status=422 if form.errors else 200)


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Bantuan: the commonest questions, and the words of the trade."""
    return render(request, "core/help.html", {"terms": TERMS})


@require_POST
@operation
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """A bulk act that was given up is tried once more; back to its page."""
    services.retry_job(job=get_object_or_404(Job.objects.visible_to(request.user), pk=job_id), by=request.user)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = settings.LOGIN_REDIRECT_URL
    messages.success(request, _("Pekerjaan ini dicoba lagi."))
    return redirect(back)


def agency_css_url(agency: Agency) -> str:
    digest = hashlib.sha256(agency.brand_colour.encode()).hexdigest()[:10]
    return reverse("core:agency_css", args=[agency.code, digest])


@public
@cache_control(public=True, max_age=YEAR, immutable=True)
def agency_css(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The agency's colour as custom properties; the digest in the address lets it be kept for ever."""
    agency = get_object_or_404(Agency, code=code)
    return HttpResponse(colour.agency_css(agency.brand_colour), content_type="text/css; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of last resort: it asks neither the database nor who is signed in, and does without its stylesheet."""
    try:
        stylesheet = static("css/bangkom.css")
    except ValueError:  # the collected files are missing or older than the code
        stylesheet = ""
    return HttpResponse(loader.get_template("500.html").render({"stylesheet": stylesheet}), status=500)
