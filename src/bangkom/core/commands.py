"""What `bangkom audit check` does; `config/cli.py` calls it."""

import datetime as dt
import json as jsonlib
import sys
from pathlib import Path

from bangkom.core import background, checkpoints, clock, maintenance, queries, services
from bangkom.core.models import Agency, Checkpoint


def audit_check(*, points: Path | None = None, json: bool = False) -> int:
    """Verify the audit chains, also against a file of checkpoints that was kept elsewhere.

    Returns 0 when all hold, 1 when a row is bad or the database no longer refuses changes.
    """
    try:
        kept = checkpoints.read_file(points.read_text(encoding="utf-8")) if points else []
    except (ValueError, KeyError, TypeError) as error:
        sys.stderr.write(
            f"Berkas titik periksa tidak dapat dipercaya. The file of checkpoints does not hold: {error}\n"
        )
        return 1
    report = queries.check_audit(kept)
    if json:
        facts = {name: value for name, value in report.__dict__.items() if name != "by_chain"}
        by_chain = {each.chain: {"sealed": each.sealed, "fault": each.fault} for each in report.by_chain}
        sys.stdout.write(jsonlib.dumps(facts | {"by_chain": by_chain}) + "\n")
    else:
        verdict = f"RUSAK: {report.first_bad}" if report.first_bad else "Utuh"
        sys.stdout.write(
            f"{verdict}. {report.sealed} peristiwa tersegel dalam {report.chains} rantai, "
            f"{report.points} titik periksa cocok, {report.unsealed} menunggu segel.\n"
        )
        if report.guards_off:
            sys.stdout.write(f"PENJAGA BASIS DATA LEPAS: {', '.join(report.guards_off)}\n")
    return 1 if report.first_bad or report.guards_off else 0


def audit_points(*, output: Path) -> int:
    """Write the checkpoints of all chains, signed now where a chain has grown, to a file to keep elsewhere."""
    services.make_checkpoints(every=dt.timedelta(0))
    rows = Checkpoint.objects.by_system().order_by("chain", "sequence")
    names = {str(agency.pk): agency.name for agency in Agency.objects.by_system()}
    output.write_text(checkpoints.as_file([(checkpoints.point_of(row), row.signature) for row in rows], names))
    sys.stdout.write(f"{len(rows)} titik periksa ditulis ke {output}.\n")
    return 0


def audit_new_key() -> int:
    """Replace the key that signs checkpoints. The old ones stay provable."""
    sys.stdout.write(f"Kunci titik periksa baru: {checkpoints.new_key()}\n")
    return 0


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


def _local(moment: dt.datetime) -> str:
    return moment.astimezone(clock.DEFAULT_ZONE).strftime("%d-%m-%Y %H.%M WIB")
