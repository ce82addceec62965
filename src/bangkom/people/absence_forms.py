"""What became of people whom an export no longer holds; and whether a file holds everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bangkom.people.models import ExportAbsence
from bangkom.people.services.absences import PARTIAL, WHOLE


class DecisionForm(forms.Form):
    """One decision for the ticked people."""

    pegawai = forms.ModelMultipleChoiceField(
        ExportAbsence.objects.none(),
        error_messages={
            "required": _("Pilih sedikitnya satu pegawai."),
            "invalid_choice": _("Pilihan ini sudah diputuskan atau bukan untuk Anda. Muat ulang halaman."),
        },
    )
    keputusan = forms.ChoiceField(
        label=_("Keputusan"),
        choices=[("", _("Pilih")), *ExportAbsence.Decision.choices],
        error_messages={"required": _("Pilih keputusannya.")},
    )
    alasan = forms.CharField(
        label=_("Alasan"), required=False, max_length=300, help_text=_("Wajib bila masih bekerja di sini.")
    )

    def __init__(self, *args: Any, absences: QuerySet[ExportAbsence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pegawai"].queryset = absences

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("keputusan") == ExportAbsence.Decision.KEPT and not cleaned.get("alasan"):
            self.add_error("alasan", _("Tulis alasan mengapa pegawai ini tetap tercatat."))
        return cleaned


class ExtentForm(forms.Form):
    """Whether a file holds everybody. Answered already where few are missing; else somebody must say so."""

    cakupan = forms.ChoiceField(
        label=_("Apakah berkas ini memuat seluruh pegawai?"),
        widget=forms.RadioSelect,
        choices=[
            (WHOLE, _("Ya. Tandai mereka yang tidak ada di berkas.")),
            (PARTIAL, _("Tidak, hanya sebagian. Jangan tandai siapa pun.")),
        ],
        error_messages={"required": _("Pilih apakah berkas ini memuat seluruh pegawai.")},
    )

    def __init__(self, *args: Any, must_ask: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={} if must_ask else {"cakupan": WHOLE}, **kwargs)
