"""The state of the installation in words and figures, for whoever keeps it. It names nobody."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from bangkom.core import backups, clock, health, maintenance, replica
from bangkom.core.formatting import format_moment, format_size
from bangkom.core.models import Agency, Event, EventSeal, StoredFile

# A backup older than this is worth a warning: one a day is the rule (docs/howto/operate.md).
BACKUP_LATE = dt.timedelta(hours=36)
DISK_LOW = 0.1  # share of the disk that is free


@dataclass(frozen=True)
class Finding:
    """One line of the page: what was looked at, what was found, and how it is marked (kinds of the design system)."""

    what: str
    found: str
    kind: str = "success"
    advice: str = ""

    @property
    def word(self) -> str:
        return {"success": _("Baik"), "warning": _("Perhatikan"), "error": _("Rusak")}[self.kind]


def findings() -> list[Finding]:
    """What the service needs, each with what was found."""
    names = {
        "database": _("Basis data"),
        "migrations": _("Pembaruan basis data"),
        "media": _("Penyimpanan berkas"),
        "worker": _("Pekerja latar"),
    }
    advice = {
        "database": _("Periksa server basis data."),
        "migrations": _("Jalankan: bangkom migrate"),
        "media": _("Periksa hak tulis dan ruang disk."),
        "worker": _("Jalankan ulang layanan bangkom."),
    }
    checked = [
        Finding(names[part], _("berjalan"))
        if state == health.OK
        else Finding(names[part], state, "error", advice[part])
        for part, state in health.check().items()
    ]
    return [*checked, *_of_replica(), _of_disk(), _of_backup(), _of_tasks(), _of_seals(), *_of_maintenance()]


def _of_replica() -> list[Finding]:
    if not replica.exists():
        return []
    lag = replica.behind()
    if lag is None:
        return [
            Finding(_("Replika untuk laporan"), _("tidak mengikuti"), "warning", _("Laporan dibaca dari server utama."))
        ]
    words = _("tertinggal %(seconds)s detik") % {"seconds": round(lag)}
    late = lag > replica.LATEST.total_seconds()
    return [Finding(_("Replika untuk laporan"), words, "warning" if late else "success")]


def _of_disk() -> Finding:
    usage = shutil.disk_usage(settings.BANGKOM_HOME)
    words = _("%(free)s kosong dari %(total)s") % {"free": format_size(usage.free), "total": format_size(usage.total)}
    if usage.free < usage.total * DISK_LOW:
        return Finding(_("Ruang disk"), words, "warning", _("Tambah ruang atau pindahkan cadangan."))
    return Finding(_("Ruang disk"), words)


def _of_backup() -> Finding:
    made = backups.last_made()
    if made is None:
        return Finding(_("Cadangan"), _("belum pernah dibuat"), "warning", _("Jadwalkan: bangkom backup FOLDER"))
    late = clock.now() - made > BACKUP_LATE
    advice = _("Periksa jadwal cadangan.") if late else ""
    return Finding(_("Cadangan"), format_moment(made), "warning" if late else "success", advice)


def _of_tasks() -> Finding:
    waiting, failed = DBTaskResult.objects.ready().count(), DBTaskResult.objects.failed().count()
    words = _("%(waiting)s menunggu, %(failed)s gagal") % {"waiting": waiting, "failed": failed}
    return Finding(_("Tugas latar"), words, "warning" if failed else "success")


def _of_seals() -> Finding:
    unsealed = Event.objects.by_system().count() - EventSeal.objects.by_system().count()
    last = EventSeal.objects.by_system().aggregate(at=Max("sealed_at"))["at"]
    stuck = unsealed and (last is None or clock.now() - last > dt.timedelta(minutes=30))
    words = _("%(n)s perbuatan menunggu segel") % {"n": unsealed}
    return Finding(_("Segel riwayat"), words, "warning" if stuck else "success")


def _of_maintenance() -> list[Finding]:
    closed = maintenance.now()
    return [Finding(_("Pemeliharaan"), closed.message, "warning")] if closed else []


@dataclass(frozen=True)
class Storage:
    """How much is kept: bytes of the database and of files, and the agencies by bytes of their files."""

    database: int
    files: int
    bytes: int
    agencies: list[Agency]


def storage() -> Storage:
    """What the installation keeps. Files with the same bytes are kept once, and so counted once in the whole."""
    kept = StoredFile.objects.by_system().order_by().values("sha256").annotate(size=Max("size"))
    whole = kept.aggregate(n=Count("sha256"), total=Sum("size"))
    return Storage(_database_bytes(), whole["n"], whole["total"] or 0, _by_agency())


def _by_agency() -> list[Agency]:
    rows = StoredFile.objects.by_system().exclude(agency=None).order_by().values("agency")
    sums = {row["agency"]: row for row in rows.annotate(n=Count("pk"), total=Sum("size"))}
    found = list(Agency.objects.filter(pk__in=sums))
    for agency in found:
        agency.file_count, agency.file_bytes = sums[agency.pk]["n"], sums[agency.pk]["total"]
    return sorted(found, key=lambda agency: -agency.file_bytes)


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    name = str(connection.settings_dict["NAME"])
    files = [Path(name + end) for end in ("", "-wal")]
    return sum(file.stat().st_size for file in files if file.is_file())
