"""Reports are read from a streaming replica, and from the main server when the replica is away."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.installation import ROOT

from bangkom.config.cli_packages import postgresql_programs
from bangkom.config.cli_postgres import temporary_cluster
from bangkom.config.runner import ends_with_parent

PATIENCE = 60


class Replica:
    """A copy of a cluster that follows it, on a socket in a folder beside."""

    def __init__(self, primary: Path) -> None:
        self.folder, self.user = primary / "replica", "postgres" if os.geteuid() == 0 else None
        self.url = f"postgres://bangkom@/bangkom?host={self.folder}"
        programs = postgresql_programs()
        assert programs is not None
        copy = [programs / "pg_basebackup", "-h", primary, "-U", "bangkom", "-D", self.folder / "data", "-R"]
        subprocess.run(["mkdir", self.folder], check=True, user=self.user, group=self.user)
        subprocess.run([*copy, "-X", "stream", "-c", "fast"], check=True, user=self.user, group=self.user, cwd="/tmp")
        self.server = subprocess.Popen(
            [programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses="],
            user=self.user,
            group=self.user,
            cwd="/tmp",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=ends_with_parent(signal.SIGINT),
        )

    def stop(self) -> None:
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(PATIENCE)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with temporary_cluster() as url:
        yield url


def ask(act: str, url: str, replica_url: str, home: Path) -> dict[str, object]:
    known = {"DATABASE_URL": url, "DATABASE_REPLICA_URL": replica_url, "BANGKOM_HOME": str(home)}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.reports", act],
        env=os.environ
        | known
        | {
            "PYTHONPATH": paths,
            "DJANGO_SETTINGS_MODULE": "bangkom.config.settings",
            "BANGKOM_SECOND_FACTOR": "optional",
            "BANGKOM_DEBUG": "1",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def until(found: Callable[[], dict[str, object]], wanted: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """Asks again until the answer is the one wanted; the last answer when patience ends."""
    deadline = time.monotonic() + PATIENCE
    answer = found()
    while not wanted(answer) and time.monotonic() < deadline:
        answer = found()
    return answer


def test_reports_are_read_from_the_replica_and_from_the_main_server_when_it_is_away(cluster: str, tmp_path: Path):
    ask("make", cluster, "", tmp_path)
    replica = Replica(Path(cluster.partition("host=")[2]))
    try:
        read = until(lambda: ask("read", cluster, replica.url, tmp_path), lambda answer: answer["on_replica"])
        assert (read["status"], read["on_main"]) == (200, 0)
        assert read["on_replica"]
        assert read["follows"]
    finally:
        replica.stop()
    away = ask("read", cluster, replica.url, tmp_path)
    assert (away["status"], away["follows"], away["on_replica"]) == (200, False, 0)
    assert away["on_main"]
