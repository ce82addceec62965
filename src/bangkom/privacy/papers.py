"""A person's own data as a paper to read. Indonesian or English, as the person reads."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangkom.core import clock
from bangkom.core.formatting import format_date
from bangkom.papers.typesetting import render_pdf
from bangkom.people.models import Person
from bangkom.privacy.holdings import Section, holdings

MOST_ROWS = 100  # of one table on paper; the file for programs holds all


def own_data(person: Person) -> bytes:
    """The PDF of what is held about a person."""
    data = {
        "title": _("Data pribadi saya"),
        "name": person.full_name,
        "printed": _("Per %(day)s") % {"day": format_date(clock.today())},
        "about": _("Semua data pribadi Anda yang disimpan Bangkom, untuk apa, dan berapa lama."),
        "language": "en" if (get_language() or "id").startswith("en") else "id",
        "purpose": _("Untuk apa"),
        "kept": _("Disimpan"),
        "sections": [section_facts(each) for each in holdings(person)],
    }
    return render_pdf("own_data", data, created=clock.now())


def section_facts(section: Section) -> dict[str, Any]:
    shown = section.rows[-MOST_ROWS:]
    left = len(section.rows) - len(shown)
    return {
        "title": section.title,
        "purpose": section.purpose,
        "retention": section.retention,
        "more": _("%(n)s baris lebih lama ada pada berkas JSON.") % {"n": left} if left else "",
        "rows": [[[label, value[:600]] for label, value in row] for row in shown],
    }
