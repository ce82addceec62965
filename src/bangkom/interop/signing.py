"""Signatures as Standard Webhooks writes them: HMAC-SHA256 over id, time and body."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret as the receiver keeps it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """One signature: "v1," and the digest in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def headers(keys: list[str], message_id: str, moment: dt.datetime, body: str) -> dict[str, str]:
    """What goes along with a message; a signature for each secret that holds."""
    timestamp = int(moment.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Bangkom-Webhook",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, message_id, timestamp, body) for key in keys),
    }


def is_right(secret: str, given: dict[str, str], body: str, *, now: dt.datetime, tolerance: int = 300) -> bool:
    """What a receiver asks: one of the signatures fits, and the time is not far off (seconds)."""
    stamp = given.get("webhook-timestamp", "")
    if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > tolerance:
        return False
    right = signature(secret, given.get("webhook-id", ""), int(stamp), body)
    return any(hmac.compare_digest(right, each) for each in given.get("webhook-signature", "").split())
