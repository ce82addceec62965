"""What a certificate says: gathered once at the issue into plain facts, and dressed for print whenever it is set.

The facts are the JSON that `papers/typst/certificate.typ` reads, without the drawings. A certificate is an Indonesian
official paper: its words do not follow the language of whoever happens to look.

    schema 1: title, number, registration, issued_on, starts_on, ends_on (ISO days), legal_basis, statement, footnote
    colour {brand, deep}; agency {government, name}; organizer; partners [name]
    person {name, number, facts [{label, value}]}; programme {name, cohort, sentence}; jp {figures, words}
    check {address, url, code}; signer {place, date, position, name, number}
    stages [{name, jp, weight, note}]; subjects [{number, name, stage, jp, agenda}], the last not on early papers
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation

from bangkom.cohorts.models import Cohort, CohortAgency, Enrolment
from bangkom.core import colour
from bangkom.core.formatting import format_date, format_jp, format_nip, format_range
from bangkom.core.ids import grouped
from bangkom.core.models import Agency
from bangkom.credentials.models import Signatory
from bangkom.papers import kawung
from bangkom.papers.qr import qr_svg
from bangkom.papers.words import jp_in_words
from bangkom.people.positions import rank_of
from bangkom.programmes.models import Curriculum, Stage

A4_LANDSCAPE = {"width": 297, "height": 210}

METHODS = {
    Stage.Mode.SELF_PACED: "pembelajaran mandiri daring",
    Stage.Mode.DISTANCE: "pembelajaran jarak jauh",
    Stage.Mode.CLASSROOM: "klasikal",
    Stage.Mode.WORKPLACE: "pembelajaran di tempat kerja",
}
BLENDED = "pembelajaran campuran (blended learning)"
MODES = {
    Stage.Mode.SELF_PACED: "belajar mandiri, daring",
    Stage.Mode.DISTANCE: "pembelajaran jarak jauh",
    Stage.Mode.CLASSROOM: "klasikal",
    Stage.Mode.BLENDED: "tatap muka dan daring",
    Stage.Mode.WORKPLACE: "di tempat kerja",
}


def gather(*, enrolment: Enrolment, number: str, code: str, on: dt.date, signatory: Signatory | None) -> dict[str, Any]:
    """The facts of a certificate as of its issue `on` a day of the agency. Reads, writes nothing."""
    cohort = enrolment.cohort
    curriculum = cohort.curriculum
    agency = cohort.agency
    with translation.override("id"):
        stages = list(curriculum.stages.prefetch_related("subjects"))
        partners = teaching_partners(cohort)
        return {
            "schema": 1,
            "title": "Sertifikat",
            "number": number,
            "registration": "",
            "issued_on": on.isoformat(),
            "starts_on": cohort.starts_on.isoformat(),
            "ends_on": cohort.ends_on.isoformat(),
            "colour": colours(agency),
            "agency": {"government": agency.government_name, "name": agency.organizer_name},
            "organizer": agency.organizer_name,
            "partners": partners,
            "legal_basis": " ".join(curriculum.legal_basis.split()),
            "person": person_facts(enrolment),
            "statement": "telah menyelesaikan",
            "programme": {
                "name": curriculum.programme.title,
                "cohort": cohort_name(cohort),
                "sentence": sentence(cohort, partners, stages),
            },
            "jp": {"figures": format_jp(curriculum.jp), "words": jp_in_words(curriculum.jp)},
            "check": check_facts(code),
            "signer": signer_facts(agency, signatory, on),
            "stages": [stage_facts(stage) for stage in stages],
            "subjects": subject_facts(stages),
            "footnote": footnote(curriculum),
        }


def dressed(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with their drawings: what the template is set from."""
    look = facts["colour"]
    return facts | {
        "ornament": {
            "front": kawung.front_page(**A4_LANDSCAPE, **look),
            "back": kawung.back_page(**A4_LANDSCAPE, **look),
            "mark": kawung.mark(look["brand"]),
        },
        "check": facts["check"] | {"qr": qr_svg(facts["check"]["url"])},
    }


