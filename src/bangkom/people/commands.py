"""`bangkom import employees FILE --agency CODE`."""

from __future__ import annotations

import json as json_format
import sys
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bangkom.core.models import Agency, Job, Scope
from bangkom.core.services import advance_job, cancel_job, start_job
from bangkom.people.jobs import KIND, foreign_agencies
from bangkom.people.models import ImportMapping
from bangkom.people.reasons import reason_of
from bangkom.people.services.absences import PARTIAL, asks_for_extent, save_import

DONE, ROWS_REFUSED, WRONG_USAGE = 0, 1, 2


def import_employees(
    *,
    path: str | Path,
    agency_code: str,
    mapping: str = "",
    extent: str = "",
    dry_run: bool = False,
    json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Import a file in this process, with a progress bar on a terminal. Prints the counts.

    `mapping` names a saved layout of the agency. Without it a saved one with the same columns is taken, else the
    likeliest, which is then told on standard error. `extent` is `partial` (nobody is flagged as missing) or `whole`;
    without it those missing are flagged unless they are too many.
    Returns 0, or 1 where rows were refused, or 2 where nothing could be read: no such file or agency, no table.
    """
    out = out or sys.stdout
    path = Path(path)
    scope = Scope.objects.filter(agency__code=agency_code, parent=None).select_related("agency").first()
    if scope is None:
        known = ", ".join(Agency.objects.order_by("code").values_list("code", flat=True))
        return _fail(_("Instansi “%(code)s” tidak ada. Yang ada: %(known)s.") % {"code": agency_code, "known": known})
    if not path.is_file():
        return _fail(_("Berkas “%(path)s” tidak ditemukan.") % {"path": path})
    params: dict[str, object] = {"guess": True}
    if mapping:
        saved = ImportMapping.objects.by_system().filter(agency=scope.agency)
        chosen = saved.filter(name__iexact=mapping).first()
        if chosen is None:
            known = ", ".join(saved.values_list("name", flat=True)) or _("belum ada")
            words = _("Susunan kolom “%(name)s” tidak ada. Yang tersimpan: %(known)s.")
            return _fail(words % {"name": mapping, "known": known})
        params["mapping"] = chosen.pk
    job = start_job(kind=KIND, scope=scope, by=None, source=path, source_name=path.name, params=params, queue=False)
    with Bar() as bar:
        job = advance_job(job_id=job.pk, progress=bar.show)
        if job.state == Job.State.REFUSED:
            return _fail(job.message)
        if dry_run:
            cancel_job(job=job, by=None)
        else:
            if not extent and asks_for_extent(job):
                extent = PARTIAL
                words = _(
                    "%(count)s pegawai tidak ada di berkas ini dan tidak ditandai. "
                    "Tambahkan --whole bila berkasnya memuat seluruh pegawai."
                )
                sys.stderr.write(words % {"count": job.counts["left"]["count"]} + "\n")
            save_import(job=job, by=None, extent=extent, queue=False)
            job = advance_job(job_id=job.pk, progress=bar.show)
    summary = job.counts["summary"]
    for line in job.counts.get("guessed", []):
        sys.stderr.write(f"{line}\n")
    if json:
        out.write(json_format.dumps(summary, indent=1) + "\n")
    else:
        out.write("\n".join(report(job, dry_run=dry_run)) + "\n")
    failed = job.counts.get("done", {}).get("failed", 0)
    return ROWS_REFUSED if summary["refused"] or failed else DONE


def report(job: Job, *, dry_run: bool) -> list[str]:
    """The counts as lines for people."""
    summary = job.counts["summary"]
    lines = [
        _("%(rows)s baris dibaca, %(valid)s diterima, %(refused)s ditolak, %(duplicates)s berulang.")
        % {
            "rows": summary["rows"],
            "valid": summary["valid"],
            "refused": sum(summary["refused"].values()),
            "duplicates": summary["duplicates"],
        }
    ]
    lines += [
        f"  {_('ditolak')}: {reason_of(code, refused=True).label} ({n})" for code, n in summary["refused"].items()
    ]
    lines += [
        f"  {_('catatan')}: {reason_of(code, refused=False).label} ({n})" for code, n in summary["warned"].items()
    ]
    lines += [
        _("Perhatian: %(rows)s baris menyebut instansi lain: %(name)s.") % {"rows": rows, "name": name}
        for name, rows in foreign_agencies(job)
    ]
    if dry_run:
        return [*lines, _("Hanya diperiksa. Tidak ada data yang diubah.")]
    done = job.counts["done"]
    if done.get("left"):
        lines.append(_("Tidak ada lagi di ekspor: %(count)s pegawai ditandai.") % {"count": done["left"]})
    result = _("Disimpan: %(created)s baru, %(changed)s berubah, %(same)s tidak berubah.")
    return [*lines, result % {key: done.get(key, 0) for key in ("created", "changed", "same")}]


def _fail(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return WRONG_USAGE


class Bar:
    """A progress bar on standard error, where that is a terminal; silent elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task(_("Membaca berkas"), total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, job: Job) -> None:
        self._progress.update(
            self._task, description=job.get_state_display(), completed=job.progress, total=job.total or None
        )
