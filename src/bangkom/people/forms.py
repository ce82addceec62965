"""Forms about people: filter of the list, one employee, the file of an import, whom to invite."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, User
from bangkom.core.widgets import DateInput, DatePartsInput, NipInput
from bangkom.people import queries
from bangkom.people.labels import EMPLOYMENT_STATES
from bangkom.people.models import Employee, OrgUnit, Person, Position
from bangkom.people.nip import NipRefused, read_nip
from bangkom.people.readings import LIMITS
from bangkom.people.reasons import REFUSED

MOST_INVITED_AT_ONCE = 100
MIB = 1024 * 1024


class FilterForm(forms.Form):
    """The filter above the list; every part may be empty, nonsense is passed over."""

    cari = forms.CharField(label=_("Cari nama atau NIP"), required=False, max_length=100)
    unit = forms.ModelChoiceField(OrgUnit.objects.none(), label=_("Unit kerja"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    kelompok = forms.ChoiceField(label=_("Kelompok jabatan"), required=False)

    def __init__(self, *args: Any, user: User, agency: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        choice.empty_label = _("Semua unit")
        # The list offers the highest units only; a link from the unit tree may name any visible one.
        offered = queries.top_units(user, agency)
        wanted = self.data.get("unit", "") if self.is_bound else ""
        if wanted.isdecimal():
            offered = offered | queries.visible_units(user, agency).filter(pk=int(wanted))
        choice.queryset = offered.select_related("scope").distinct()
        self.fields["status"].choices = [("", _("Semua status")), *Employee.Status.choices]
        self.fields["kelompok"].choices = [("", _("Semua kelompok")), *Position.Group.choices]

    def criteria(self) -> dict[str, Any]:
        """Arguments of `queries.filtered`."""
        self.full_clean()
        clean = self.cleaned_data
        return {
            "text": clean.get("cari", ""),
            "unit": clean.get("unit"),
            "status": clean.get("status", ""),
            "group": clean.get("kelompok", ""),
        }

    def in_words(self) -> str:
        """By what the list is narrowed, without what was typed into the search."""
        clean = self.cleaned_data
        words = [str(clean.get(name) or "") for name in ("unit", "status", "kelompok")]
        return ", ".join([*filter(None, words), *([gettext("pencarian nama atau NIP")] if clean.get("cari") else [])])


class EmployeeForm(forms.Form):
    """One employee, new or changed. With `employee` the number stays and `version` guards against a second editor."""

    number = forms.CharField(label=_("NIP"), help_text=_("18 angka, boleh dengan spasi."), widget=NipInput())
    front_title = forms.CharField(label=_("Gelar depan"), required=False, max_length=60)
    name = forms.CharField(label=_("Nama tanpa gelar"), max_length=200)
    back_title = forms.CharField(label=_("Gelar belakang"), required=False, max_length=100)
    birth_place = forms.CharField(label=_("Tempat lahir"), required=False, max_length=100)
    birth_date = forms.DateField(label=_("Tanggal lahir"), required=False, widget=DatePartsInput())
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=[("", _("Pilih")), *Person.Sex.choices])
    email = forms.EmailField(label=_("Surel dinas"), required=False)
    status = forms.ChoiceField(label=_("Status kepegawaian"), choices=Employee.Status.choices)
    employment_state = forms.ChoiceField(label=_("Kedudukan hukum"), initial="01")
    grade = forms.CharField(
        label=_("Golongan"), required=False, max_length=10, help_text=_("Misalnya III/d, atau IX untuk PPPK.")
    )
    unit = forms.ModelChoiceField(OrgUnit.objects.none(), label=_("Unit kerja"))
    position = forms.CharField(label=_("Jabatan"), max_length=255)
    group = forms.ChoiceField(label=_("Kelompok jabatan"), choices=[("", _("Pilih")), *Position.Group.choices])
    echelon = forms.CharField(label=_("Eselon"), required=False, max_length=8, help_text=_("Misalnya IV.a."))
    valid_from = forms.DateField(
        label=_("Jabatan berlaku mulai"),
        required=False,
        widget=DateInput(),
        help_text=_("Kosongkan bila tidak diketahui."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, user: User, agency: Agency, employee: Employee | None = None, **kwargs: Any) -> None:
        if employee is not None:
            kwargs["initial"] = _initial(employee)
        super().__init__(*args, **kwargs)
        self.employee = employee
        states = dict(EMPLOYMENT_STATES)
        if employee is not None:
            states.setdefault(employee.employment_state, employee.employment_state)
            del self.fields["number"]
            self.fields["valid_from"].label = _("Perubahan jabatan, unit, atau golongan berlaku mulai")
            self.fields["valid_from"].help_text = _("Kosongkan untuk hari ini.")
        self.fields["employment_state"].choices = list(states.items())
        units = queries.visible_units(user, agency).select_related("parent").order_by("parent__name", "name")
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = _unit_label

    def clean_number(self) -> str:
        try:
            return read_nip(self.cleaned_data["number"]).digits
        except NipRefused as refused:
            raise forms.ValidationError(REFUSED[refused.code].advice, code=refused.code) from refused


def _initial(employee: Employee) -> dict[str, Any]:
    person, position = employee.person, employee.position
    own = ("status", "employment_state", "grade", "unit", "version")
    personal = ("front_title", "name", "back_title", "birth_place", "birth_date", "sex", "email")
    return (
        {key: getattr(employee, key) for key in own}
        | {key: getattr(person, key) for key in personal}
        | {"position": position.name, "group": position.group, "echelon": position.echelon}
    )


def _unit_label(unit: OrgUnit) -> str:
    return f"{unit.parent.name} / {unit.name}" if unit.parent else unit.name


class UploadForm(forms.Form):
    """The file of an import; for whom, where an account keeps several scopes."""

    file = forms.FileField(
        label=_("Berkas ekspor pegawai"),
        help_text=_("Excel (.xlsx) atau CSV dari SIASN, SIMPEG, atau daftar lain; paling besar 40 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={"required": _("Pilih berkas ekspor pegawai."), "empty": _("Berkas ini kosong.")},
    )
    scope = forms.ChoiceField(label=_("Untuk"))

    def __init__(self, *args: Any, user: User, agency: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = {str(scope.pk): scope for scope, _name in queries.import_scopes(user, agency)}
        self.fields["scope"].choices = [(str(scope.pk), name) for scope, name in queries.import_scopes(user, agency)]
        if len(self.scopes) == 1:
            self.fields["scope"].widget = forms.HiddenInput()
            self.fields["scope"].initial = next(iter(self.scopes))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = LIMITS.max_bytes
        if upload.size > limit:
            raise forms.ValidationError(
                _("Berkas ini %(size)s MB, batasnya %(limit)s MB. Hapus kolom yang tidak perlu, lalu unggah lagi."),
                code="too_big",
                params={"size": -(-upload.size // MIB), "limit": limit // MIB},
            )
        return upload


class InviteForm(forms.Form):
    """Whom to invite: ticked rows."""

    pegawai = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Pilih sedikitnya satu pegawai.")}
    )

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pegawai"].choices = [(pk, pk) for pk in ids]