def colours(agency: Agency) -> dict[str, str]:
    """Brand and deep colour of an agency, legible as on screen; the house's own where its colour was refused."""
    try:
        ramp = colour.ramp(agency.brand_colour)
    except colour.ColourRefusedError:
        ramp = colour.ramp(Agency._meta.get_field("brand_colour").default)
    return {"brand": ramp.brand, "deep": ramp.deep}


def person_facts(enrolment: Enrolment) -> dict[str, Any]:
    """Who is certified, as snapshotted at enrolment; what is not known is not printed."""
    rank = rank_of(enrolment.grade)
    unit, agency = enrolment.unit_name, enrolment.agency.name
    institution = f"{unit}, {agency}" if unit and agency.lower() not in unit.lower() else unit or agency
    rows = [
        ("NIP", format_nip(enrolment.number)),
        ("Pangkat, golongan ruang" if rank else "Golongan", ", ".join(filter(None, (rank, enrolment.grade)))),
        ("Jabatan", enrolment.position_name),
        ("Instansi", institution),
    ]
    return {
        "name": enrolment.name,
        "number": enrolment.number,
        "facts": [{"label": label, "value": value} for label, value in rows if value],
    }


def teaching_partners(cohort: Cohort) -> list[str]:
    """Names of the other agencies that taught."""
    parts = cohort.agencies.filter(part=CohortAgency.Part.TEACHING).exclude(agency=cohort.agency)
    return [part.agency.name for part in parts.select_related("agency").order_by("agency__name")]


def cohort_name(cohort: Cohort) -> str:
    year = str(cohort.starts_on.year)
    return cohort.name if year in cohort.name else f"{cohort.name} Tahun {year}"


def sentence(cohort: Cohort, partners: list[str], stages: list[Stage]) -> str:
    """Who ran it with whom, where, when and how, leading up to the JP in the next line."""
    together = f" bersama {' dan '.join(partners)}" if partners else ""
    where = f" di {cohort.place}" if cohort.place else ""
    span = format_range(cohort.starts_on, cohort.ends_on)
    when = f"pada {span}" if cohort.starts_on == cohort.ends_on else f"dari {span}"
    organizer = cohort.agency.organizer_name
    return f"diselenggarakan oleh {organizer}{together}{where} {when} dengan metode {method(stages)}, sebanyak"


def method(stages: list[Stage]) -> str:
    """One word for how it was learned: the mode of all stages, or blended."""
    modes = {stage.mode for stage in stages}
    return METHODS.get(Stage.Mode(modes.pop()), BLENDED) if len(modes) == 1 else BLENDED


def check_facts(code: str) -> dict[str, str]:
    """Where the certificate is checked; the address without its scheme is short enough to type from paper."""
    address = f"{settings.SITE_URL}/v"
    return {
        "address": address.partition("://")[2],
        "url": f"{address}/{grouped(code)}",
        "code": grouped(code),
    }


def signer_facts(agency: Agency, signatory: Signatory | None, on: dt.date) -> dict[str, str]:
    """Place, date and signer. Where none was named, the office alone, with room for a name."""
    return {
        "place": agency.place or agency.name,
        "date": format_date(on),
        "position": signatory.position if signatory else f"Pimpinan {agency.organizer_name}",
        "name": signatory.name if signatory else "",
        "number": format_nip(signatory.number) if signatory else "",
    }


def stage_facts(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.title,
        "jp": format_jp(stage.jp),
        "weight": stage.jp,
        "note": MODES[Stage.Mode(stage.mode)],
    }


def subject_facts(stages: list[Stage]) -> list[dict[str, str]]:
    rows = [(order, subject) for order, stage in enumerate(stages, 1) for subject in stage.subjects.all()]
    return [
        {
            "number": str(n),
            "name": subject.title,
            "stage": str(order),
            "jp": format_jp(subject.jp),
            "agenda": subject.agenda,
        }
        for n, (order, subject) in enumerate(rows, 1)
    ]


def footnote(curriculum: Curriculum) -> str:
    """How long one JP is by the rules this training was measured with, and how the paper is checked."""
    minutes = curriculum.rule_set.data.get("minutes_per_jp")
    unit = f"Satu jam pelajaran (JP) setara {minutes} menit. " if minutes else ""
    return f"{unit}Sertifikat ini sah bila halaman pemeriksaan menyatakan asli."
