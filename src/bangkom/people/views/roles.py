"""Peran dan akses: who holds which role over what; giving one, ending one, the second person's decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from bangkom.core import lists
from bangkom.core import policies as core_policies
from bangkom.core import services as core
from bangkom.core.access import requires
from bangkom.core.errors import Refused
from bangkom.core.ids import grouped
from bangkom.core.lists import ListColumn
from bangkom.core.models import GIVES, RoleAssignment, RoleRequest, User
from bangkom.core.operations import operation
from bangkom.people import queries, role_queries, services
from bangkom.people.models import Employee
from bangkom.people.role_forms import EndRoleForm, GiveRoleForm, RoleFilterForm

PER_PAGE = 50
WAITING = "menunggu"
COLUMNS = (
    ListColumn(gettext_lazy("Nama"), lambda row: row.user.name),
    ListColumn(gettext_lazy("Nama masuk"), lambda row: row.user.username, 20),
    ListColumn(gettext_lazy("Peran"), lambda row: row.get_role_display()),
    ListColumn(gettext_lazy("Instansi"), lambda row: row.scope.agency.name),
    ListColumn(gettext_lazy("Untuk"), lambda row: role_queries.scope_names([row.scope])[row.scope_id]),
    ListColumn(gettext_lazy("Berlaku sejak"), lambda row: row.valid_from),
    ListColumn(gettext_lazy("Berlaku sampai"), lambda row: row.valid_until),
)
ACTS = {
    "setujui": (core.approve_role, gettext_noop("Peran diberikan dan berlaku sejak permintaan berikutnya.")),
    "tolak": (core.refuse_role, gettext_noop("Permintaan ditolak. Tidak ada peran yang diberikan.")),
    "batal": (core.withdraw_role, gettext_noop("Permintaan dibatalkan. Tidak ada peran yang diberikan.")),
}


@requires(*GIVES)
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role, as of today, in future, waiting for a second person, and in the past."""
    form = RoleFilterForm(request.GET)
    kept = role_queries.assignments(request.user, **form.criteria())
    asked = role_queries.requests(request.user)
    states = {
        "berlaku": (_("Berlaku"), kept.holding()),
        "akan": (_("Akan berlaku"), kept.coming()),
        WAITING: (_("Menunggu persetujuan"), asked.open()),
        "berakhir": (_("Berakhir"), kept.past().order_by("-valid_until", "-pk")),
        "diputus": (_("Putusan"), asked.exclude(state=RoleRequest.State.WAITING)),
    }
    state = request.GET.get("keadaan", "")
    state = state if state in states else "berlaku"
    page = Paginator(states[state][1], PER_PAGE).get_page(request.GET.get("halaman"))
    if file := lists.download(
        request,
        states[state][1].select_related("user", "scope__agency"),
        COLUMNS,
        name="peran",
        title=_("Peran dan akses"),
        personal=True,
    ):
        return file
    names = role_queries.scope_names(row.scope for row in page)
    for row in page:
        row.scope_name = names[row.scope_id]
    tabs = [
        {"label": label, "url": f"?keadaan={key}", "count": found.count(), "current": key == state}
        for key, (label, found) in states.items()
    ]
    context = {
        "form_filter": form,
        "page": page,
        "tabs": tabs,
        "state": state,
        "is_request": state in {WAITING, "diputus"},
        "is_filtered": any(form.criteria().values()),
        "may_give": bool(core_policies.givers(request.user)),
        "crumbs": [(_("Pengaturan"), reverse("console")), (_("Peran dan akses"), "")],
    }
    return render(request, "people/roles/list.html", context)


@requires(*GIVES)
@operation
def role_new(request: HttpRequest) -> HttpResponse:
    """First whom, then what: a search, then the form for the one chosen."""
    givers = core_policies.givers(request.user)
    if not givers:
        raise PermissionDenied
    crumbs = [(_("Peran dan akses"), reverse("roles:list")), (_("Beri peran"), "")]
    may_invite = any(core_policies.is_full(giver) for giver in givers)
    person = _chosen(request, may_invite)
    if person is None:
        text = request.GET.get("cari", "")[:100]
        found = role_queries.candidates(request.user, text) if text.strip() else []
        context = {"crumbs": crumbs, "text": text, "found": found, "may_invite": may_invite}
        return render(request, "people/roles/whom.html", context)
    employee, account = person
    is_new = employee is None and account is None
    form = GiveRoleForm(request.POST or None, by=request.user, employee=employee, is_new=is_new, limited=not may_invite)
    if request.method == "POST" and form.is_valid():
        try:
            return _give(request, form.cleaned_data, employee, account)
        except Refused as refusal:
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
    context = {"form": form, "employee": employee, "account": account, "crumbs": crumbs, "may_invite": may_invite}
    return render(request, "people/roles/new.html", context, status=422 if form.errors else 200)


_FIELDS = {
    "starts_in_the_past": "valid_from",
    "ends_before_start": "valid_until",
    "longer_than_own": "valid_until",
    "delegation_too_long": "valid_until",
    "username_taken": "username",
}


def _chosen(request: HttpRequest, may_invite: bool) -> tuple[Employee | None, User | None] | None:
    """Employee and account that the address names; None where it names nobody yet. 404 for whom one does not see."""
    asked = request.GET
    if asked.get(role_queries.EMPLOYEE, "").isdecimal():
        visible = queries.employees_of(request.user, None).select_related("person__user", "unit__scope")
        employee = get_object_or_404(visible, pk=int(asked[role_queries.EMPLOYEE]))
        return employee, employee.person.user
    if asked.get(role_queries.ACCOUNT, "").isdecimal():
        return None, get_object_or_404(role_queries.known_accounts(request.user), pk=int(asked[role_queries.ACCOUNT]))
    return (None, None) if may_invite and role_queries.NEW in asked else None


