"""Fills an empty installation with the demo province, through the services that pages and commands use."""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import connection

from bangkom.core import clock
from bangkom.core.models import Agency

from . import history, province, story, training
from .content import publish_module

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


# Statements for a connection that need not wait for the disk, and for one that must again.
HURRIED = {"sqlite": ["PRAGMA synchronous = OFF"], "postgresql": ["SET synchronous_commit = off"]}
DURABLE = {
    "sqlite": ["PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)"],
    "postgresql": ["SET synchronous_commit = on"],
}
# Django makes many short-lived objects: looking for rings among them less often saves a fifth of the time.
COLLECT_RARELY = (100_000, 20, 20)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Do not wait for the disk after each of thousands of acts: a build that breaks off is begun anew anyway.

    When it ends everything is on its way to the disk, and the connection is again as durable as it must be.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECT_RARELY)
    _run(HURRIED)
    try:
        yield
    finally:
        _run(DURABLE)
        gc.set_threshold(*usual)


def _run(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


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
            curriculum = _training(agencies, progress)
    for code in WITH_HISTORY:
        text = f"riwayat JP {agencies[code].short_name}"
        history.make_history(agencies[code], today=today, show=lambda d, t, text=text: progress(text, d, t))
    story.second_angkatan(
        curriculum, agencies["lan"], today=today, show=lambda d, t: progress("Angkatan II berjalan", d, t)
    )


def _agency(described: province.Described, today: dt.date, progress: Progress) -> Agency:
    text = f"pegawai {described.short_name}"
    progress(text)
    agency = province.make_agency(described)
    province.import_staff(agency, today=today, show=lambda done, total: progress(text, done, total))
    province.make_accounts(agency)
    return agency


def _training(agencies: dict[str, Agency], progress: Progress):
    """Programme, module and the whole of Angkatan I."""
    progress("Pelatihan Sosial Kultural")
    agency = agencies[FIRST[0]]
    with clock.held_at(clock.instant(story.PREPARED, HOUR, agency)):
        by = story.account("penyelenggara")
        province.name_signer(agency, "pimpinan")
        module = publish_module(agency=agency, by=by)
        curriculum = training.make_programme(agency, module, by=by)
    story.first_angkatan(
        curriculum, agencies["lan"], show=lambda done, total: progress("Angkatan I, Mei 2025", done, total)
    )
    return curriculum
