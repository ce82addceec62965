"""A home with a server that can be killed, and the plainest of browsers."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


class Gone(Exception):
    """The server did not answer: nothing is known about what was sent."""


class Installation:
    """One BANGKOM_HOME and its server, in processes that only this object starts and ends."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home, self.port = home, _free_port()
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "BANGKOM_HOME": str(home),
            "BANGKOM_URL": f"http://127.0.0.1:{self.port}",
            "BANGKOM_SECOND_FACTOR": "optional",
            "DJANGO_SETTINGS_MODULE": "bangkom.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self._server: subprocess.Popen[bytes] | None = None

    def world(self, act: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
        """Runs `tests.faults.world`; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.world", act],
            input=json.dumps(told or {}),
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Starts `bangkom serve` and waits until it answers."""
        with (self.home / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "bangkom.config.cli", "serve", "--port", str(self.port)],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        browser = Browser(self.port)
        deadline = time.monotonic() + START_SECONDS
        while not browser.answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.home / "server.log").read_text(errors="replace")[-3000:])
            threading.Event().wait(0.1)

    def kill(self) -> None:
        """SIGKILL for every process of the server. Frozen first, parents before children: nobody starts another or
        tidies up when a neighbour dies."""
        if self._server is None or self._server.poll() is not None:
            return
        frozen = _frozen(psutil.Process(self._server.pid))
        for process in frozen:
            process.kill()
        self._server.wait()
        psutil.wait_procs(frozen, timeout=10)
        self._server = None


def _frozen(process: psutil.Process) -> list[psutil.Process]:
    """A process and all below it, stopped."""
    try:
        process.suspend()
        return [process, *(each for child in process.children() for each in _frozen(child))]
    except psutil.NoSuchProcess:
        return []


class Browser:
    """Keeps cookies, sends forms and JSON, follows nothing."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})

    def answers(self) -> bool:
        try:
            return self._ask("GET", "/livez", b"", {})[0] == 200
        except Gone:
            return False

    def get(self, path: str) -> tuple[int, str]:
        status, _headers, body = self._ask("GET", path, b"", {})
        return status, body.decode()

    def sign_in(self, username: str, password: str) -> None:
        self.get("/akun/masuk/")
        status, where = self.post("/akun/masuk/", {"login": username, "password": password})
        if status != 302:
            raise RuntimeError(f"{username} cannot sign in: {status} {where}")

    def post(self, path: str, fields: dict[str, str], *, file: Path | None = None) -> tuple[int, str]:
        """Sends a form; returns the status and where it redirects to."""
        if file is None:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(fields, file)
        status, headers, _body = self._ask("POST", path, body, {"Content-Type": kind})
        return status, headers.get("Location") or ""

    def post_json(self, path: str, value: Any) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        status, _headers, body = self._ask("POST", path, json.dumps(value).encode(), headers)
        return status, json.loads(body) if status in (200, 422) else None

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = headers | {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        finally:
            connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if reply.status >= 500:
            raise Gone(f"{method} {path}: {reply.status}")
        return reply.status, reply.headers, content


def job_of(location: str) -> int:
    """The number of the job in the address of its page."""
    found = re.search(r"/impor/(\d+)/", urlsplit(location).path)
    if not found:
        raise RuntimeError(f"no job in {location!r}")
    return int(found[1])


def _multipart(fields: dict[str, str], file: Path) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
