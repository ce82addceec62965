"""The commands of Bangkom. What a command does lives in its app and is loaded only when it is called."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from bangkom.config.home import clone_root

Options = argparse.Namespace

# command, what it does in Indonesian, in English
COMMANDS = [
    ("demo", "isi dan jalankan provinsi contoh", "fill and serve the sample province"),
    ("serve", "jalankan server dan pekerja latar", "run web server and background worker"),
    ("migrate", "siapkan atau perbarui basis data", "set up or update the database"),
    ("manage ...", "perintah Django apa saja", "any Django management command"),
    ("backup DIR", "cadangkan basis data, berkas, dan kunci", "back up database, files and keys"),
    ("restore DIR", "pulihkan cadangan ke instalasi kosong", "restore a backup into an empty installation"),
    ("tasks", "tugas latar yang gagal; --retry mencobanya lagi", "failed background tasks; --retry runs them again"),
    ("maintenance", "halaman perawatan: on, off, status", "maintenance page: on, off, status"),
    ("import employees", "masukkan pegawai dari XLSX atau CSV", "import employees from XLSX or CSV"),
    ("report compliance", "laporan pemenuhan JP", "JP compliance report"),
    ("ledger check", "hitung ulang saldo JP", "recompute JP balances"),
    ("audit check", "periksa rantai riwayat perubahan", "verify the audit chain"),
    ("audit points FILE", "tulis titik periksa untuk disimpan di luar", "write signed checkpoints to keep elsewhere"),
    ("audit new-key", "ganti kunci titik periksa", "replace the key that signs checkpoints"),
    ("privacy erased FILE", "tulis daftar orang yang datanya dihapus", "write the list of erased persons"),
    ("privacy reapply FILE", "hapus lagi sesudah cadangan dipulihkan", "erase them again after a restore"),
]
IN_A_CLONE = [("test", "jalankan semua pemeriksaan dan uji", "run all checks and tests")]


def main(argv: list[str] | None = None) -> int:
    """Runs one command. Returns 0 on success, 1 where rows were refused or a check failed, 2 on wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return 0 if arguments else 2
    if arguments[0] == "--version":
        sys.stdout.write(f"bangkom {version()}\n")
        return 0
    if arguments[0] == "manage":  # its options are Django's, not ours
        return _plainly(lambda: manage(arguments[1:]))
    if arguments[0] == "test":
        return _plainly(lambda: test(arguments[1:]))
    options = parser().parse_args(arguments)
    return _plainly(lambda: options.run(options))


def overview() -> str:
    """The help of the whole program, one command a line."""
    name = os.environ.get("BANGKOM_COMMAND") or "bangkom"
    commands = COMMANDS + (IN_A_CLONE if clone_root() else [])
    lines = ["Bangkom: pengembangan kompetensi ASN / competency development of civil servants", ""]
    lines += [f"  {name} {command:<18} {text} / {english}" for command, text, english in commands]
    lines += ["", f"  {name} COMMAND --help"]
    return "\n".join(lines) + "\n"


def version() -> str:
    root = clone_root()
    if root:
        import tomllib

        return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    from importlib import metadata

    return metadata.version("bangkom")


# --- the words of the command line --------------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    """Says wrong usage in both languages."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"Perintah salah atau belum lengkap. Wrong usage: {message}\n")
        self.print_usage(sys.stderr)
        raise SystemExit(2)


def port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: 1-65535")
    return int(text)


def positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: 1, 2, ...")
    return int(text)


def existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{text!r}: berkas tidak ditemukan / no such file")
    return path


def date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: YYYY-MM-DD") from None


def _import_arguments(one: Parser) -> None:
    one.add_argument("file", type=existing_file, metavar="FILE", help="XLSX, CSV")
    one.add_argument("--agency", required=True, metavar="CODE", help="kode instansi / agency code")
    one.add_argument("--mapping", default="", metavar="NAME", help="susunan kolom tersimpan / saved column mapping")
    extent = one.add_mutually_exclusive_group()
    extent.add_argument("--partial", action="store_true", help="berkas sebagian / only some of the employees")
    extent.add_argument("--whole", action="store_true", help="berkas seluruh pegawai / all employees")
    one.add_argument("--dry-run", action="store_true", help="periksa saja / only check")
    one.add_argument("--json", action="store_true")


