"""A POST to an address that somebody typed, so that it can reach only what is meant: public addresses, by HTTPS.

The name is resolved once, every address it gives is looked at, and the connection goes to one of these, never to what
the name says a moment later. A redirect is an answer like any other failure.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

SECONDS = 10
MOST_READ = 2048
NAT64 = ipaddress.ip_network("64:ff9b::/96")

NOT_HTTPS = gettext_noop("Alamat harus dimulai dengan https://.")
NOT_PUBLIC = gettext_noop("Alamat ini menuju jaringan dalam. Itu tidak diizinkan di instalasi ini.")
NOT_FOUND = gettext_noop("Nama server penerima tidak ditemukan.")
NOT_REACHED = gettext_noop("Server penerima tidak bisa dihubungi.")
NOT_TRUSTED = gettext_noop("Sertifikat server penerima tidak bisa dipercaya.")
TOO_SLOW = gettext_noop("Server penerima tidak menjawab dalam 10 detik.")
REDIRECTED = gettext_noop("Server penerima mengalihkan ke alamat lain. Daftarkan alamat akhirnya.")
REFUSED = gettext_noop("Server penerima menolak.")


class NotSent(Exception):
    """The message was not taken. `reason` is a message id in plain words; `status` what the receiver answered."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


@dataclass(frozen=True)
class Target:
    """Where to connect: the address looked at, and the name by which the receiver is known."""

    address: str
    host: str
    port: int
    path: str
    is_https: bool


def target_of(url: str) -> Target:
    """Look at an address that was typed. Raises `NotSent` where it must not be asked."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotSent(NOT_HTTPS) from error
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOKS_PRIVATE):
        raise NotSent(NOT_HTTPS)
    if not parts.hostname or parts.username or parts.password:
        raise NotSent(NOT_HTTPS)
    addresses = _resolved(parts.hostname, port)
    if not settings.WEBHOOKS_PRIVATE and not all(map(is_public, addresses)):
        raise NotSent(NOT_PUBLIC)
    return Target(addresses[0], parts.hostname, port, _path(parts), parts.scheme == "https")


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(NOT_FOUND) from error
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public network; of addresses that carry another one, whether that does."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at, under the name that was typed."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self.target.address, self.target.port), SECONDS)
        if self.target.is_https:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.target.host)


def send(url: str, body: str, headers: dict[str, str]) -> int:
    """POST a message; returns the status, which is 2xx. Raises `NotSent` for everything else."""
    connection = _Pinned(target_of(url))
    try:
        connection.request("POST", connection.target.path, body.encode(), headers)
        reply = connection.getresponse()
        reply.read(MOST_READ)
    except ssl.SSLError as error:
        raise NotSent(NOT_TRUSTED) from error
    except TimeoutError as error:
        raise NotSent(TOO_SLOW) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(NOT_REACHED) from error
    finally:
        connection.close()
    if 300 <= reply.status < 400:
        raise NotSent(REDIRECTED, reply.status)
    if not 200 <= reply.status < 300:
        raise NotSent(REFUSED, reply.status)
    return reply.status
