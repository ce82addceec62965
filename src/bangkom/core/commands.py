"""What `bangkom audit check` does; `config/cli.py` calls it."""

import json as jsonlib
import sys
from datetime import datetime

from bangkom.core import background, clock, maintenance, queries


def audit_check(*, json: bool = False) -> int:
    """Verify the audit chains. Returns 0 when all hold, 1 when a row is bad."""
    report = queries.check_audit()
    if json:
        sys.stdout.write(jsonlib.dumps(report.__dict__) + "\n")
    else:
        verdict = f"RUSAK: {report.first_bad}" if report.first_bad else "Utuh"
        sys.stdout.write(
            f"{verdict}. {report.sealed} peristiwa tersegel dalam {report.chains} rantai, "
            f"{report.unsealed} menunggu segel.\n"
        )
    return 1 if report.first_bad else 0


def failed_tasks(*, retry: bool, json: bool = False) -> int:
    """List the background tasks that were given up; with `retry` queue them once more. Returns 1 if some are left."""
    found = background.failed_tasks()
    if retry:
        for failed in found:
            background.retry(failed)
    if json:
        facts = [{"name": each.name, "args": each.args, "error": each.error} for each in found]
        sys.stdout.write(jsonlib.dumps({"failed": facts, "retried": retry}) + "\n")
    else:
        for each in found:
            when = _local(each.failed_at) if each.failed_at else "-"
            sys.stdout.write(f"{when}  {each.name} {each.args}  {each.error}\n")
        verdict = "dicoba lagi" if retry else "gagal"
        sys.stdout.write(f"{len(found)} tugas {verdict}.\n" if found else "Tidak ada tugas yang gagal.\n")
    return 1 if found and not retry else 0


def open_or_close(*, closed: bool | None, message: str, minutes: int, json: bool = False) -> int:
    """Begin (True) or end (False) maintenance, or only tell (None). Returns 0."""
    if closed:
        maintenance.begin(message, minutes)
    elif closed is False:
        maintenance.end()
    found = maintenance.now()
    if json:
        until = found.until.isoformat() if found else None
        sys.stdout.write(jsonlib.dumps({"maintenance": bool(found), "until": until}) + "\n")
    elif found:
        sys.stdout.write(f"Halaman perawatan tampil, perkiraan selesai {_local(found.until)}.\n")
    else:
        sys.stdout.write("Bangkom terbuka; tidak ada perawatan.\n")
    return 0


def _local(moment: datetime) -> str:
    return moment.astimezone(clock.DEFAULT_ZONE).strftime("%d-%m-%Y %H.%M WIB")
