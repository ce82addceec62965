"""One of several choices is right. Body: {"choices": [{"id", "text"}], "key": id}."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.courseware.items import choices
from bangkom.courseware.items.base import BadResponse, Body, ItemType, Response, known_ids


class SingleForm(choices.ChoicesForm):
    def body(self) -> Body:
        return {"choices": self.written(), "key": self.cleaned_data["key"]}


def faults(body: Body) -> list[str]:
    found = choices.faults(body)
    if body.get("key") not in {choice.id for choice in choices.choices(body)}:
        found.append(_("kunci belum ditandai"))
    return found


def key(body: Body) -> frozenset[str]:
    return frozenset({body["key"]}) if body.get("key") else frozenset()


def normal(body: Body, response: Any) -> Response:
    chosen = known_ids(response, [choice.id for choice in choices.choices(body)])
    if len(chosen) > 1:
        raise BadResponse("only one can be chosen")
    return chosen


def grade(body: Body, response: Response) -> Fraction:
    return Fraction(bool(response) and set(response) == key(body))


TYPE = ItemType(
    label=gettext_lazy("Pilihan tunggal"),
    note=gettext_lazy("Pilih satu jawaban."),
    control="radio",
    form=SingleForm,
    form_template="courseware/items/_choices.html",
    faults=faults,
    choices=choices.choices,
    key=key,
    normal=normal,
    grade=grade,
)
