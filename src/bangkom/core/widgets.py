"""Form controls beyond Django's own: native date and time, a date in three boxes, NIP, JP, codes, pasted rows."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """The browser's own date picker: for dates near today."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"class": "w-s", **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"class": "w-xs", **(attrs or {})}, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker of date and time, in the active time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"class": "w-m", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class DatePartsInput(forms.MultiWidget):
    """Day, month and year in three boxes: for a date that people know by heart. Fits a DateField."""

    template_name = "forms/date_parts.html"
    use_fieldset = True
    parts = (("hari", _("Hari")), ("bulan", _("Bulan")), ("tahun", _("Tahun")))

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "class": "w-xs" if name == "tahun" else "w-xxs"})
            for name, _label in self.parts
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: object) -> list[object]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        if isinstance(value, str) and value.count("-") == 2:
            year, month, day = value.split("-")
            return [day, month, year]
        return [None, None, None]

    def value_from_datadict(self, data, files, name):  # type: ignore[no-untyped-def]
        day, month, year = (str(part or "").strip() for part in super().value_from_datadict(data, files, name))
        if not (day or month or year):
            return None
        return f"{year}-{month}-{day}"

    def get_context(self, name, value, attrs):  # type: ignore[no-untyped-def]
        context = super().get_context(name, value, attrs)
        for part, (_name, label) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            part["label"] = label
        return context


class NipInput(forms.TextInput):
    """An employee number: figures, pasted with or without spaces."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        defaults = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "w-m"}
        super().__init__(attrs={**defaults, **(attrs or {})})

    def value_from_datadict(self, data, files, name):  # type: ignore[no-untyped-def]
        value = super().value_from_datadict(data, files, name)
        return "".join(value.split()) if isinstance(value, str) else value


class CodeInput(forms.TextInput):
    """A code from a letter or certificate: capital letters, no help from the keyboard."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        defaults = {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "w-m code",
        }
        super().__init__(attrs={**defaults, **(attrs or {})})


class JpInput(forms.TextInput):
    """JP as people write it: "73,5". Hands the field a number with a point. Fits a DecimalField."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "class": "w-xs num", **(attrs or {})})

    def value_from_datadict(self, data, files, name):  # type: ignore[no-untyped-def]
        value = super().value_from_datadict(data, files, name)
        return value.strip().replace(",", ".") if isinstance(value, str) else value

    def format_value(self, value: object) -> str | None:
        if isinstance(value, Decimal | int | float):
            return formats.localize_input(value)
        return str(value).replace(".", ",") if value not in (None, "") else None


class PasteInput(forms.Textarea):
    """A wide box with fixed-width letters, for rows pasted from a spreadsheet."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        defaults = {"rows": 10, "wrap": "off", "spellcheck": "false", "autocomplete": "off", "class": "paste"}
        super().__init__(attrs={**defaults, **(attrs or {})})
