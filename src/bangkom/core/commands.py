"""What `bangkom audit check` does; `config/cli.py` calls it."""

import json as jsonlib
import sys

from bangkom.core import queries


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
