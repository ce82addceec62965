from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Body = dict[str, Any]
Response = list[str]


class BadResponse(ValueError):
    """An answer that this question cannot have."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. It does not know whether it is right."""

    id: str
    text: str


@dataclass(frozen=True)
class ItemType:
    """What a kind of question is. All functions are pure; a response is the list of the ids chosen, empty when none.

    - `faults(body)`: what keeps a question from being published, in words.
    - `choices(body)`: what a learner may see; never the key.
    - `key(body)`: the ids that are right, for the explanation after grading.
    - `normal(body, response)`: the response in its one spelling; raises `BadResponse`.
    - `grade(body, response)`: the share of the points earned, 0 to 1, exact.
    """

    label: str
    note: str
    control: str
    form: type["ItemForm"]
    form_template: str
    faults: Callable[[Body], list[str]]
    choices: Callable[[Body], list[Choice]]
    key: Callable[[Body], frozenset[str]]
    normal: Callable[[Body, Any], Response]
    grade: Callable[[Body, Response], Fraction]


class ItemForm(forms.Form):
    """What every question has. A kind adds its own fields and `body()`."""

    prompt = forms.CharField(label=_("Pertanyaan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    feedback = forms.CharField(
        label=_("Penjelasan"),
        help_text=_("Peserta membacanya setelah mengirim kuis. Tulis mengapa jawaban itu benar."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    points = forms.IntegerField(
        label=_("Nilai soal"),
        min_value=1,
        max_value=100,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "w-xs", "inputmode": "numeric"}),
    )

    def body(self) -> Body:
        """The checked question as it is stored. The key may still be missing; publishing asks for it."""
        raise NotImplementedError

    @classmethod
    def initial_of(cls, body: Body) -> dict[str, Any]:
        """Initial values of the kind's own fields."""
        raise NotImplementedError


def known_ids(response: Any, allowed: list[str]) -> Response:
    """The chosen ids in the order of the question, each once. Raises `BadResponse` for anything else."""
    if not isinstance(response, list) or not all(isinstance(each, str) for each in response):
        raise BadResponse("a response is a list of ids")
    if set(response) - set(allowed):
        raise BadResponse("not among the choices")
    return [each for each in allowed if each in response]
