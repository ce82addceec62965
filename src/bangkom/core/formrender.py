"""How forms are drawn: label above, hint under it, error between hint and control, never a placeholder.

`FormRenderer` is the project's FORM_RENDERER, so every Django form comes out in these patterns. `render_field` draws
one field with more said about it than the form class knows.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django import forms
from django.forms import BaseForm, BoundField, renderers
from django.forms.formsets import BaseFormSet
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class FormRenderer(DjangoTemplates):
    """Django's form renderer with our templates in front of the built-in ones."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"

    @cached_property
    def engine(self):  # type: ignore[no-untyped-def]
        built_in = Path(renderers.__file__).parent / "templates"
        return self.backend({"APP_DIRS": True, "DIRS": [_TEMPLATES, built_in], "NAME": "bangkomforms", "OPTIONS": {}})


class SummaryLine(NamedTuple):
    """One line of an error summary: the message and the id of the control it is about ("" for the form as a whole)."""

    text: str
    target: str


def render_field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str | None = None,
    width: str = "",
    attrs: dict[str, str | bool] | None = None,
) -> SafeString:
    """One field. `label` and `hint` replace those of the form class; `width` is xs, s, m or l.

    `attrs` become attributes of the control; an empty `hint` takes the hint away.
    """
    if label:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    extra = {name: value for name, value in (attrs or {}).items() if value not in (None, "")}
    if width:
        classes = (bound.field.widget.attrs.get("class", ""), f"w-{width}")
        extra["class"] = " ".join(part for part in classes if part)
    context = {"field": bound, "control": bound.as_widget(attrs=extra)}
    return mark_safe(bound.form.renderer.render("forms/field.html", context))  # noqa: S308 - a rendered template


def error_texts(bound: BoundField) -> list[str]:
    """The errors of a field in words that name it: "NIP belum diisi." instead of "This field is required."."""
    missing = str(forms.Field.default_error_messages["required"])
    texts = []
    for error in bound.errors.as_data():
        for text in error:
            texts.append(_missing_text(bound) if error.code == "required" and str(text) == missing else str(text))
    return texts


def _missing_text(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        words = _("“%(label)s” belum dicentang.")
    elif isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput):
        words = _("%(label)s belum dipilih.")
    else:
        words = _("%(label)s belum diisi.")
    return words % {"label": bound.label}


def control_id(bound: BoundField) -> str:
    """The id of the control that an error about this field leads to: of a group, its first choice."""
    target = bound.id_for_label
    if not target and bound.auto_id:
        target = f"{bound.auto_id}_0"
    return target


def summary_lines(of: Iterable[BaseForm | BaseFormSet | None]) -> Iterator[SummaryLine]:
    """Every error of the forms and formsets, in the order of the page."""
    for form in of:
        if not form or not form.is_bound:
            continue
        if isinstance(form, BaseFormSet):
            yield from (SummaryLine(str(text), "") for text in form.non_form_errors())
            yield from summary_lines(form.forms)
            continue
        yield from (SummaryLine(str(text), "") for text in form.non_field_errors())
        for bound in form:
            target = "" if bound.is_hidden else control_id(bound)
            yield from (SummaryLine(str(text), target) for text in error_texts(bound))
