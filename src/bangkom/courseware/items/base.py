from abc import ABCMeta, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.translation import gettext_lazy as _

Body = dict[str, Any]
Response = list[str]


class BadResponse(ValueError):
    """An answer that this question cannot have. `words` tell the learner what to do, where it can be the learner's."""

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. It does not know whether it is right."""

    id: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of the explanation after grading."""

    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True)
class ItemType:
    """What a kind of question is. All functions are pure; a response is the list of the ids chosen, empty when none.

    A question that is answered in words has no choices; its response is a list of one text.

    - `faults(body)`: what keeps a question from being published, in words.
    - `choices(body)`: what a learner may see; never the key.
    - `key(body)`: the ids that are right, for the explanation; in words the answer that is shown as right.
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

    def hints(self, body: Body) -> list[str]:
        """What a learner must know to answer this very question, beside `note`. Never the key."""
        return []

    def right(self, body: Body) -> list[str]:
        """The right answers in words, in the author's order."""
        key = self.key(body)
        return [choice.text for choice in self.choices(body) if choice.id in key]

    def explain(self, body: Body, response: Response) -> list[Line]:
        """What was answered beside what is right, line by line; only after submitting."""
        key = self.key(body)
        return [Line(choice.text, choice.id in response, choice.id in key) for choice in self.choices(body)]


class _ItemFormMeta(DeclarativeFieldsMetaclass, ABCMeta):
    """A form whose kinds must say how a question is stored."""


class ItemForm(forms.Form, metaclass=_ItemFormMeta):
    """What every question has. A kind adds its own fields, `body()` and `initial_of()`."""

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

    @abstractmethod
    def body(self) -> Body:
        """The checked question as it is stored. The key may still be missing; publishing asks for it."""

    @classmethod
    @abstractmethod
    def initial_of(cls, body: Body) -> dict[str, Any]:
        """Initial values of the kind's own fields."""


def known_ids(response: Any, allowed: list[str]) -> Response:
    """The chosen ids in the order of the question, each once. Raises `BadResponse` for anything else."""
    if not isinstance(response, list) or not all(isinstance(each, str) for each in response):
        raise BadResponse("a response is a list of ids")
    if set(response) - set(allowed):
        raise BadResponse("not among the choices")
    return [each for each in allowed if each in response]
