"""Signing in with an outside service (OpenID Connect), such as ASN Digital, found by its discovery document.

Authorization code with PKCE, state and nonce; the identity token's signature, issuer, audience, times and nonce are
checked against the service's published keys, and the profile (userinfo) must speak of the same person. Keys are read
anew when a token names one that is not known yet. Nothing that the service says creates an account here.
"""

import logging
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc.errors import JoseError

log = logging.getLogger("bangkom.sign_in")

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SECONDS_TO_ANSWER = 10
LEEWAY = 60  # seconds by which the service's clock may differ
WELL_KNOWN = "/.well-known/openid-configuration"


class NotBelieved(Exception):
    """The service's answer was not accepted. `code` is cancelled, forged, unreachable or no_number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Service:
    """What the installation knows of the service; from BANGKOM_OIDC_*."""

    discovery: str
    client_id: str
    client_secret: str
    label: str
    number_claim: str
    scope: str


@dataclass(frozen=True)
class Identity:
    """Who signed in there: the service, its name for the person, and the employee number it vouches for."""

    issuer: str
    subject: str
    number: str


def service() -> Service | None:
    """The service of this installation, if it has one."""
    return Service(**settings.OUTSIDE_SIGN_IN) if settings.OUTSIDE_SIGN_IN else None


@cache
def _client(known: Service) -> DjangoOAuth2App:
    root = known.discovery.partition(WELL_KNOWN)[0].rstrip("/")
    return OAuth().register(
        "outside",
        overwrite=True,
        client_id=known.client_id,
        client_secret=known.client_secret or None,
        server_metadata_url=root + WELL_KNOWN,
        client_kwargs={
            "scope": known.scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS_TO_ANSWER,
        }
        | ({} if known.client_secret else {"token_endpoint_auth_method": "none"}),
    )


def forget_client() -> None:
    """Read the discovery document again with the next sign-in."""
    _client.cache_clear()


def send_there(request: HttpRequest, known: Service) -> HttpResponse:
    """To the service's sign-in page. Raises `NotBelieved` where it cannot be reached."""
    try:
        _metadata(known)
        back = request.build_absolute_uri(reverse("account_outside_back"))
        return _client(known).authorize_redirect(request, back, nonce=generate_token(24))
    except (requests.RequestException, ValueError, RuntimeError, KeyError) as error:
        forget_client()
        log.warning("outside sign-in cannot start: %s", type(error).__name__)
        raise NotBelieved("unreachable") from error


def who_came_back(request: HttpRequest, known: Service) -> Identity:
    """Whom the service sent back. Raises `NotBelieved`."""
    if request.GET.get("error") == "access_denied":
        raise NotBelieved("cancelled")
    try:
        metadata = _metadata(known)
        expected = {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": known.client_id},
        }
        token = _client(known).authorize_access_token(request, claims_options=expected, leeway=LEEWAY)
        claims = token["userinfo"]  # of the identity token; KeyError where there was none
        said = dict(claims) | _profile(known, metadata, token, claims["sub"])
    except (requests.RequestException, OSError) as error:
        forget_client()
        log.warning("outside sign-in unreachable: %s", type(error).__name__)
        raise NotBelieved("unreachable") from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        log.warning("outside sign-in not believed: %s", type(error).__name__)
        raise NotBelieved("forged") from error
    number = "".join(str(said.get(known.number_claim) or "").split())
    if not number:
        raise NotBelieved("no_number")
    return Identity(issuer=metadata["issuer"], subject=str(claims["sub"]), number=number)


def _metadata(known: Service) -> dict[str, Any]:
    """The discovery document. Raises ValueError where it speaks for another issuer than its own address."""
    metadata = _client(known).load_server_metadata()
    if known.discovery.partition(WELL_KNOWN)[0].rstrip("/") != str(metadata["issuer"]).rstrip("/"):
        raise ValueError("the discovery document belongs to another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    return metadata


def _profile(known: Service, metadata: dict[str, Any], token: dict[str, Any], subject: str) -> dict[str, Any]:
    """The profile, if the service has an address for it. Raises ValueError where it speaks of somebody else."""
    if not metadata.get("userinfo_endpoint"):
        return {}
    profile = dict(_client(known).userinfo(token=token))
    if profile.get("sub") != subject:
        raise ValueError("the profile is another person's")
    return profile
