from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bangkom.cohorts.models import CohortStaff, Enrolment
from bangkom.core.errors import Refused
from bangkom.core.widgets import DateInput
from bangkom.workplace import uploads
from bangkom.workplace.models import Coaching
from bangkom.workplace.outline import Part, Question, Shape

NOBODY = "0"


class DraftForm(forms.Form):
    """The questions of a part. A draft is kept however little of it is answered; sending asks for all."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in part.questions:
            self.fields[question.key] = field_for(question)

    def full_clean(self) -> None:
        """Every question is drawn as one to be answered, none has to be when a draft is saved."""
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = name != "revision"


def field_for(question: Question) -> forms.Field:
    given = {"label": question.label, "help_text": question.help, "required": True}
    if question.shape == Shape.DAY:
        return forms.DateField(widget=DateInput, **given)
    widget = forms.TextInput if question.shape == Shape.LINE else forms.Textarea(attrs={"rows": 5})
    return forms.CharField(max_length=question.most, widget=widget, **given)


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label=_("Foto atau berkas"),
        help_text=_(
            "JPG, PNG, WebP sampai 10 MB, atau PDF sampai 5 MB. Foto dikecilkan, lokasi dan data kameranya dibuang."
        ),
        max_length=200,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf,.jpg,.jpeg,.png,.webp,.pdf"}
        ),
    )
    caption = forms.CharField(
        label=_("Keterangan"),
        help_text=_("Apa yang terlihat, kapan, di mana. Dibaca juga oleh yang tidak bisa melihat fotonya."),
        max_length=200,
    )

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        try:
            self.ready = uploads.ready(upload.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload


class AnswerForm(forms.Form):
    """The coach's answer to what was sent."""

    ACCEPT, RETURN = "accept", "return"

    decision = forms.ChoiceField(label=_("Keputusan"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Catatan untuk peserta"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.fields["decision"].choices = [
            (self.ACCEPT, part.accept),
            (self.RETURN, _("Kembalikan dengan saran")),
        ]
        note = self.fields["note"]
        note.required = part.needs_note
        note.help_text = (
            _("Apa yang Anda lihat sehingga terverifikasi, atau apa yang harus diperbaiki. Dibaca peserta dan panitia.")
            if part.needs_note
            else _("Wajib bila dikembalikan: tulis apa yang harus diperbaiki. Dibaca peserta dan panitia.")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decision") == self.RETURN and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Tulis saran, supaya peserta tahu apa yang harus diperbaiki."))
        return data

    @property
    def accepted(self) -> bool:
        return self.cleaned_data["decision"] == self.ACCEPT


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), help_text=_("Dibaca peserta."), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CoachesForm(forms.Form):
    """Which coach for which kelompok, and for whom by name. An empty choice names nobody in particular."""

    def __init__(
        self,
        *args: Any,
        coaches: list[CohortStaff],
        enrolments: list[Enrolment],
        assigned: list[Coaching],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = enrolments
        self.group_names = sorted({each.group for each in enrolments if each.group})
        of_group = {each.group: each.staff_id for each in assigned if each.group}
        of_person = {each.enrolment_id: each.staff_id for each in assigned if each.enrolment_id}
        choices = [(str(each.pk), each.person.full_name) for each in coaches]
        for at, name in enumerate(self.group_names):
            self._choose(f"kelompok-{at}", name, [(NOBODY, _("coach mana saja")), *choices], of_group.get(name))
        for each in enrolments:
            start = _("ikut kelompok") if each.group else _("coach mana saja")
            self._choose(f"orang-{each.pk}", each.name, [(NOBODY, start), *choices], of_person.get(each.pk))

    def _choose(self, key: str, label: str, choices: list[tuple[str, Any]], now: int | None) -> None:
        self.fields[key] = forms.ChoiceField(label=label, choices=choices, initial=str(now or NOBODY))

    @cached_property
    def group_rows(self) -> list[forms.BoundField]:
        return [self[f"kelompok-{at}"] for at in range(len(self.group_names))]

    @cached_property
    def person_rows(self) -> list[tuple[Enrolment, forms.BoundField]]:
        return [(each, self[f"orang-{each.pk}"]) for each in self.enrolments]

    def groups(self) -> dict[str, int | None]:
        return {name: self._staff(f"kelompok-{at}") for at, name in enumerate(self.group_names)}

    def people(self) -> dict[int, int | None]:
        return {each.pk: self._staff(f"orang-{each.pk}") for each in self.enrolments}

    def _staff(self, key: str) -> int | None:
        chosen = self.cleaned_data[key]
        return None if chosen == NOBODY else int(chosen)
