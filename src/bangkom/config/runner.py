"""Keeps a few processes running until it is told to stop: the web server and the background worker."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import FrameType

RESTARTS, RESTART_WINDOW = 5, 60.0
GRACE = 15.0
PR_SET_PDEATHSIG = 1


class Died(Exception):
    """A process ended too often to be started again."""

    def __init__(self, child: "Child") -> None:
        super().__init__(child.name)
        self.child = child


def ends_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux the kernel signals the child when this process is killed, so none is left over."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, number)


class Child:
    """One process in a group of its own, so that Ctrl-C reaches it only through us."""

    def __init__(self, name: str, arguments: list[str], *, log: Path | None = None) -> None:
        self.name, self.arguments, self.log = name, arguments, log
        self._process: subprocess.Popen[bytes] | None = None
        self._starts: deque[float] = deque(maxlen=RESTARTS)

    def start(self) -> None:
        if len(self._starts) == RESTARTS and time.monotonic() - self._starts[0] < RESTART_WINDOW:
            raise Died(self)
        self._starts.append(time.monotonic())
        output = self.log.open("ab") if self.log else None
        try:
            self._process = subprocess.Popen(
                self.arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=ends_with_parent(),
            )
        finally:
            if output:
                output.close()

    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def signal_group(self, number: int) -> None:
        """Reaches also what the process itself has started, even after it ended."""
        if self._process:
            try:
                os.killpg(self._process.pid, number)
            except (ProcessLookupError, PermissionError):
                return

    def terminate(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def last_lines(self, count: int = 12) -> list[str]:
        """The end of its log, to show why it did not run."""
        if not self.log or not self.log.exists():
            return []
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]


class Runner:
    """Starts the children, starts again what ends by itself, stops all on SIGINT or SIGTERM."""

    def __init__(self, children: list[Child], *, restarted: Callable[[Child, int], None]) -> None:
        self.children, self._restarted = children, restarted
        self._told_to_stop = threading.Event()
        self._signals = 0

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Returns after a signal, with every child ended. Raises Died when a child cannot be kept running."""
        stopping = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wants us to outlive the terminal
            stopping.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._on_signal) for number in stopping}
        try:
            for child in self.children:
                child.start()
            waiting = True
            while not self._told_to_stop.wait(0.1 if waiting else 0.5):
                self._restart_ended()
                if waiting and is_ready():
                    waiting = False
                    when_ready()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        self._told_to_stop.set()

    def _restart_ended(self) -> None:
        for child in self.children:
            code = child.exit_code()
            if code is not None:
                child.signal_group(signal.SIGKILL)
                self._restarted(child, code)
                child.start()

    def _stop_all(self) -> None:
        """Asks politely first; kills after GRACE seconds or at a second signal."""
        asked_before = self._signals
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        while any(child.exit_code() is None for child in self.children):
            if time.monotonic() > deadline or self._signals > max(asked_before, 1):
                break
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
