"""A person's own pages: what is held, who saw it, having it put right or erased."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bangkom.core import clock
from bangkom.core.errors import Refused
from bangkom.core.operations import operation
from bangkom.people.models import Person
from bangkom.privacy import papers, queries, services, words
from bangkom.privacy.forms import CorrectionForm, ReasonForm
from bangkom.privacy.holdings import holdings
from bangkom.privacy.models import Correction, Erasure, State

PER_PAGE = 50
ROWS_SHOWN = 5


def own_person_or_404(request: HttpRequest) -> Person:
    person = queries.own_person(request.user)
    if person is None:
        raise Http404
    return person


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Data saya: what is held about me and for what, my requests, the ways to take it, mend it, have it erased."""
    person = queries.own_person(request.user)
    sections = holdings(person) if person else []
    context: dict[str, Any] = {
        "person": person,
        "sections": [{"section": each, "shown": each.rows[-ROWS_SHOWN:], "total": len(each.rows)} for each in sections],
        "corrections": Correction.objects.visible_to(request.user).filter(person=person) if person else [],
        "erasures": Erasure.objects.visible_to(request.user).filter(person=person) if person else [],
        "labels": words.FIELDS,
    }
    return render(request, "privacy/mine.html", context)


@require_safe
def mine_json(request: HttpRequest) -> HttpResponse:
    """Everything held about me, for programs."""
    person = own_person_or_404(request)
    services.record_export(person=person, by=request.user)
    content = {
        "made_at": clock.now().isoformat(),
        "person": person.full_name,
        "tables": [
            {
                "table": each.table,
                "title": each.title,
                "purpose": each.purpose,
                "kept": each.retention,
                "rows": each.data,
            }
            for each in holdings(person)
        ],
        "seen_by": [
            {
                "role": str(look.record.get_role_display()),
                "agency": look.record.agency.name if look.record.agency else "",
                "act": str(words.PAGES.get(look.record.page, words.SOME_PAGE)),
                "first_at": look.first_at.isoformat(),
                "last_at": look.last_at.isoformat(),
            }
            for look in queries.seen_by(person)
        ],
    }
    body = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    return download(body.encode(), "data-saya.json", "application/json")


@require_safe
def mine_pdf(request: HttpRequest) -> HttpResponse:
    """Everything held about me, to read."""
    person = own_person_or_404(request)
    services.record_export(person=person, by=request.user)
    return download(papers.own_data(person), "data-saya.pdf", "application/pdf")


def download(body: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(body, content_type=content_type, headers=headers)


@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """Siapa melihat data saya: in which role, of which agency, what was opened, when."""
    person = queries.own_person(request.user)
    rows = queries.seen_by(person) if person else []
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    for look in page:
        look.act = words.PAGES.get(look.record.page, words.SOME_PAGE)
    context = {"page": page, "crumbs": [(_("Data saya"), reverse("privacy:mine")), (_("Siapa melihat data saya"), "")]}
    return render(request, "privacy/seen.html", context)


@operation
def correct(request: HttpRequest) -> HttpResponse:
    """Ask that a value be put right."""
    person = own_person_or_404(request)
    form = CorrectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.ask_correction(
                person=person,
                field=data["field"],
                wanted=data["wanted"],
                words=data["words"],
                by=request.user,
                proof=(form.content, data["proof"].name) if data["proof"] else None,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Permintaan terkirim. Anda diberi tahu begitu dijawab."))
            return redirect("privacy:mine")
    crumbs = [(_("Data saya"), reverse("privacy:mine")), (_("Minta perbaikan"), "")]
    return render(request, "privacy/correct.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200)


@require_POST
@operation
def correction_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Correction.objects.visible_to(request.user), pk=pk, person__user=request.user)
    services.withdraw_correction(correction=found, by=request.user)
    messages.success(request, _("Permintaan dibatalkan."))
    return redirect("privacy:mine")


@operation
def erase_mine(request: HttpRequest) -> HttpResponse:
    """Ask that my data be erased: what goes, what stays and why, then the reason."""
    person = own_person_or_404(request)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_erasure(person=person, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Permintaan terkirim. Pengelola kepegawaian memeriksanya."))
            return redirect("privacy:mine")
    context = {
        "form": form,
        "person": person,
        "lines": services.preview(person),
        "waiting": Erasure.objects.visible_to(request.user).filter(person=person, state=State.WAITING).first(),
        "crumbs": [(_("Data saya"), reverse("privacy:mine")), (_("Minta penghapusan"), "")],
    }
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)
