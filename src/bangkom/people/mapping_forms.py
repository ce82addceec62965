"""The form that says what a file's columns and words mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bangkom.core.spreadsheets import Sheet, normalise_header
from bangkom.people.labels import EMPLOYMENT_STATES, IMPORT_FIELDS
from bangkom.people.layouts import IGNORED, SHEET_NAME, Layout, unknown_words
from bangkom.people.models import Employee, Person, Position

LEAVE = "-"  # a word that gets no meaning, said on purpose
MEANINGS = {
    "state_name": EMPLOYMENT_STATES,
    "status": dict(Employee.Status.choices),
    "position_kind_name": dict(Position.Group.choices),
    "sex": dict(Person.Sex.choices),
}
DATES = {"": _("Hari lebih dahulu: 31-12-2025"), "month_first": _("Bulan lebih dahulu: 12-31-2025")}
PATHS = {"top": _("Perangkat daerah di depan"), "bottom": _("Perangkat daerah di belakang")}


class MappingForm(forms.Form):
    """A choice for every column that may be read, for every word without a meaning, and a name to save it under."""

    name = forms.CharField(
        label=_("Simpan dengan nama"),
        max_length=80,
        required=False,
        help_text=_("Berkas berikutnya dengan judul kolom yang sama langsung dibaca. Kosongkan untuk sekali ini saja."),
    )
    dates = forms.ChoiceField(label=_("Urutan tanggal"), choices=list(DATES.items()), required=False)
    path = forms.ChoiceField(label=_("Urutan unit kerja berjenjang"), choices=list(PATHS.items()), required=False)

    def __init__(
        self, *args: Any, sheet: Sheet, layout: Layout, sheets: int = 1, taken: set[str], **kwargs: Any
    ) -> None:
        self.sheet, self._taken = sheet, taken
        initial = {"dates": layout.options.get("dates", ""), "path": layout.options.get("path", "top")}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.columns = [column for column in sheet.columns if not column.forbidden]
        choices = [(IGNORED, _("Abaikan")), *IMPORT_FIELDS.items()]
        for at, column in enumerate(self.columns):
            self.fields[f"kolom-{at}"] = forms.ChoiceField(
                label=column.title,
                choices=choices,
                required=False,
                initial=layout.columns.get(column.key, IGNORED),
                widget=forms.Select(attrs={"aria-label": _("%(title)s dibaca sebagai") % {"title": column.title}}),
            )
        if sheets > 1:
            offered = [(IGNORED, _("Tidak berarti")), *((key, IMPORT_FIELDS[key]) for key in ("parent_unit", "unit"))]
            self.fields["lembar"] = forms.ChoiceField(
                label=_("Nama lembar berarti"),
                choices=offered,
                required=False,
                initial=layout.columns.get(SHEET_NAME, IGNORED),
            )
        self._add_words(self._posted_layout() if self.is_bound else layout, layout)

    def _posted_layout(self) -> Layout:
        return Layout({column.key: self.data.get(f"kolom-{at}", "") for at, column in enumerate(self.columns)})

    def _add_words(self, layout: Layout, known: Layout) -> None:
        """A choice for each word that the chosen columns hold and nobody knows."""
        self.words: list[tuple[str, str, str, int]] = []
        for key, words in unknown_words(self.sheet, Layout(layout.columns)).items():
            for at, (word, number) in enumerate(words.items()):
                name = f"kata-{key}-{at}"
                count = ngettext("%(n)s baris", "%(n)s baris", number) % {"n": number}
                self.fields[name] = forms.ChoiceField(
                    label=f"{IMPORT_FIELDS[key]}: {word}",
                    help_text=count,
                    choices=[("", _("Pilih")), *MEANINGS[key].items(), (LEAVE, _("Biarkan, beri catatan"))],
                    initial=known.words.get(key, {}).get(normalise_header(word), ""),
                    error_messages={"required": _("Pilih arti kata ini, atau biarkan.")},
                )
                self.words.append((name, key, word, number))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for at, column in enumerate(self.columns):
            wanted = cleaned.get(f"kolom-{at}", "")
            if wanted and wanted in chosen.values():
                self.add_error(f"kolom-{at}", _("Sudah dipilih untuk kolom lain. Satu isi hanya untuk satu kolom."))
            chosen[column.key] = wanted
        layout = Layout(chosen)
        for key in layout.missing:
            words = {"number": _("Tunjukkan kolom NIP."), "name": _("Tunjukkan kolom nama.")}
            self.add_error(None, forms.ValidationError(words[key], code=f"missing_{key}"))
        return cleaned

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if name.casefold() in self._taken:
            raise forms.ValidationError(_("Nama ini sudah dipakai susunan kolom lain."), code="name_taken")
        return name

    def layout(self) -> Layout:
        """What the valid form says."""
        said = self.cleaned_data
        columns = {column.key: said[f"kolom-{at}"] for at, column in enumerate(self.columns)}
        if said.get("lembar"):
            columns[SHEET_NAME] = said["lembar"]
        words: dict[str, dict[str, str]] = {}
        for name, key, word, _number in self.words:
            if said[name] not in ("", LEAVE):
                words.setdefault(key, {})[normalise_header(word)] = said[name]
        options = {key: said[key] for key in ("dates", "path") if said[key]}
        return Layout(columns, words, options)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The columns for the page: their field, where they stand, the first values."""
        return [
            {"field": self[f"kolom-{at}"], "column": column, "samples": column.samples}
            for at, column in enumerate(self.columns)
        ]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, *_rest in self.words]

    @property
    def unread(self) -> list[str]:
        return [column.title for column in self.sheet.columns if column.forbidden]
