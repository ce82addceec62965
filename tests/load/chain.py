"""`python -m tests.load.chain`: how long `bangkom audit check` takes over a million sealed acts.

Builds the rows in a folder of its own (a few minutes), checks them twice, prints wall and CPU seconds and the most
memory held. Ends with 1 where a check takes longer than the figure to reach. `--rows N` for fewer; DATABASE_URL for
PostgreSQL.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from bangkom.config.cli_prepare import prepare, set_up_django

SECONDS = 60
BATCH = 5000


def main() -> int:
    words = argparse.ArgumentParser(description="The check of a million sealed acts.")
    words.add_argument("--rows", type=int, default=1_000_000)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="bangkom-chain-") as folder:
        prepare(set_up_django(Path(folder)), migrate=True)
        begin = time.monotonic()
        build(asked.rows)
        sys.stdout.write(f"{asked.rows} acts recorded and sealed in {time.monotonic() - begin:.0f} s\n")
        slowest = max(check() for _ in range(2))
    return 1 if slowest > SECONDS else 0


def build(rows: int) -> None:
    """Acts as a province records them: two of three with values before and after, ten agencies."""
    from bangkom.core.models import Agency
    from bangkom.core.services import Act, make_checkpoints, record_events, seal_events

    agencies = [
        Agency.objects.create(code=f"instansi-{n}", name=f"Instansi {n}", short_name=f"I{n}", kind="regency")
        for n in range(10)
    ]
    values = {"name": "Umi Fauziah", "unit": "Dinas Perikanan", "position": "Analis", "grade": "III/b"}
    for first in range(0, rows, BATCH):
        record_events(
            Act(
                verb="people.employee_changed",
                message="Data pegawai diubah",
                params={"n": n},
                subject=agencies[n % 10],
                agency=agencies[n % 10],
                by=None,
                before=values if n % 3 else None,
                after=values | {"grade": "III/c"} if n % 3 else None,
            )
            for n in range(first, min(first + BATCH, rows))
        )
        while seal_events(limit=BATCH):
            pass
    make_checkpoints()


def check() -> float:
    """One check; wall seconds."""
    from bangkom.core.queries import check_audit

    wall, cpu = time.monotonic(), time.process_time()
    report = check_audit()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{report.sealed} links, {report.chains} chains, {report.points} checkpoints, fault: {report.first_bad}; "
        f"{wall:.1f} s, CPU {cpu:.1f} s, most memory {most:.0f} MiB\n"
    )
    return wall


if __name__ == "__main__":
    sys.exit(main())
