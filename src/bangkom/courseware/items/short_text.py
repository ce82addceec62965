"""A word or a few are typed. Body: {"answers": [text, ...], "ignore": [rule, ...], "errors": bool}.

The first answer is the one that is shown as right; the others are accepted too. Rules: see `spelling`.
"""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangkom.courseware.items import spelling
from bangkom.courseware.items.base import BadResponse, Body, ItemForm, ItemType, Line, Response

MOST_CHARACTERS = 200
MOST_ANSWERS = 20
RULES = [
    (spelling.CASE, gettext_lazy("Huruf besar dan kecil")),
    (spelling.PUNCTUATION, gettext_lazy("Tanda baca, seperti titik, koma, dan tanda hubung")),
    (spelling.SPACES, gettext_lazy("Spasi, jadi anti korupsi sama dengan antikorupsi")),
    (spelling.DIACRITICS, gettext_lazy("Tanda di atas huruf, seperti é dan ê")),
]
AT_FIRST = [spelling.CASE, spelling.PUNCTUATION, spelling.DIACRITICS]
# Control marks, halves of characters and unassigned ones: never typed on purpose, and databases refuse some of them.
UNTYPED = {"Cc", "Cf", "Cs", "Cn"}


class ShortTextForm(ItemForm):
    answers = forms.CharField(
        label=gettext_lazy("Jawaban yang diterima"),
        help_text=gettext_lazy("Satu jawaban satu baris. Baris pertama ditampilkan sebagai jawaban benar."),
        max_length=MOST_ANSWERS * MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    ignore = forms.MultipleChoiceField(
        label=gettext_lazy("Abaikan perbedaan"),
        help_text=gettext_lazy("Spasi berlebih di awal, di akhir, dan di antara kata selalu diabaikan."),
        choices=RULES,
        initial=AT_FIRST,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    errors_allowed = forms.BooleanField(
        label=gettext_lazy("Maafkan salah ketik kecil"),
        help_text=gettext_lazy(
            "Satu huruf pada kata 5 sampai 8 huruf, dua huruf pada kata yang lebih panjang; angka harus tepat. "
            "Jangan pakai bila dua istilah berbeda satu huruf saja."
        ),
        required=False,
    )
    field_order = ["prompt", "answers", "ignore", "errors_allowed", "feedback", "points"]

    def clean_answers(self) -> list[str]:
        """The answers, each once by the rule of the eye; empty lines fall out."""
        lines = [cleaned(line) for line in self.cleaned_data["answers"].splitlines()]
        answers = list(dict.fromkeys(line for line in lines if line))
        if not answers:
            raise forms.ValidationError(_("Tulis sedikitnya satu jawaban yang diterima."))
        if len(answers) > MOST_ANSWERS:
            raise forms.ValidationError(_("Tulis paling banyak %(n)s jawaban.") % {"n": MOST_ANSWERS})
        for answer in answers:
            if len(answer) > MOST_CHARACTERS:
                words = _("Jawaban paling panjang %(n)s huruf: “%(start)s…”")
                raise forms.ValidationError(words % {"n": MOST_CHARACTERS, "start": answer[:30]})
        return answers

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        bare = [answer for answer in data.get("answers") or [] if not spelling.plain(answer, data.get("ignore") or [])]
        if bare:
            words = _("“%(answer)s” hanya berisi tanda baca, padahal tanda baca diabaikan.")
            self.add_error("answers", words % {"answer": bare[0]})
        return data

    def body(self) -> Body:
        data = self.cleaned_data
        return {"answers": data["answers"], "ignore": data["ignore"], "errors": data["errors_allowed"]}

    @classmethod
    def initial_of(cls, body: Body) -> dict[str, Any]:
        return {
            "answers": "\n".join(body.get("answers", [])),
            "ignore": body.get("ignore", []),
            "errors_allowed": body.get("errors", False),
        }


def cleaned(text: str) -> str:
    """The text in one spelling, without what nobody can have typed, with single spaces."""
    spaced = "".join(" " if each.isspace() else each for each in text)
    typed = "".join(each for each in spaced if unicodedata.category(each) not in UNTYPED)
    return " ".join(unicodedata.normalize("NFC", typed).split())


def faults(body: Body) -> list[str]:
    return [] if body.get("answers") else [_("jawaban yang diterima belum ditulis")]


def key(body: Body) -> frozenset[str]:
    return frozenset(body.get("answers", [])[:1])


def normal(body: Body, response: Any) -> Response:
    if not isinstance(response, list) or len(response) > 1 or not all(isinstance(each, str) for each in response):
        raise BadResponse("a response is a list of one text")
    # Judged as it came, before any work on it; what is stored is never longer.
    if any(len(each) > MOST_CHARACTERS * 2 for each in response):
        raise BadResponse("too long", too_long())
    texts = [text for text in (cleaned(each) for each in response) if text]
    if any(len(text) > MOST_CHARACTERS for text in texts):
        raise BadResponse("too long", too_long())
    return texts


def too_long() -> str:
    return _("Jawaban paling panjang %(n)s huruf. Pendekkan, lalu kirim lagi.") % {"n": MOST_CHARACTERS}


def grade(body: Body, response: Response) -> Fraction:
    ignored, errors = body.get("ignore", []), bool(body.get("errors"))
    wanted = body.get("answers", [])
    return Fraction(
        any(spelling.same(given, answer, ignored, errors=errors) for given in response for answer in wanted)
    )


@dataclass(frozen=True)
class ShortText(ItemType):
    """Answered in words: there is nothing to choose from."""

    most_characters: int = MOST_CHARACTERS

    def hints(self, body: Body) -> list[str]:
        ignored = body.get("ignore", [])
        said = [
            (spelling.CASE, _("Huruf besar dan kecil dibedakan.")),
            (spelling.PUNCTUATION, _("Tanda baca ikut dinilai.")),
        ]
        return [words for rule, words in said if rule not in ignored]

    def right(self, body: Body) -> list[str]:
        return list(body.get("answers", []))

    def explain(self, body: Body, response: Response) -> list[Line]:
        """What was typed; and where that is not right, the answer that is."""
        is_right = grade(body, response) == 1
        lines = [Line(text, chosen=True, right=is_right) for text in response]
        if not is_right:
            lines += [Line(text, chosen=False, right=True) for text in self.right(body)[:1]]
        return lines


TYPE = ShortText(
    label=gettext_lazy("Isian singkat"),
    note=gettext_lazy("Tulis jawabannya dengan singkat, satu kata atau beberapa kata."),
    control="text",
    form=ShortTextForm,
    form_template="courseware/items/_short_text.html",
    faults=faults,
    choices=lambda body: [],
    key=key,
    normal=normal,
    grade=grade,
)
