import os
import signal
import sys
from pathlib import Path

import pytest

from bangkom.config.runner import Child, Died, Runner


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def forever(folder: Path) -> list[str]:
    """Notes each start in a file, then waits to be ended."""
    return python(
        f"import os, signal; open({str(folder / 'starts')!r}, 'a').write(f'{{os.getpid()}}\\n'); signal.pause()"
    )


def starts(folder: Path) -> list[int]:
    file = folder / "starts"
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_child(tmp_path: Path, number: int) -> None:
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    runner = Runner([Child(folder.name, forever(folder)) for folder in folders], restarted=lambda child, code: None)
    runner.run(
        is_ready=lambda: all(starts(folder) for folder in folders),
        when_ready=lambda: os.kill(os.getpid(), number),
    )
    assert all(ended(pid) for folder in folders for pid in starts(folder))


def test_the_handlers_of_before_are_back_afterwards(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    runner = Runner([Child("one", forever(tmp_path))], restarted=lambda child, code: None)
    runner.run(is_ready=lambda: True, when_ready=lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_child_that_was_killed_is_started_again(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def ready() -> bool:
        running = starts(tmp_path)
        if len(running) == 1 and not told:
            os.kill(running[0], signal.SIGKILL)
        return len(running) == 2

    runner = Runner([Child("one", forever(tmp_path))], restarted=lambda child, code: told.append((child.name, code)))
    runner.run(is_ready=ready, when_ready=lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert told == [("one", -signal.SIGKILL)]


def test_a_child_that_cannot_run_is_given_up_with_the_end_of_its_log(tmp_path: Path) -> None:
    child = Child("one", python("print('no licence'); raise SystemExit(3)"), log=tmp_path / "log")
    codes: list[int] = []
    runner = Runner([child], restarted=lambda child, code: codes.append(code))
    with pytest.raises(Died) as died:
        runner.run(is_ready=lambda: False, when_ready=lambda: None)
    assert died.value.child is child
    assert set(codes) == {3}
    assert child.last_lines(1) == ["no licence"]
