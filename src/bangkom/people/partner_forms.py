"""Forms about organisations, accreditations and people without NIP."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.core.models import Agency, User
from bangkom.core.widgets import DateInput, DatePartsInput
from bangkom.people import queries
from bangkom.people.models import Accreditation, Affiliation, Organisation

# Sixteen figures whose seventh to twelfth are a day (women: plus 40), a month and a year.
LIKE_NIK = re.compile(r"\d{6}([04][1-9]|[1256]\d|[37][01])(0[1-9]|1[0-2])\d{2}\d{4}")
PERSON = {"front_title", "name", "back_title", "email", "birth_date"}
AFFILIATION = {"organisation", "role_title", "lecturer_number", "valid_from", "valid_until"}


class OrganisationFilter(forms.Form):
    is_filter = True

    cari = forms.CharField(label=_("Cari lembaga"), required=False, max_length=100)
    jenis = forms.ChoiceField(
        label=_("Jenis lembaga"), required=False, choices=[("", _("Semua jenis")), *Organisation.Kind.choices]
    )

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {"text": self.cleaned_data.get("cari", ""), "kind": self.cleaned_data.get("jenis", "")}


class PartnerFilter(forms.Form):
    is_filter = True

    cari = forms.CharField(label=_("Cari nama atau lembaga"), required=False, max_length=100)

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {"text": self.cleaned_data.get("cari", "")}


class _OfService(forms.ModelForm):
    """A form whose row is written by a service: the form checks what was typed only."""

    def _post_clean(self) -> None:
        """Nothing is put into the row here."""


class OrganisationForm(_OfService):
    """An organisation; the agency that it is here is named by its code, so that no list of agencies is given away."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    here = forms.CharField(
        label=_("Kode instansi di sini"),
        required=False,
        max_length=40,
        help_text=_("Bila lembaga ini memakai sistem ini juga, misalnya lan."),
    )

    class Meta:
        model = Organisation
        fields = ("kind", "name", "short_name", "city", "address", "contact")

    def __init__(self, *args: Any, instance: Organisation | None = None, **kwargs: Any) -> None:
        here = instance.here.code if instance and instance.here else ""
        initial = {"version": instance.version if instance else 0, "here": here}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.fields["contact"].help_text = _("Telepon atau surel kantor, bukan nomor pribadi.")

    def clean_here(self) -> Agency | None:
        code = self.cleaned_data["here"].strip().lower()
        agency = Agency.objects.by_system().filter(code=code).first() if code else None
        if code and agency is None:
            raise forms.ValidationError(_("Tidak ada instansi dengan kode ini. Kosongkan bila tidak tahu."))
        return agency


class AccreditationForm(_OfService):
    paper = forms.FileField(
        label=_("Salinan keputusan (PDF)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    class Meta:
        model = Accreditation
        fields = ("training", "level", "number", "issued_by", "valid_from", "valid_until", "is_assumption")
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training"].help_text = _("Misalnya Pelatihan Dasar CPNS.")
        self.fields["level"].help_text = _("Misalnya A, bila keputusan menyebutnya.")
        self.fields["valid_until"].help_text = _("Anda diingatkan enam bulan sebelumnya.")
        self.fields["is_assumption"].help_text = _("Centang bila data ini belum dicocokkan dengan keputusannya.")

    def clean_paper(self) -> bytes | None:
        paper = self.cleaned_data["paper"]
        return paper.read() if paper else None


class PartnerForm(forms.Form):
    """A person without NIP. Where somebody like that is known already, `sure` must be ticked."""

    front_title = forms.CharField(label=_("Gelar depan"), required=False, max_length=60)
    name = forms.CharField(label=_("Nama tanpa gelar"), max_length=200)
    back_title = forms.CharField(label=_("Gelar belakang"), required=False, max_length=100)
    email = forms.EmailField(label=_("Surel"), required=False)
    birth_date = forms.DateField(
        label=_("Tanggal lahir"),
        required=False,
        widget=DatePartsInput(),
        help_text=_("Hanya untuk membedakan orang yang namanya sama."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Lembaga"), required=False, empty_label=_("Perorangan")
    )
    role_title = forms.CharField(label=_("Sebagai"), max_length=120, help_text=_("Misalnya dosen atau praktisi."))
    lecturer_number = forms.CharField(
        label=_("NIDN, NUPTK, atau nomor profesi"), required=False, max_length=30, help_text=_("Jangan isi NIK.")
    )
    valid_from = forms.DateField(label=_("Sejak"), required=False, widget=DateInput())
    valid_until = forms.DateField(label=_("Sampai"), required=False, widget=DateInput())
    sure = forms.BooleanField(label=_("Ini orang lain, catat saja"), required=False)

    def __init__(
        self, *args: Any, user: User, agency: Agency, affiliation: Affiliation | None = None, **kwargs: Any
    ) -> None:
        if affiliation is not None:
            person = {name: getattr(affiliation.person, name) for name in self.base_fields if name in PERSON}
            own = {name: getattr(affiliation, name) for name in self.base_fields if name in AFFILIATION}
            kwargs["initial"] = {**person, **own}
        super().__init__(*args, **kwargs)
        self.user, self.affiliation, self.alike = user, affiliation, []
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user).filter(agency=agency)
        if affiliation is not None:
            del self.fields["sure"]

    def clean_lecturer_number(self) -> str:
        number = self.cleaned_data["lecturer_number"]
        if LIKE_NIK.fullmatch("".join(number.split())):
            raise forms.ValidationError(_("Ini tampak seperti NIK. Bangkom tidak menyimpan NIK."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("Tanggal berakhir ada sebelum tanggal mulai."))
        if self.affiliation is None and cleaned.get("name"):
            known = {key: cleaned.get(key) for key in ("name", "birth_date", "email")}
            self.alike = queries.same_person(self.user, **known)
            if self.alike and not cleaned.get("sure"):
                names = ", ".join(each.full_name for each in self.alike)
                self.add_error("sure", _("Mungkin sudah tercatat: %(names)s. Periksa dahulu.") % {"names": names})
        return cleaned

    def values(self) -> dict[str, Any]:
        """Arguments of `services.register_partner` and `change_partner`."""
        return {key: value for key, value in self.cleaned_data.items() if key != "sure"}


class UsernameForm(forms.Form):
    """Under which name the person signs in."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    username = forms.CharField(
        label=_("Nama pengguna"), max_length=40, help_text=_("Huruf kecil, tanpa spasi, bukan nomor.")
    )

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()
