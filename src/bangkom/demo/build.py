"""Fills an empty installation with the demo province, through the services that pages and commands use."""

import datetime as dt
from functools import partial
from typing import Protocol

from bangkom.core import clock
from bangkom.core.models import Agency
from bangkom.core.services import seal_events
from bangkom.courseware.models import Module

from . import history, province, story, training
from .access import arrange_roles
from .hurry import in_a_hurry
from .module import publish_modules
from .offerings import publish_offerings
from .organisation import arrange_structure
from .privacy import ask_and_look

# Before the first angkatan: from when the agencies are here.
BEGINNING = dt.date(2025, 4, 14)
# The big import lies behind, so that nobody takes the demo back by its "undo".
IMPORTED_BEFORE = dt.timedelta(days=3)
HOUR = dt.time(9, 30)
FIRST = ("kab-tangerang", "lan")
WITH_HISTORY = ("kab-tangerang", "kab-serang")


class Progress(Protocol):
    """Hears what is being made, and how many of how many steps of it are done."""

    def __call__(self, text: str = "", done: int | None = None, total: int | None = None) -> None: ...


@in_a_hurry()
def build(*, progress: Progress) -> None:
    """Make the agencies, their people, the cast, the training with its two angkatan, and the JP of other trainings."""
    today = clock.today()
    agencies: dict[str, Agency] = {}
    for described in province.AGENCIES:
        is_first = described.code in FIRST
        day = BEGINNING if is_first else today - IMPORTED_BEFORE
        with clock.held_at(clock.instant(day, HOUR)):
            agencies[described.code] = _agency(described, today, progress)
        if described.code == FIRST[-1]:
            modules = _training(agencies, progress)
    for code in WITH_HISTORY:
        show = partial(progress, f"riwayat JP {agencies[code].short_name}")
        history.make_history(agencies[code], today=today, show=show)
    show = partial(progress, "Angkatan II berjalan")
    story.second_angkatan(agencies["kab-tangerang"], agencies["lan"], modules, today=today, show=show)
    progress("Angkatan III dipanggil")
    story.third_angkatan(agencies["kab-tangerang"], agencies["lan"], today=today)
    with clock.held_at(clock.instant(today - IMPORTED_BEFORE, HOUR)):
        publish_offerings(agencies)
    arrange_structure(agencies["kab-tangerang"], host=agencies["prov-banten"], by=story.account("admin"))
    arrange_roles(
        agencies["kab-tangerang"],
        admin=story.account("admin"),
        officer=story.account("kepegawaian"),
        organizer=story.account("penyelenggara"),
    )
    ask_and_look(agencies["kab-tangerang"], today=today)
    progress("segel riwayat perubahan")
    while seal_events():
        pass


def _agency(described: province.Described, today: dt.date, progress: Progress) -> Agency:
    show = partial(progress, f"pegawai {described.short_name}")
    show()
    agency = province.make_agency(described)
    province.import_staff(agency, today=today, show=show)
    province.make_accounts(agency)
    if agency.code == "kab-serang":
        province.name_signer(agency, "pimpinan-serang")
    return agency


def _training(agencies: dict[str, Agency], progress: Progress) -> list[Module]:
    """Programme, modules (returned) and the whole of Angkatan I, which learned the first of them."""
    progress("Pelatihan Sosial Kultural")
    agency = agencies[FIRST[0]]
    with clock.held_at(clock.instant(story.PREPARED, HOUR, agency)):
        by = story.account("penyelenggara")
        province.name_signer(agency, "pimpinan")
        modules = publish_modules(agency=agency, by=by, stage=1)
        sharing = publish_modules(agency=agency, by=by, stage=2)[0]
        curriculum = training.make_programme(agency, modules[:1], sharing, by=by)
    story.first_angkatan(curriculum, agencies["lan"], show=partial(progress, "Angkatan I, Mei 2025"))
    return modules
