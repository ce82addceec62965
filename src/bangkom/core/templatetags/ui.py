"""The parts of the design system as template tags. Usage: docs/howto/design-system.md, all states: /desain/."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bangkom.core import figures, formatting, formrender, icons
from bangkom.core.terms import TERMS

register = template.Library()

PAGE_PARAMETER = "halaman"
SORT_PARAMETER = "urut"
_STATION_UNITS = 20


def _attributes(attrs: Mapping[str, object]) -> SafeString:
    """HTML attributes from keyword arguments: `data_copy="x"` becomes data-copy="x"; False and None are left out."""
    given = [(name.replace("_", "-"), value) for name, value in attrs.items() if value not in (None, False)]
    return format_html_join("", ' {}="{}"', ((name, "" if value is True else value) for name, value in given))


def _get(thing: object, name: str, default: Any = "") -> Any:
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def _part(name: str, context: dict[str, object]) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", context))  # noqa: S308 - a rendered template


# Words, figures, marks


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def kawung() -> SafeString:
    return figures.kawung()


@register.simple_tag
def kawung_field() -> SafeString:
    """The kawung as a quiet cloth behind the hero of the first page."""
    return figures.kawung_field()


@register.simple_tag
def tag(kind: str, label: str) -> SafeString:
    """A state as words with a shape: `{% tag "success" "Selesai" %}`."""
    return format_html('<span class="tag tag-{}">{}{}</span>', kind, icons.shape(kind), label)


@register.simple_tag
def button(
    label: str, kind: str = "primary", href: str = "", icon: str = "", type: str = "submit", **attrs: object
) -> SafeString:
    """A button, or a link that looks like one when `href` is given. Other arguments become attributes."""
    css = {"primary": "btn", "link": "btn btn-link"}.get(kind, f"btn btn-{kind}")
    words = format_html("<span>{}</span>", label) if icon else label
    picture = icons.icon(icon) if icon else ""
    # An arrow onwards stands behind the words, every other picture before them.
    parts = (words, picture) if icon == "right" else (picture, words)
    if href:
        return format_html('<a class="{}" href="{}"{}>{}{}</a>', css, href, _attributes(attrs), *parts)
    attrs = {name: value for name, value in attrs.items() if value != ""}
    return format_html('<button class="{}" type="{}"{}>{}{}</button>', css, type, _attributes(attrs), *parts)


@register.simple_tag
def big_number(value: object, label: str, comparison: str = "", url: str = "") -> SafeString:
    """A large figure, what it counts, and one comparison. Stands in `<div class="facts">`."""
    text = label if not url else format_html('<a href="{}">{}</a>', url, label)
    beside = format_html(' <span class="beside">{}</span>', comparison) if comparison else ""
    return format_html('<p class="fact"><b class="amount">{}</b> <span>{}{}</span></p>', value, text, beside)


@register.simple_tag
def jp_meter(earned: object, booked: object, needed: object, size: str = "", words: bool = True) -> SafeString:
    """The twenty squares. Amounts in JP. `size="s"` for lists; `words=False` leaves the figures to the page."""
    balance = figures.Balance(*(Decimal(str(amount or 0)) for amount in (earned, booked, needed)))
    if size == "s":
        number = formatting.format_jp(balance.earned)
        return format_html(
            '<span class="meter meter-s">{}<span class="meter-n"{}>{}</span></span>',
            figures.squares(balance, labelled=True),
            mark_safe(' aria-hidden="true"') if balance.needed > 0 else "",
            number,
        )
    if not words:
        return format_html('<div class="meter">{}</div>', figures.squares(balance, labelled=True))
    return _part("meter", {"balance": balance, "squares": figures.squares(balance, labelled=False)})


# Messages


@register.simple_tag
def notification(text: str, kind: str = "info", title: str = "") -> SafeString:
    return _banner(text, kind, title)


@register.simple_block_tag
def banner(content: str, kind: str = "info", title: str = "") -> SafeString:
    return _banner(content, kind, title)


def _banner(content: str, kind: str, title: str) -> SafeString:
    headings = {"success": _("Berhasil"), "warning": _("Perhatian"), "error": _("Kesalahan")}
    mark = icons.shape(kind)
    heading = title or headings.get(kind) or _("Informasi")
    return _part("banner", {"kind": kind, "title": title, "heading": heading, "mark": mark, "content": content})


@register.simple_block_tag
def panel(content: str, title: str, kind: str = "success", label: str = "") -> SafeString:
    """The outcome of an act or a check, in one coloured sheet. `label` is the verdict in one word."""
    mark = icons.shape(kind)
    return _part("panel", {"content": content, "title": title, "kind": kind, "label": label, "mark": mark})


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    return format_html(
        '<details class="details"><summary>{}</summary><div class="details-text">{}</div></details>',
        summary,
        content,
    )


@register.simple_tag
def help(name: str) -> SafeString:
    """What a word of the trade means, behind a question mark beside it. Raises KeyError for a word not in `terms`."""
    return _part("help", {"name": name, "term": TERMS[name]})


@register.simple_tag
def empty_state(title: str, text: str = "", url: str = "", label: str = "") -> SafeString:
    return _part("empty_state", {"title": title, "text": text, "url": url, "label": label})


# Forms


@register.simple_tag
def error_summary(*forms: BaseForm | None) -> SafeString:
    lines = list(formrender.summary_lines(forms))
    return _part("error_summary", {"lines": lines}) if lines else SafeString()


@register.simple_tag(name="form")
def whole_form(form: BaseForm) -> SafeString:
    return form.render(formrender.FormRenderer.form_template_name)


@register.simple_tag
def field(
    bound: BoundField, label: str = "", hint: str | None = None, width: str = "", **attrs: str | bool
) -> SafeString:
    """One form field. Other arguments (`autocomplete inputmode rows data_x`) become attributes of the control."""
    named = {name.replace("_", "-"): value for name, value in attrs.items()}
    return formrender.render_field(bound, label=label, hint=hint, width=width, attrs=named)


# Lists, tables, ways


@register.simple_tag
def summary_list(rows: Iterable[Any]) -> SafeString:
    """Rows are `(label, value)`, `(label, value, url)` or mappings with label, value, url, action."""
    keys = ("label", "value", "url", "action")
    prepared = [row if isinstance(row, Mapping) else dict(zip(keys, row, strict=False)) for row in rows]
    return _part("summary_list", {"rows": prepared})


@register.simple_tag
def task_list(rows: Iterable[Any]) -> SafeString:
    return _part("task_list", {"rows": rows})


@register.simple_tag
def tabs(items: Iterable[Any], label: str = "") -> SafeString:
    return _part("tabs", {"items": items, "label": label or _("Bagian halaman ini")})


@register.simple_tag
def breadcrumbs(crumbs: Iterable[tuple[str, str]]) -> SafeString:
    return _part("breadcrumbs", {"crumbs": list(crumbs)})


@register.simple_tag
def steps(current: int, labels: Iterable[str]) -> SafeString:
    """Where one is in an act of several pages, counted from 1."""
    labels = list(labels)
    marked = [
        {"label": label, "state": "done" if n < current else "now" if n == current else "later", "number": n}
        for n, label in enumerate(labels, 1)
    ]
    return _part("steps", {"steps": marked, "current": current, "total": len(labels), "name": labels[current - 1]})


@register.simple_tag
def stations(stages: Iterable[Any]) -> SafeString:
    """The path: a line of stations whose lengths follow their JP. See docs/howto/design-system.md for the keys."""
    stages = list(stages)
    total = sum((Decimal(str(_get(stage, "jp", 0) or 0)) for stage in stages), Decimal(0)) or Decimal(1)
    prepared = []
    for stage in stages:
        jp = Decimal(str(_get(stage, "jp", 0) or 0))
        state = _get(stage, "state", "later")
        detail = _get(stage, "detail")
        progress = {"done": 1.0, "later": 0.0}.get(state, float(_get(stage, "progress", 0) or 0))
        prepared.append(
            {
                "title": _get(stage, "title"),
                "url": _get(stage, "url"),
                "jp": jp,
                "state": state,
                "lines": [detail] if isinstance(detail, str) and detail else detail or [],
                "units": max(1, round(_STATION_UNITS * jp / total)),
                "percent": round(100 * min(1.0, max(0.0, progress))),
            }
        )
    return _part("stations", {"stages": prepared})


@register.simple_tag
def path_line(stages: Iterable[Any]) -> SafeString:
    """The path, small, for lists: stages with `title` and `jp`."""
    return figures.path_line([(_get(stage, "title"), Decimal(str(_get(stage, "jp", 0) or 0))) for stage in stages])


@register.simple_tag
def progress(done: int, total: int, label: str = "") -> SafeString:
    return _part("progress", {"done": done, "total": total, "label": label})


@register.simple_tag
def copybox(text: str, label: str = "") -> SafeString:
    """Text to be copied elsewhere, such as a message for WhatsApp, with a button where scripts run."""
    name = f"salin-{zlib.crc32(text.encode()):08x}"
    return _part("copybox", {"text": text, "label": label, "name": name, "rows": min(14, text.count("\n") + 2)})


@register.simple_block_tag
def bulk(content: str) -> SafeString:
    """The bar of acts on ticked rows; it shows when a row is ticked."""
    return format_html(
        '<div class="bulk" data-bulk><span class="bulk-count" aria-live="polite" data-one="{}" data-many="{}">{}</span>'
        "{}</div>",
        _("1 baris dipilih"),
        _("{n} baris dipilih"),
        _("Baris yang dipilih"),
        content,
    )


@register.simple_tag
def tick_all() -> SafeString:
    return format_html('<input type="checkbox" class="tick-all" aria-label="{}" hidden>', _("Pilih semua baris"))


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page) -> SafeString:
    """Links to the pages of a list; the other query parameters are kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {"number": n, "url": _query(context, **{PAGE_PARAMETER: n}), "current": n == page.number}
        if isinstance(n, int)
        else {"number": "", "url": "", "current": False}
        for n in numbers
    ]
    ends = {}
    if page.has_previous():
        ends["previous"] = _query(context, **{PAGE_PARAMETER: page.previous_page_number()})
    if page.has_next():
        ends["next"] = _query(context, **{PAGE_PARAMETER: page.next_page_number()})
    return _part("pagination", {"page": page, "links": links, **ends})


