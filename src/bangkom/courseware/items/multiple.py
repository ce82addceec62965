"""Several choices may be right. Body: {"choices": [{"id", "text"}], "keys": [id, ...]}.

Partial credit: each right choice ticked counts one, each wrong one takes one away, never below zero, divided by the
number of right choices. So ticking everything, or nothing, earns no more than it shows. The page says the rule.
"""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.courseware.items import choices
from bangkom.courseware.items.base import Body, ItemType, Response, known_ids


class MultipleForm(choices.ChoicesForm):
    several = True

    def body(self) -> Body:
        return {"choices": self.written(), "keys": sorted(self.cleaned_data["key"])}


def faults(body: Body) -> list[str]:
    found = choices.faults(body)
    ids = {choice.id for choice in choices.choices(body)}
    if not key(body) or key(body) - ids:
        found.append(_("kunci belum ditandai"))
    elif key(body) == ids:
        found.append(_("semua pilihan benar, jadi tidak ada yang diuji"))
    return found


def key(body: Body) -> frozenset[str]:
    return frozenset(body.get("keys", []))


def normal(body: Body, response: Any) -> Response:
    return known_ids(response, [choice.id for choice in choices.choices(body)])


def grade(body: Body, response: Response) -> Fraction:
    right, chosen = key(body), set(response)
    if not right:
        return Fraction(0)
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


TYPE = ItemType(
    label=gettext_lazy("Pilihan ganda, beberapa jawaban"),
    note=gettext_lazy("Pilih semua yang benar. Pilihan yang salah mengurangi nilai soal ini."),
    control="checkbox",
    form=MultipleForm,
    form_template="courseware/items/_choices.html",
    faults=faults,
    choices=choices.choices,
    key=key,
    normal=normal,
    grade=grade,
)
