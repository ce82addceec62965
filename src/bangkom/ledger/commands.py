"""What `bangkom ledger check` does; `config/cli.py` calls it."""

import json as jsonlib
import sys
from dataclasses import asdict

from bangkom.ledger import queries


def check(*, json: bool = False) -> int:
    """Recompute every balance from the entries. Returns 0 when all agree, 1 when one does not."""
    report = queries.check_balances()
    if json:
        sys.stdout.write(jsonlib.dumps(asdict(report)) + "\n")
    else:
        sys.stdout.write(f"{report.entries} catatan, {report.balances} saldo: {_verdict(report)}\n")
        for found in report.differences:
            sys.stdout.write(
                "  orang {person}, tahun {year}: saldo {balance} menit, hasil hitung {recomputed} menit\n".format(
                    **found
                )
            )
        for entry in report.misdated:
            sys.stdout.write(f"  catatan {entry}: tahun tidak sama dengan tanggalnya\n")
    return 0 if report.is_right else 1


def _verdict(report: queries.BalanceReport) -> str:
    return "semua cocok." if report.is_right else "ADA YANG TIDAK COCOK."