@register.simple_tag(takes_context=True)
def downloads(context: template.Context) -> SafeString:
    """Links that give the list of this page, filtered as it is, as a file (`core.lists`)."""
    links = ((name.upper(), _query(context, unduh=name, **{PAGE_PARAMETER: None})) for name in ("xlsx", "csv"))
    items = format_html_join(" ", '<a href="{}" download>{}</a>', ((url, label) for label, url in links))
    return format_html('<p class="small downloads">{}{} {}</p>', icons.icon("download"), _("Unduh daftar ini:"), items)


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, label: str, key: str, css: str = "") -> SafeString:
    """A table heading that sorts by link; a second press turns the order round."""
    chosen = context["request"].GET.get(SORT_PARAMETER, "")
    order = {key: "ascending", f"-{key}": "descending"}.get(chosen, "none")
    target = f"-{key}" if order == "ascending" else key
    url = _query(context, **{SORT_PARAMETER: target, PAGE_PARAMETER: None})
    return format_html(
        '<th scope="col" class="sort {}" aria-sort="{}"><a href="{}">{}</a></th>', css, order, url, label
    )


def _query(context: template.Context, **changes: object) -> str:
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_block_tag(takes_context=True)
def keep(context: template.Context, content: str, name: str) -> str:
    """Writes what stands inside and keeps it under `name`: the title of a page is also its heading."""
    context.dicts[0][name] = mark_safe(content.strip())  # noqa: S308 - already rendered
    return content