def parser() -> Parser:
    whole = Parser(prog=os.environ.get("BANGKOM_COMMAND") or "bangkom", add_help=False)
    commands = whole.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    one = _command(commands, "demo", demo)
    one.add_argument("--port", type=port, default=8000, metavar="N", help="port, 8000")
    one.add_argument("--fresh", action="store_true", help="buat ulang dari awal / build it anew")
    one.add_argument("--no-browser", action="store_true", help="jangan buka peramban / do not open a browser")

    one = _command(commands, "serve", serve)
    one.add_argument("--host", default="127.0.0.1", help="alamat / address, 127.0.0.1")
    one.add_argument("--port", type=port, default=8000, metavar="N", help="port, 8000")
    one.add_argument("--only", choices=["web", "worker"], help="salah satu saja / only one of them")

    _command(commands, "migrate", migrate)

    one = _command(commands, "backup DIR", backup)
    one.add_argument("folder", type=Path, metavar="DIR", help="folder baru atau kosong / new or empty folder")
    one.add_argument(
        "--keep",
        type=positive,
        metavar="N",
        help="buat di subfolder bertanggal, simpan N yang terbaru / in a dated subfolder, the newest N stay",
    )
    one.add_argument("--json", action="store_true")

    one = _command(commands, "restore DIR", restore)
    one.add_argument("folder", type=Path, metavar="DIR", help="folder cadangan / folder of the backup")
    one.add_argument("--check", action="store_true", help="periksa cadangan saja / only check the backup")
    one.add_argument("--json", action="store_true")

    one = _command(commands, "tasks", tasks)
    one.add_argument("--retry", action="store_true", help="coba lagi semua / try all again")
    one.add_argument("--json", action="store_true")

    one = _command(commands, "maintenance", maintenance)
    one.add_argument("state", choices=["on", "off", "status"])
    one.add_argument("--message", default="", metavar="TEXT", help="kalimat untuk orang / words for people")
    one.add_argument(
        "--minutes", type=positive, default=15, metavar="N", help="perkiraan lamanya / expected length, 15"
    )
    one.add_argument("--json", action="store_true")

    _import_arguments(_command(_group(commands, "import"), "import employees", import_employees))

    one = _command(_group(commands, "report"), "report compliance", report_compliance)
    one.add_argument("--year", type=int, required=True, metavar="Y", help="tahun / year")
    one.add_argument("--agency", metavar="CODE", help="kode instansi / agency code")
    one.add_argument("--as-of", type=date, metavar="DATE", help="keadaan per tanggal / as known on, YYYY-MM-DD")
    one.add_argument("--format", choices=["csv", "xlsx", "json"], default="csv")
    one.add_argument("--output", type=Path, metavar="FILE", help="tulis ke berkas / write to a file")

    _checks_and_privacy(commands)
    return whole


def _checks_and_privacy(commands: "argparse._SubParsersAction[Parser]") -> None:
    """What proves the records, and what erases what may not be kept."""
    one = _command(_group(commands, "ledger"), "ledger check", ledger_check)
    one.add_argument("--json", action="store_true")

    audit = _group(commands, "audit")
    one = _command(audit, "audit check", audit_check)
    one.add_argument("--points", type=existing_file, metavar="FILE", help="titik periksa / kept checkpoints")
    one.add_argument("--json", action="store_true")
    one = _command(audit, "audit points FILE", audit_points)
    one.add_argument("file", type=Path, metavar="FILE", help="berkas baru / new file")
    _command(audit, "audit new-key", audit_new_key)

    privacy = _group(commands, "privacy")
    one = _command(privacy, "privacy erased FILE", privacy_erased)
    one.add_argument("file", type=Path, metavar="FILE", help="berkas baru / new file")
    one = _command(privacy, "privacy reapply FILE", privacy_reapply)
    one.add_argument("file", type=existing_file, metavar="FILE", help="daftar itu / the list")


def _group(commands: "argparse._SubParsersAction[Parser]", name: str) -> "argparse._SubParsersAction[Parser]":
    return commands.add_parser(name).add_subparsers(metavar="WHAT", required=True, parser_class=Parser)


