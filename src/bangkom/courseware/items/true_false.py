"""A statement that is true or not. Body: {"key": "true" | "false" | ""}."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.courseware.items.base import BadResponse, Body, Choice, ItemForm, ItemType, Response, known_ids

VALUES = ["true", "false"]


class TrueFalseForm(ItemForm):
    key = forms.ChoiceField(
        label=gettext_lazy("Pernyataan ini"),
        choices=[("true", gettext_lazy("Benar")), ("false", gettext_lazy("Salah"))],
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ["prompt", "key", "feedback", "points"]

    def body(self) -> Body:
        return {"key": self.cleaned_data["key"]}

    @classmethod
    def initial_of(cls, body: Body) -> dict[str, Any]:
        return {"key": body.get("key", "")}


def faults(body: Body) -> list[str]:
    return [] if body.get("key") in VALUES else [_("kunci belum ditandai")]


def choices(body: Body) -> list[Choice]:
    return [Choice("true", _("Benar")), Choice("false", _("Salah"))]


def key(body: Body) -> frozenset[str]:
    return frozenset({body["key"]}) if body.get("key") else frozenset()


def normal(body: Body, response: Any) -> Response:
    chosen = known_ids(response, VALUES)
    if len(chosen) > 1:
        raise BadResponse("only one can be chosen")
    return chosen


def grade(body: Body, response: Response) -> Fraction:
    return Fraction(bool(response) and set(response) == key(body))


TYPE = ItemType(
    label=gettext_lazy("Benar atau salah"),
    note=gettext_lazy("Benar atau salahkah pernyataan ini?"),
    control="radio",
    form=TrueFalseForm,
    form_template="courseware/items/_true_false.html",
    faults=faults,
    choices=choices,
    key=key,
    normal=normal,
    grade=grade,
)