@register.simple_tag
def history_link(subject: Model) -> SafeString:
    """The way to the "Riwayat perubahan" of an object whose kind has one (`core.history`)."""
    url = reverse("core:object_history", args=[subject._meta.label_lower, subject.pk])
    return format_html('<a href="{}">{}</a>', url, _("Riwayat perubahan"))


# Filters


@register.filter
def error_texts(bound: BoundField) -> list[str]:
    return formrender.error_texts(bound)


def _safely(format_one, value, *rest):  # type: ignore[no-untyped-def]
    """An empty value stays empty: a missing date or amount must not break a page."""
    return "" if value is None or value == "" else format_one(value, *rest)


@register.filter
def jp(value: object, minutes_per_jp: int | None = None) -> str:
    return _safely(formatting.format_jp, value, minutes_per_jp)


@register.filter
def nip(value: object) -> str:
    return formatting.format_nip(value)


@register.filter
def tanggal(value: date | None, style: str = "") -> str:
    return _safely(formatting.format_date, value, style)


@register.filter
def waktu(value: datetime | None, style: str = "") -> str:
    return _safely(formatting.format_moment, value, style)


@register.filter
def sampai(start: date | None, end: date | None) -> str:
    if not start or not end:
        return _safely(formatting.format_date, start or end)
    return formatting.format_range(start, end)


@register.filter
def relatif(value: date | None, today: date) -> str:
    return _safely(formatting.relative_day, value, today)


@register.filter
def rupiah(value: object) -> str:
    return _safely(formatting.format_rupiah, value)


@register.filter
def angka(value: object, places: int | None = None) -> str:
    return _safely(formatting.format_number, value, places)


@register.filter
def persen(value: object, places: int = 0) -> str:
    return _safely(formatting.format_percent, value, places)


@register.filter
def ukuran(value: object) -> str:
    return _safely(formatting.format_size, value)
