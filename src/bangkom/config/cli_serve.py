"""Web server and background worker, kept running together: for production (`serve`) and for the demo."""

import errno
import http.client
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from bangkom.config.cli_prepare import command_name, prepare, set_up_django
from bangkom.config.cli_production import refuse_unsafe
from bangkom.config.cli_text import Stop, err, say
from bangkom.config.runner import Child, Died, Runner

BLOCKING_THREADS = 4
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound to


def serve(*, host: str, port: int, only: str | None) -> int:
    """Serves a prepared installation until SIGINT or SIGTERM; the logs go to stderr, for the service manager.

    `only` the web server ("web") or the background work ("worker"), where each is a service of its own.
    """
    if only != "worker":
        check_port(host, port, f"{command_name()} serve --port {port + 1}")
    home = set_up_django()
    refuse_unsafe(host)
    prepare(home, migrate=False)
    address = f"http://{host}:{port}"
    run_services(
        host=host,
        port=port,
        workers=os.cpu_count() or 1,
        only=only,
        figures=home / "metrics",
        when_ready=lambda: say(
            "Pekerja latar berjalan." if only == "worker" else f"Bangkom melayani di {address}",
            "Bangkom is running. Ctrl-C stops it.",
        ),
    )
    return 0


def check_port(host: str, port: int, other: str) -> None:
    """Raises Stop where the address cannot be had; `other` is the line that would use another port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _no_port(host, port, other, error) from error


def _no_port(host: str, port: int, other: str, error: OSError) -> Stop:
    if error.errno == errno.EADDRINUSE:
        return Stop(
            f"Port {port} sedang dipakai program lain. Pilih port lain:",
            f"Port {port} is in use by another program. Choose another port:",
            other,
        )
    if error.errno == errno.EACCES:
        return Stop(
            f"Port {port} hanya boleh dipakai administrator. Pilih port di atas 1023.",
            f"Port {port} is reserved for the administrator. Choose a port above 1023.",
        )
    return Stop(
        f"Alamat {host} bukan alamat komputer ini.",
        f"{host} is not an address of this machine.",
        code=2,
    )


def run_services(
    *,
    host: str,
    port: int,
    workers: int,
    when_ready: Callable[[], None],
    figures: Path,
    only: str | None = None,
    logs: Path | None = None,
) -> None:
    """Runs the web server and the worker until told to stop; with `logs` each writes a file there. Raises Stop.

    `figures` is the folder in which the processes of the server add up what they measure.
    """
    if logs:
        logs.mkdir(parents=True, exist_ok=True)
    if only != "worker":
        _begin_figures(figures)
    children = [
        Child("web", _server(host, port, workers), log=logs and logs / "server.log"),
        Child(
            "worker",
            [sys.executable, "-m", "bangkom.config.cli", "manage", "work"],
            log=logs and logs / "worker.log",
        ),
    ]
    children = [child for child in children if only in (None, child.name)]
    try:
        is_ready = (lambda: True) if only == "worker" else (lambda: answers(host, port))
        Runner(children, restarted=_restarted).run(is_ready=is_ready, when_ready=when_ready)
    except Died as error:
        for line in error.child.last_lines():
            err.print(f"  | {line}", style="dim", markup=False, soft_wrap=True)
        raise Stop(
            f"Proses {error.child.name} berhenti berulang kali; Bangkom dihentikan. Data yang tersimpan aman.",
            f"The process {error.child.name} kept ending; Bangkom was stopped. What was saved is safe.",
        ) from error


def _begin_figures(folder: Path) -> None:
    """Counting begins with the server: what processes of an earlier one left would never be counted on."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _server(host: str, port: int, workers: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(BLOCKING_THREADS),
        "--respawn-interval": "1",
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    pairs = [word for pair in options.items() for word in pair]
    application = "bangkom.config.wsgi:application"
    return [sys.executable, "-m", "granian", *pairs, "--respawn-failed-workers", "--no-ws", application]


def _restarted(child: Child, code: int) -> None:
    say(
        f"Proses {child.name} berhenti ({code}) dan dijalankan lagi.",
        f"The process {child.name} ended ({code}) and is started again.",
        style="yellow",
    )


def answers(host: str, port: int) -> bool:
    """Whether the server on this machine answers /livez at all; a refusal of our host name is an answer too."""
    connection = http.client.HTTPConnection("127.0.0.1" if host in EVERYWHERE else host, port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
