"""What single and multiple choice share: written choices a to f, of which one or several are right."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.courseware.items.base import Body, Choice, ItemForm

LETTERS = "abcdef"
LEAST_CHOICES = 2


def choices(body: Body) -> list[Choice]:
    return [Choice(each["id"], each["text"]) for each in body.get("choices", [])]


def faults(body: Body) -> list[str]:
    """Faults of the choices themselves; the kinds add those of their key."""
    texts = [choice.text.strip() for choice in choices(body)]
    ids = [choice.id for choice in choices(body)]
    found = []
    if len(texts) < LEAST_CHOICES or not all(texts) or len(set(ids)) != len(ids):
        found.append(_("perlu sedikitnya dua pilihan"))
    elif len({text.casefold() for text in texts}) != len(texts):
        found.append(_("dua pilihan berbunyi sama"))
    return found


class ChoicesForm(ItemForm):
    """Six lines for choices, empty ones are left out, and a mark in front of what is right."""

    several = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter in LETTERS:
            self.fields[f"choice_{letter}"] = forms.CharField(
                label=_("Pilihan %(letter)s") % {"letter": letter.upper()}, max_length=500, required=False
            )
        kind = forms.MultipleChoiceField if self.several else forms.ChoiceField
        self.fields["key"] = kind(
            label=gettext_lazy("Kunci"), choices=[(letter, letter.upper()) for letter in LETTERS], required=False
        )

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each line with its mark."""
        marked = self["key"].value() or []
        marked = [marked] if isinstance(marked, str) else marked
        return [{"letter": letter, "field": self[f"choice_{letter}"], "marked": letter in marked} for letter in LETTERS]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        written = [letter for letter in LETTERS if data.get(f"choice_{letter}")]
        if len(written) < LEAST_CHOICES:
            self.add_error("choice_a", _("Tulis sedikitnya dua pilihan."))
        marked = data.get("key") or []
        for letter in [marked] if isinstance(marked, str) else marked:
            if letter not in written:
                self.add_error(f"choice_{letter}", _("Pilihan ini ditandai benar, tetapi kosong."))
        return data

    def written(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [{"id": letter, "text": data[f"choice_{letter}"]} for letter in LETTERS if data[f"choice_{letter}"]]

    @classmethod
    def initial_of(cls, body: Body) -> dict[str, Any]:
        initial: dict[str, Any] = {f"choice_{each['id']}": each["text"] for each in body.get("choices", [])}
        initial["key"] = body.get("keys", []) if cls.several else body.get("key", "")
        return initial
