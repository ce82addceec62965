"""A sign-in service of our own for tests: OpenID Connect over real HTTP, honest unless a test makes it lie.

It publishes discovery document and keys, gives tokens for codes (and checks PKCE), answers for the profile.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "bangkom-uji", "rahasia-klien"


class Provider:
    """`lies` changes what it says: claims of the token, or `key alg kid drop profile no_token issuer_document`."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "satu", "use": "sig"})
        self.published = [self.key]
        self.codes: dict[str, dict[str, Any]] = {}
        self.lies: dict[str, Any] = {}
        self.back_to = ""
        self.person = {"sub": "orang-1", "nip": "199002142015031001", "name": "Ahmad"}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/auth?"):  # a person who agrees at once
                    self.send_response(302)
                    self.send_header("Location", provider.back_to + provider.agree(self.path))
                    self.end_headers()
                    return
                self._answer(provider.get(self.path, self.headers.get("Authorization", "")))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(provider.token({k: v[0] for k, v in parse_qs(body).items()}, self.headers))

            def _answer(self, reply: tuple[int, Any]) -> None:
                status, value = reply
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def log_message(self, *_args: Any) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def get(self, path: str, authorization: str) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, self.document()
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
        if path == "/me" and authorization == "Bearer akses":
            return 200, self.person | self.lies.get("profile", {})
        return 404, {}

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.lies.get("issuer_document", self.issuer),
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/me",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        }

    def agree(self, address: str) -> str:
        """What the browser is sent back with when the person agrees at `address`, our way there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = f"kode-{len(self.codes)}"
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"]).path
        return f"{back}?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], headers: Any) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        given = base64.b64decode(headers.get("Authorization", "Basic ").split()[-1]).decode()
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or given != f"{CLIENT}:{SECRET}":
            return 400, {"error": "invalid_grant"}
        if urlsafe(proof) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        reply = {"access_token": "akses", "token_type": "Bearer", "expires_in": 300}
        if "no_token" not in self.lies:
            reply["id_token"] = self.identity_token(asked["nonce"])
        return 200, reply

    def identity_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        }
        claims |= {name: value for name, value in self.lies.items() if name in {*claims, "azp", "nbf"}}
        for name in self.lies.get("drop", ()):
            del claims[name]
        alg, key = self.lies.get("alg", "RS256"), self.lies.get("key", self.key)
        if alg in {"none", "HS256"}:
            return forged(alg, claims, self.key)
        header = {"alg": alg, "kid": self.lies.get("kid", key.kid or "satu")}
        return jwt.encode(header, claims, key, registry=JWSRegistry(algorithms=[alg]))


def forged(alg: str, claims: dict[str, Any], key: RSAKey) -> str:
    """The classic forgeries, which libraries refuse to make: no signature, or the published key as shared secret."""
    parts = [urlsafe(json.dumps(part).encode()) for part in ({"alg": alg, "kid": "satu", "typ": "JWT"}, claims)]
    words = ".".join(parts)
    signature = hmac.new(key.as_pem(private=False), words.encode(), hashlib.sha256).digest() if alg == "HS256" else b""
    return f"{words}.{urlsafe(signature)}"


def urlsafe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def other_key(kid: str = "satu") -> RSAKey:
    """A key that the provider never published, under a number that it did."""
    return RSAKey.generate_key(2048, {"kid": kid})


def curve_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "dua", "use": "sig"})