def _give(
    request: HttpRequest, values: dict[str, Any], employee: Employee | None, account: User | None
) -> HttpResponse:
    """Give the role, with an account and its code where there is none. Raises `Refused`; then nothing is changed."""
    scope, code = values["scope"], ""
    gift = {key: values[key] for key in ("role", "scope", "reason", "valid_from", "valid_until")}
    with transaction.atomic():
        giver = core_policies.giver_for(request.user, values["role"], scope)
        delegates = giver is not None and not core_policies.is_full(giver)
        if delegates and (employee is None or not core_policies.covers(giver, employee.unit.scope)):
            raise Refused(_("Anda melimpahkan peran hanya kepada pegawai di unit Anda sendiri."), "not_a_colleague")
        if account is None and employee is not None:
            code = services.invite_employee(employee=employee, by=request.user)
            employee.person.refresh_from_db()
            account = employee.person.user
        elif account is None:
            fields = {key: values[key] for key in ("name", "username", "email")}
            account = core.create_account(by=request.user, **fields)
            code = core.invite(user=account, scope=scope, by=request.user)
        given = core.grant_role(user=account, scope_name=role_queries.name_of(scope), by=request.user, **gift)
    if code:
        return _code_page(request, account, code, given)
    if isinstance(given, RoleRequest):
        messages.success(request, _("Permintaan tercatat. Orang kedua sudah diberi tahu."))
        return redirect("roles:request", given.pk)
    messages.success(request, _("Peran diberikan kepada %(name)s.") % {"name": account.name})
    return redirect("roles:detail", given.pk)


def _code_page(request: HttpRequest, account: User, code: str, given: RoleAssignment | RoleRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("core:accept_invitation"))
    words = _("%(name)s: buka %(address)s, isi nama pengguna %(username)s dan kode %(code)s.")
    values = {"name": account.name, "address": address, "username": account.username, "code": grouped(code)}
    waits = isinstance(given, RoleRequest)
    context = {
        "account": account,
        "code": grouped(code),
        "text": words % values,
        "waits": waits,
        "onward": reverse("roles:request" if waits else "roles:detail", args=[given.pk]),
        "crumbs": [(_("Peran dan akses"), reverse("roles:list")), (_("Kode undangan"), "")],
    }
    response = render(request, "people/roles/code.html", context)
    response["Cache-Control"] = "no-store"  # neither browser nor stored reply keeps the code
    return response


def role(request: HttpRequest, pk: int) -> HttpResponse:
    """One role of one person; also one's own."""
    return _detail(request, _visible(request, pk), EndRoleForm())


def _visible(request: HttpRequest, pk: int) -> RoleAssignment:
    rows = RoleAssignment.objects.visible_to(request.user)
    rows = rows.select_related("user", "scope__agency", "given_by", "ended_by", "delegated_from__user")
    return get_object_or_404(rows, pk=pk)


def _detail(request: HttpRequest, found: RoleAssignment, form: EndRoleForm) -> HttpResponse:
    keeps = role_queries.assignments(request.user).filter(pk=found.pk).exists()
    crumbs = [(_("Peran dan akses"), reverse("roles:list")), (found.user.name, "")] if keeps else []
    context = {
        "assignment": found,
        "scope_name": role_queries.name_of(found.scope),
        "delegated": found.delegated.select_related("user").order_by("-valid_from"),
        "history": role_queries.history(found),
        "second": getattr(found, "request", None),
        "may_end": core_policies.can_end(request.user, found),
        "is_last": core_policies.is_last(found),
        "is_own": found.user_id == request.user.pk,
        "form": form,
        "crumbs": crumbs,
    }
    return render(request, "people/roles/detail.html", context, status=422 if form.errors else 200)


@require_POST
@operation
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role before its time, with a reason."""
    found = _visible(request, pk)
    form = EndRoleForm(request.POST)
    if form.is_valid():
        try:
            name = role_queries.name_of(found.scope)
            count = core.end_role(assignment=found, scope_name=name, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Peran diakhiri.")
            if count > 1:
                words = _("Peran diakhiri, juga %(count)s pelimpahannya.") % {"count": count - 1}
            messages.success(request, words)
            return redirect("roles:detail", pk)
    return _detail(request, found, form)


@requires(*GIVES)
def role_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with the decision where it is this person's."""
    found = get_object_or_404(role_queries.requests(request.user), pk=pk)
    context = {
        "request_row": found,
        "scope_name": role_queries.name_of(found.scope),
        "may_decide": core_policies.can_decide_role(request.user, found),
        "may_withdraw": found.is_open and found.asked_by_id == request.user.pk,
        "crumbs": [(_("Peran dan akses"), reverse("roles:list")), (found.user.name, "")],
    }
    return render(request, "people/roles/request.html", context)


@requires(*GIVES)
@require_POST
@operation
def role_decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Approve, refuse or withdraw."""
    if act not in ACTS:
        raise Http404
    found = get_object_or_404(role_queries.requests(request.user), pk=pk)
    service, words = ACTS[act]
    try:
        service(request=found, scope_name=role_queries.name_of(found.scope), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _(words))
    return redirect("roles:request", pk)
