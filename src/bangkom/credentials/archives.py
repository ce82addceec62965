"""All certificates of a cohort in one ZIP: built in the background, kept a day, handed to the organizer only.

building --all files inside--> ready --a day, or a newer one, or a revocation--> expired
building --no room on the disk--> failed

Memory stays bounded: one piece of one PDF at a time, and one line of the index a person.
"""

import datetime as dt
import logging
import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_noop

from bangkom.cohorts.models import Cohort
from bangkom.core import background, clock
from bangkom.core.db import locked
from bangkom.core.models import User
from bangkom.core.services import open_stored, record_event
from bangkom.core.spreadsheets import write_csv
from bangkom.credentials.models import Certificate, CertificateArchive

log = logging.getLogger("bangkom.credentials")

AT_ONCE = 25  # certificates between two words about the progress
SILENT_AT_MOST = dt.timedelta(minutes=5)  # a build silent for longer belongs to a worker that died
LEFTOVER_AGE = dt.timedelta(days=1)
INDEX_NAME = "daftar.csv"
State = CertificateArchive.State


@transaction.atomic
def ask_for_archive(*, cohort: Cohort, by: User) -> CertificateArchive:
    """Have the valid certificates of a cohort packed. Asked again while that runs, the same archive is returned."""
    locked(cohort)
    building = CertificateArchive.objects.filter(cohort=cohort, state=State.BUILDING).first()
    if building:
        return building
    for older in CertificateArchive.objects.filter(cohort=cohort, state=State.READY):
        expire(older)
    archive = CertificateArchive.objects.create(cohort=cohort, asked_by=by, total=packable(cohort).count())
    _record(archive, "archive_asked", gettext_noop("Arsip sertifikat diminta"), by)
    background.enqueue("credentials.build_archive", archive.pk)
    return archive


def packable(cohort: Cohort) -> QuerySet[Certificate]:
    """The certificates that an archive holds: valid, with a PDF, in the order of the participants' list."""
    found = Certificate.objects.filter(enrolment__cohort=cohort, state=Certificate.State.VALID, pdf__isnull=False)
    return found.order_by("enrolment__name", "enrolment_id")


def build(*, archive_id: int) -> None:
    """Pack an archive that was asked for; any other is left alone. Two builders at once make the same file."""
    archive = CertificateArchive.objects.by_system().select_related("cohort").get(pk=archive_id)
    if archive.state != State.BUILDING:
        return
    folder = file_of(archive).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            packed = _pack(archive, file)
            file.flush()
            os.fsync(file.fileno())
        size = Path(temporary).stat().st_size
        os.replace(temporary, file_of(archive))
    except OSError:
        log.exception("archive %s could not be written", archive.pk)
        CertificateArchive.objects.filter(pk=archive.pk, state=State.BUILDING).update(state=State.FAILED)
        return
    finally:
        Path(temporary).unlink(missing_ok=True)
    CertificateArchive.objects.filter(pk=archive.pk, state=State.BUILDING).update(
        state=State.READY, ready_at=clock.now(), done=packed, total=packed, size=size
    )


def _pack(archive: CertificateArchive, file: BinaryIO) -> int:
    """Write the ZIP; returns how many certificates are inside."""
    ids = list(packable(archive.cohort).values_list("pk", flat=True))
    digits = max(3, len(str(len(ids))))
    lines = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as whole:  # a PDF is compressed already
        for start in range(0, len(ids), AT_ONCE):
            chunk = ids[start : start + AT_ONCE]
            found = Certificate.objects.select_related("pdf", "enrolment").in_bulk(chunk)
            for number, pk in enumerate(chunk, start=start + 1):
                certificate = found[pk]
                name = f"{number:0{digits}d}-{plain_name(certificate.facts['person']['name'])}.pdf"
                with open_stored(certificate.pdf) as source, whole.open(_entry(name, certificate), "w") as target:
                    shutil.copyfileobj(source, target)
                lines.append(index_line(number, name, certificate))
            CertificateArchive.objects.filter(pk=archive.pk).update(done=len(lines), heard_at=clock.now())
        with translation.override("id"):
            whole.writestr(INDEX_NAME, write_csv(INDEX_HEADERS, lines, delimiter=";"))
    return len(lines)


INDEX_HEADERS = ("No", "Berkas", "Nama", "NIP", "Nomor sertifikat", "Tanggal terbit", "Kode", "Unit kerja")


def index_line(number: int, name: str, certificate: Certificate) -> tuple:
    person = certificate.facts["person"]
    issued = dt.date.fromisoformat(certificate.facts["issued_on"])
    code, unit = certificate.facts["check"]["code"], certificate.enrolment.unit_name
    return number, name, person["name"], person["number"], certificate.number, issued, code, unit


def _entry(name: str, certificate: Certificate) -> zipfile.ZipInfo:
    issued = dt.date.fromisoformat(certificate.facts["issued_on"])
    entry = zipfile.ZipInfo(name, date_time=(issued.year, issued.month, issued.day, 0, 0, 0))
    entry.external_attr = 0o600 << 16
    return entry


def plain_name(name: str) -> str:
    """A person's name without degrees, as every file system can keep it: "Rina Wulandari, S.Sos." RINA-WULANDARI."""
    letters = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^A-Z0-9]+", "-", letters).strip("-")[:60] or "PESERTA"


def file_of(archive: CertificateArchive) -> Path:
    """Where the file lies; readable by this installation only."""
    return Path(settings.BANGKOM_HOME) / "archives" / f"certificates-{archive.pk}.zip"


@transaction.atomic
def open_archive(*, archive: CertificateArchive, by: User) -> BinaryIO | None:
    """The file of a ready archive, for a reader whom the caller has checked; the act is recorded.

    None when there is none any more: too old, lost, or a certificate inside was revoked since it was asked for.
    """
    archive = locked(archive)
    if archive.state != State.READY:
        return None
    revoked = Certificate.objects.filter(enrolment__cohort=archive.cohort_id, revoked_at__gte=archive.asked_at)
    if clock.now() >= archive.expires_at or revoked.exists():
        expire(archive)
        return None
    try:
        file = file_of(archive).open("rb")
    except FileNotFoundError:
        expire(archive)
        return None
    _record(archive, "archive_downloaded", gettext_noop("Arsip sertifikat diunduh"), by)
    return file


def expire(archive: CertificateArchive) -> None:
    """Take an archive out of use and its file from the disk. The certificates themselves stay where they are."""
    archive.state = State.EXPIRED
    archive.save(update_fields=["state"])
    transaction.on_commit(lambda: file_of(archive).unlink(missing_ok=True))


def sweep() -> None:
    """Take up builds whose worker died, expire what is a day old, and remove what a crash left behind."""
    now = clock.now()
    for archive in CertificateArchive.objects.by_system().filter(state=State.READY):
        if now >= archive.expires_at:
            expire(archive)
    lost = CertificateArchive.objects.by_system().filter(state=State.BUILDING, heard_at__lt=now - SILENT_AT_MOST)
    for pk in lost.values_list("pk", flat=True):
        CertificateArchive.objects.filter(pk=pk).update(heard_at=now)
        background.enqueue("credentials.build_archive", pk)
    oldest = (now - LEFTOVER_AGE).timestamp()
    for path in (Path(settings.BANGKOM_HOME) / "archives").glob("*.part"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _record(archive: CertificateArchive, act: str, message: str, by: User) -> None:
    record_event(
        verb=f"credentials.{act}", message=message, subject=archive.cohort, agency=archive.cohort.agency, by=by
    )
