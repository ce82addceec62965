"""What a server that people reach from other machines must not start with. Each refusal says the line that mends it."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bangkom.config.cli_text import Stop

PLACEHOLDER = "GANTI"  # stands in deploy/bangkom.env where each installation has its own value
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ON = {"1", "true", "yes", "on"}

Refusal = tuple[str, str, str]  # Indonesian, English, the line to write into the environment file


def refuse_unsafe(host: str) -> None:
    """Raises Stop with everything that is wrong at once."""
    from django.conf import settings

    found = list(refusals(os.environ, host=host, keys=Path(settings.BANGKOM_HOME) / "keys"))
    if found:
        raise Stop(
            "\n".join(
                ["Bangkom tidak dijalankan karena pengaturannya belum aman:", *(f"- {each[0]}" for each in found)]
            ),
            "\n".join(["Not started, because the settings are not safe yet:", *(f"- {each[1]}" for each in found)]),
            "\n    ".join(each[2] for each in found),
            code=2,
        )


def refusals(environment: Mapping[str, str], *, host: str, keys: Path) -> Iterator[Refusal]:
    """What is wrong with the settings of a server; one that only this machine reaches needs neither name nor HTTPS."""
    ours = [name for name in sorted(environment) if name.startswith("BANGKOM_") or name == "DATABASE_URL"]
    samples = [name for name in ours if PLACEHOLDER in environment[name]]
    for name in samples:
        yield f"{name} masih berisi contoh {PLACEHOLDER}", f"{name} still holds the sample value", f"{name}=..."
    if samples:
        return
    url = urlsplit(environment.get("BANGKOM_URL", "").strip())
    if is_public(environment, host):
        yield from _of_a_public_server(environment, url.scheme, url.hostname or "")
    yield from _of_keys(keys)


def is_public(environment: Mapping[str, str], host: str) -> bool:
    """Whether people on other machines are meant to reach it: by its own address, or through a web server before it."""
    name = urlsplit(environment.get("BANGKOM_URL", "").strip()).hostname or "localhost"
    return host not in LOOPBACK or name not in LOOPBACK or _is_on(environment, "BANGKOM_PRODUCTION")


def _of_a_public_server(environment: Mapping[str, str], scheme: str, name: str) -> Iterator[Refusal]:
    if _is_on(environment, "BANGKOM_DEBUG"):
        yield (
            "BANGKOM_DEBUG menyala: orang akan melihat isi program dan data saat ada kesalahan",
            "BANGKOM_DEBUG is on: errors would show the inside of program and data",
            "BANGKOM_DEBUG=0",
        )
    if scheme != "https" or not name or name in LOOPBACK:
        yield (
            "BANGKOM_URL bukan alamat https yang dipakai orang: kata sandi akan lewat tanpa sandi",
            "BANGKOM_URL is not the https address that people use: passwords would travel in the clear",
            "BANGKOM_URL=https://bangkom.contoh.go.id",
        )
    elif not _is_on(environment, "BANGKOM_BEHIND_PROXY"):
        yield (
            "BANGKOM_BEHIND_PROXY belum 1: Bangkom tidak tahu bahwa orang datang lewat https dan terus mengalihkan",
            "BANGKOM_BEHIND_PROXY is not 1: requests that came by https would be redirected without end",
            "BANGKOM_BEHIND_PROXY=1",
        )
    hosts = [word.strip() for word in environment.get("BANGKOM_HOSTS", "").split(",") if word.strip()]
    if "*" in hosts or name not in hosts:
        yield (
            "BANGKOM_HOSTS tidak memuat nama di BANGKOM_URL, atau menerima nama apa saja (*)",
            "BANGKOM_HOSTS lacks the name of BANGKOM_URL, or takes any name (*)",
            f"BANGKOM_HOSTS={name or 'bangkom.contoh.go.id'}",
        )
    secret = environment.get("BANGKOM_SECRET_KEY", "").strip()
    if secret and (len(set(secret)) < 12 or "insecure" in secret):
        yield (
            "BANGKOM_SECRET_KEY mudah ditebak; hapus barisnya, kunci acak dibuat sendiri",
            "BANGKOM_SECRET_KEY can be guessed; remove the line, a random one is made",
            "# BANGKOM_SECRET_KEY=",
        )


def _of_keys(keys: Path) -> Iterator[Refusal]:
    """Keys are for this account only, wherever the server is."""
    open_to_others = sorted(path.name for path in keys.glob("*") if path.is_file() and path.stat().st_mode & 0o077)
    if open_to_others:
        yield (
            f"kunci di {keys} dapat dibaca akun lain ({', '.join(open_to_others)})",
            f"keys in {keys} can be read by other accounts",
            f"chmod 600 {keys}/*",
        )


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "").strip().lower() in ON