def _command(
    commands: "argparse._SubParsersAction[Parser]", name: str, run: Callable[[Options], int]
) -> argparse.ArgumentParser:
    words = {command: f"{text} / {english}" for command, text, english in COMMANDS}
    own = [word for word in name.split() if word.islower()][-1]  # words in capitals are arguments
    one = commands.add_parser(own, description=words[name])
    one.set_defaults(run=run)
    return one


# --- the commands -------------------------------------------------------------------------------------------------


def demo(options: Options) -> int:
    from bangkom.config.cli_demo import demo

    return demo(port=options.port, fresh=options.fresh, browser=not options.no_browser)


def serve(options: Options) -> int:
    from bangkom.config.cli_serve import serve

    return serve(host=options.host, port=options.port, only=options.only)


def migrate(options: Options) -> int:
    from bangkom.config.cli_prepare import prepare, set_up_django

    prepare(set_up_django(), migrate=True)
    return 0


def backup(options: Options) -> int:
    from bangkom.config.cli_backup import backup

    return backup(folder=options.folder, keep=options.keep, json=options.json)


def restore(options: Options) -> int:
    from bangkom.config.cli_restore import restore

    return restore(folder=options.folder, check=options.check, json=options.json)


def manage(arguments: list[str]) -> int:
    from bangkom.config.cli_prepare import set_up_django

    set_up_django()
    from django.core.management import ManagementUtility

    ManagementUtility(["bangkom manage", *arguments]).execute()
    return 0


def of_an_app(run: Callable[[Options], int]) -> Callable[[Options], int]:
    """Loads Django first, so that the command can import its app."""

    def with_django(options: Options) -> int:
        from bangkom.config.cli_prepare import set_up_django

        set_up_django()
        return run(options)

    return with_django


@of_an_app
def import_employees(options: Options) -> int:
    from bangkom.people import commands

    return commands.import_employees(
        path=options.file,
        agency_code=options.agency,
        mapping=options.mapping,
        extent="partial" if options.partial else "whole" if options.whole else "",
        dry_run=options.dry_run,
        json=options.json,
    )


@of_an_app
def report_compliance(options: Options) -> int:
    from bangkom.reporting import commands

    return commands.report_compliance(
        year=options.year,
        agency_code=options.agency,
        as_of=options.as_of,
        format=options.format,
        output=options.output,
    )


@of_an_app
def tasks(options: Options) -> int:
    from bangkom.core import commands

    return commands.failed_tasks(retry=options.retry, json=options.json)


@of_an_app
def maintenance(options: Options) -> int:
    from bangkom.core import commands

    closed = {"on": True, "off": False, "status": None}[options.state]
    return commands.open_or_close(closed=closed, message=options.message, minutes=options.minutes, json=options.json)


@of_an_app
def ledger_check(options: Options) -> int:
    from bangkom.ledger import commands

    return commands.check(json=options.json)


@of_an_app
def audit_check(options: Options) -> int:
    from bangkom.core import commands

    return commands.audit_check(points=options.points, json=options.json)


@of_an_app
def audit_points(options: Options) -> int:
    from bangkom.core import commands

    return commands.audit_points(output=options.file)


@of_an_app
def audit_new_key(options: Options) -> int:
    from bangkom.core import commands

    return commands.audit_new_key()


@of_an_app
def privacy_erased(options: Options) -> int:
    from bangkom.privacy import commands

    return commands.erased(output=options.file)


@of_an_app
def privacy_reapply(options: Options) -> int:
    from bangkom.privacy import commands

    return commands.reapply(file=options.file)


def test(arguments: list[str]) -> int:
    from bangkom.config.cli_test import test

    return test(arguments)


# --- what can go wrong in any of them -----------------------------------------------------------------------------


def _plainly(run: Callable[[], int]) -> int:
    """Runs the command; what stops it is said in plain words on stderr."""
    try:
        return run()
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("\nDihentikan. Jalankan lagi untuk melanjutkan. / Stopped. Run it again to go on.\n")
        return 130
    except Exception as error:
        from bangkom.config.cli_errors import explain

        return explain(error)


if __name__ == "__main__":
    sys.exit(main())
