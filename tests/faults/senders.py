"""People at work while the server dies: each sender knows what was acknowledged, and repeats what was not."""

import random
import threading
import uuid
from pathlib import Path
from typing import Any

from tests.faults.installation import Browser, Gone, job_of

CHOICES = "abcd"
A_BATCH = 5
PATIENCE = 0.05


class Sender:
    """Works in a thread of its own until told to stop, or the server is gone."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.acknowledged: list[Any] = []
        self._stop = threading.Event()
        self._thread = threading.Thread()
        self._failure: Exception | None = None

    def begin(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        """Waits until the present act is over. Raises what an unexpected reply has raised in the thread."""
        self._stop.set()
        self._thread.join()
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.act()
            except Gone:
                self._stop.wait(PATIENCE)
            except Exception as error:
                self._failure = error
                return

    def act(self) -> None:
        """One thing done and acknowledged; raises Gone when nobody knows."""
        raise NotImplementedError


class Answers(Sender):
    """One device that answers its share of the questions over and over, some at once."""

    def __init__(self, browser: Browser, attempt: int, items: list[int]) -> None:
        super().__init__(browser)
        self.path, self.items, self.device = f"/belajar/kuis/{attempt}/jawaban/", items, uuid.uuid4().hex
        self.sent: list[str] = []
        # What may count for each item: what was sent since the last acknowledged answer; None is no answer at all.
        self.last: dict[str, list[list[str] | None]] = {str(item): [None] for item in items}
        self._seq = 0
        self._waiting: list[dict[str, Any]] = []

    def act(self) -> None:
        if not self._waiting:
            self._waiting = [self._op() for _ in range(A_BATCH)]
        status, reply = self.browser.post_json(self.path, {"ops": self._waiting})
        verdicts = [result["verdict"] for result in reply["results"]] if reply else []
        if status != 200 or not set(verdicts) <= {"accepted", "duplicate", "superseded"}:
            raise RuntimeError(f"answers: {status} {reply}")
        for op in self._waiting:
            self.acknowledged.append(op["op_id"])
            self.last[str(op["item"])] = [op["response"]]
        self._waiting = []

    def _op(self) -> dict[str, Any]:
        self._seq += 1
        op = {
            "op_id": str(uuid.uuid4()),
            "item": random.choice(self.items),
            "response": [random.choice(CHOICES)],
            "device": self.device,
            "seq": self._seq,
        }
        self.sent.append(op["op_id"])
        self.last[str(op["item"])].append(op["response"])
        return op


class AttendanceGrid(Sender):
    """A trainer who marks the whole class again and again, each time otherwise."""

    def __init__(self, browser: Browser, slug: str, session: int, enrolments: list[int]) -> None:
        super().__init__(browser)
        self.path, self.enrolments = f"/angkatan/{slug}/sesi/{session}/kehadiran/", enrolments
        self.sent: list[str] = []
        self.possible: list[str] = []
        self._status = "absent"
        self._waiting: dict[str, str] = {}

    def act(self) -> None:
        if not self._waiting:
            self._status = "present" if self._status == "absent" else "absent"
            self._waiting = {"op_id": str(uuid.uuid4())}
            for pk in self.enrolments:
                self._waiting |= {f"hadir-{pk}": self._status, f"alasan-{pk}": "diperiksa lagi"}
            self.sent.append(self._waiting["op_id"])
            self.possible.append(self._status)
        status, where = self.browser.post(self.path, self._waiting)
        if status != 302:
            raise RuntimeError(f"attendance: {status} {where}")
        self.acknowledged.append(self._waiting["op_id"])
        self.possible = [self._status]
        self._waiting = {}


class Imports(Sender):
    """A clerk who uploads one export after another, looks at the preview and saves it."""

    def __init__(self, browser: Browser, scope: int, files: list[Path]) -> None:
        super().__init__(browser)
        self.scope, self.files = scope, list(files)
        self.committed: list[int] = []
        self._upload: dict[str, str] = {}
        self._previewed: list[tuple[int, str]] = []

    def act(self) -> None:
        for job, op_id in list(self._previewed):
            self._save(job, op_id)
        if not self.files:
            self._stop.wait(PATIENCE)
            return
        self._upload = self._upload or {"op_id": str(uuid.uuid4()), "scope": str(self.scope)}
        status, where = self.browser.post("/pegawai/impor/", self._upload, file=self.files[0])
        if status != 302:
            raise RuntimeError(f"upload: {status} {where}")
        self.files.pop(0)
        self._upload = {}
        self.acknowledged.append(job_of(where))
        self._previewed.append((self.acknowledged[-1], str(uuid.uuid4())))
        self._stop.wait(10 * PATIENCE)

    def _save(self, job: int, op_id: str) -> None:
        """Saves a preview that is ready; one that still waits for its worker is looked at later."""
        _status, page = self.browser.get(f"/pegawai/impor/{job}/")
        if f"/pegawai/impor/{job}/simpan/" not in page:
            return
        asked = {"op_id": op_id, "cakupan": "partial"}  # each file holds some of the people
        status, where = self.browser.post(f"/pegawai/impor/{job}/simpan/", asked)
        if status != 302:
            raise RuntimeError(f"saving import {job}: {status} {where}")
        self.committed.append(job)
        self._previewed.remove((job, op_id))
