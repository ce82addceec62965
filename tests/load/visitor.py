"""Somebody with an account who asks the application directly, without a network, and is told what it cost."""

import io
import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from bangkom.config.wsgi import application
from bangkom.core.models import User

WARM_UP = 5
CSRF = "a" * 32


@dataclass(frozen=True)
class Cost:
    """What one request took: CPU milliseconds, queries, bytes of the compressed body."""

    cpu_ms: float
    queries: int = 0
    wire_bytes: int = 0


class Visitor:
    """Keeps a session for an account; without one it is a stranger."""

    def __init__(self, username: str = "") -> None:
        self.cookies = {settings.CSRF_COOKIE_NAME: CSRF}
        self._session: SessionStore | None = None
        if username:
            user = User.objects.get(username=username)
            self._session = SessionStore()
            self._session[SESSION_KEY] = str(user.pk)
            self._session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            self._session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            self._session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = str(self._session.session_key)

    def leave(self) -> None:
        if self._session:
            self._session.delete()

    def ask(self, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """One request; returns status and body as it goes over the wire."""
        path, _, query = path.partition("?")
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": "POST" if body else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT_ENCODING": "br",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_X_CSRFTOKEN": CSRF,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        reply = application(environ, lambda status, headers, exc_info=None: said.append(status))
        content = b"".join(reply)
        close = getattr(reply, "close", None)
        if close:
            close()
        return int(said[0].split()[0]), content

    def page(self, path: str, times: int) -> Cost:
        """What a page costs. Raises RuntimeError where it is not shown."""
        status, content = self.ask(path)
        if status != 200:
            raise RuntimeError(f"{path}: status {status}")
        queries = 0

        def counted(execute: Callable, sql: str, *rest: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(sql, *rest)

        with connection.execute_wrapper(counted):
            self.ask(path)
        return Cost(cpu_of(lambda: self.ask(path), times), queries, len(content))

    def sends(self, path: str, bodies: list[dict[str, Any]]) -> Cost:
        """What a JSON request costs; each body is sent once. Raises RuntimeError where one is not taken."""

        def send(body: dict[str, Any]) -> None:
            status, content = self.ask(path, json.dumps(body).encode())
            if status != 200:
                raise RuntimeError(f"{path}: status {status} {content[:200]!r}")

        waiting = iter(bodies)
        return Cost(cpu_of(lambda: send(next(waiting)), len(bodies) - WARM_UP))


def cpu_of(act: Callable[[], Any], times: int) -> float:
    """The median CPU time of an act in milliseconds, with its children, after warming up."""
    for _turn in range(WARM_UP):
        act()
    took = []
    for _turn in range(times):
        begin = cpu_seconds()
        act()
        took.append(cpu_seconds() - begin)
    return statistics.median(took) * 1000


def cpu_seconds() -> float:
    """CPU time of this process and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
