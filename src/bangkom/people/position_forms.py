"""Forms about positions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangkom.people.models import Position


class PositionFilter(forms.Form):
    """What to look for; nonsense is passed over."""

    is_filter = True

    cari = forms.CharField(label=_("Cari jabatan"), required=False, max_length=100)
    kelompok = forms.ChoiceField(
        label=_("Kelompok jabatan"), required=False, choices=[("", _("Semua kelompok")), *Position.Group.choices]
    )

    def asked(self) -> dict[str, str]:
        self.full_clean()
        return {"text": self.cleaned_data.get("cari", ""), "group": self.cleaned_data.get("kelompok", "")}


class PositionForm(forms.ModelForm):
    """Everything said of a position."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    class Meta:
        model = Position
        fields = ("name", "group", "echelon", "level", "family", "job_class")

    def __init__(self, *args: Any, instance: Position, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, initial={"version": instance.version}, **kwargs)
        self.fields["job_class"].validators += Position._meta.get_field("job_class").validators
        self.fields["family"].help_text = _("Misalnya Kesehatan, Pendidikan, atau Manajemen.")
        self.fields["job_class"].help_text = _("Kelas 1 sampai 17 menurut peta jabatan, bila diketahui.")
        self.fields["level"].help_text = _("Jenjang jabatan fungsional atau pimpinan tinggi.")

    def _post_clean(self) -> None:
        """The row itself is changed by the service, after it was locked."""


class MergeForm(forms.Form):
    """Which one stays, which ones become it."""

    kept = forms.TypedChoiceField(coerce=int, error_messages={"required": _("Pilih jabatan yang dipertahankan.")})
    doubles = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Pilih sedikitnya satu jabatan yang digabungkan.")}
    )

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kept", "doubles"):
            self.fields[name].choices = [(pk, pk) for pk in ids]
