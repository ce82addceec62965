"""`python -m tests.load.imports`: 50,000 employees through an import, its repetition, a change and its undo.

Builds an empty database in a folder of its own (or uses DATABASE_URL, which must be empty), writes the file, and prints
a table of phases: wall and CPU seconds, the longest write transaction and the 99th percentile, the most memory held.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import tempfile
import time
from pathlib import Path

ROWS = 50_000
HEAD = ["NIP BARU", "NAMA", "GELAR BELAKANG", "TEMPAT LAHIR NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "NIK", "NOMOR HP"]
HEAD += ["ALAMAT", "JENIS PEGAWAI NAMA", "KEDUDUKAN HUKUM ID", "STATUS CPNS PNS", "TMT CPNS", "GOL AKHIR NAMA"]
HEAD += ["JENIS JABATAN ID", "JABATAN NAMA", "UNOR ID", "UNOR NAMA", "INSTANSI KERJA NAMA", "SATUAN KERJA KERJA NAMA"]


def row(at: int, *, changed: bool) -> list[str]:
    """One invented employee; every tenth moves to another unit where `changed`, every fiftieth is gone."""
    year, month, day = 1966 + at % 35, 1 + at // 35 % 12, 1 + at // 420 % 28
    born, sex = f"{year}{month:02d}{day:02d}", 1 + at % 2
    number = f"{born}{year + 24}{1 + at // 11_760 % 12:02d}{sex}{1 + at % 999:03d}"
    unit = (at + (changed and at % 10 == 0)) % 700
    office = unit // 14
    return [
        number,
        f"Pegawai Contoh {at}",
        "S.Sos.",
        "Serang",
        f"{day:02d}-{month:02d}-{year}",
        "LP"[at % 2],
        f"3604{at:012d}",
        f"0812{at:08d}",
        f"Jalan Contoh {at}",
        "PNS Daerah Kab/Kota",
        "01",
        "P",
        f"01-01-{year + 24}",
        ("III/a", "III/b", "III/c", "III/d")[at % 4],
        "4",
        f"Pengelola Layanan {at % 60}",
        f"U{unit:05d}",
        f"Bidang {unit % 14} pada Dinas {office}",
        "Pemerintah Kabupaten Contoh",
        f"Dinas {office}",
    ]


def write_file(path: Path, rows: int, *, changed: bool = False) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(row(at, changed=changed) for at in range(rows) if not (changed and at % 50 == 49))
    return path


class Watch:
    """Wall and CPU time of phases, and the length of every write transaction."""

    def __init__(self) -> None:
        from django.db import transaction

        self.lengths: list[float] = []
        self.lines: list[tuple[str, float, float, float, float, int]] = []
        enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
        begun: list[float] = []
        watch = self

        def entered(atomic: transaction.Atomic) -> None:
            begun.append(time.perf_counter())
            enter(atomic)

        def left(atomic: transaction.Atomic, *error: object) -> None:
            leave(atomic, *error)
            started = begun.pop()
            if not begun:
                watch.lengths.append(time.perf_counter() - started)

        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entered, left  # type: ignore[method-assign]

    def phase(self, name: str, act: object, *args: object, **kwargs: object) -> object:
        self.lengths.clear()
        wall, cpu = time.perf_counter(), _cpu()
        result = act(*args, **kwargs)  # type: ignore[operator]
        lengths = sorted(self.lengths) or [0.0]
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        longest, high = lengths[-1], lengths[int(len(lengths) * 0.99)]
        self.lines.append((name, time.perf_counter() - wall, _cpu() - cpu, longest * 1000, high * 1000, held))
        print("| {} | {:.1f} | {:.1f} | {:.0f} | {:.0f} | {} |".format(*self.lines[-1]), flush=True)
        return result


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measure(home: Path, rows: int) -> None:
    os.environ["BANGKOM_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangkom.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bangkom.core.services import advance_job, create_agency, start_job, undo_job
    from bangkom.people.jobs import KIND
    from bangkom.people.models import Employee
    from bangkom.people.services.absences import WHOLE, save_import

    agency = create_agency(
        name="Pemerintah Kabupaten Contoh", short_name="Kab. Contoh", code="kab-contoh", kind="kabupaten", by=None
    )
    watch = Watch()
    print("| phase | wall, s | CPU, s | longest transaction, ms | 99 %, ms | memory, MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")

    def staged(path: Path):
        job = start_job(kind=KIND, scope=agency.root_scope, by=None, source=path, source_name=path.name, queue=False)
        return advance_job(job_id=job.pk)

    def saved(job):
        save_import(job=job, by=None, extent=WHOLE, queue=False)
        return advance_job(job_id=job.pk)

    def undone(job):
        undo_job(job=job, by=None, queue=False)
        return advance_job(job_id=job.pk)

    first = write_file(home / "first.csv", rows)
    second = write_file(home / "second.csv", rows, changed=True)
    job = watch.phase("read, all new", staged, first)
    watch.phase("commit, all new", saved, job)
    watch.phase("read, all the same", staged, first)
    job = watch.phase("read, a tenth moved, a fiftieth gone", staged, second)
    job = watch.phase("commit of that", saved, job)
    print(f"\n{Employee.objects.count()} employees; {job.counts['done']}\n")
    watch.phase("undo of that", undone, job)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=ROWS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bangkom-imports-") as folder:
        measure(Path(folder), given.rows)


if __name__ == "__main__":
    main()
