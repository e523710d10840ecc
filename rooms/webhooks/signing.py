"""Signatures as the Standard Webhooks specification has them (standardwebhooks.com, version 1)."""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    """256 random bits, in the specification's spelling."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC-SHA256 over "id.timestamp.body"."""
    content = f"{key}.{timestamp}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(secret: str, key: str, timestamp: int, body: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"webhook-id", key.encode()),
        (b"webhook-timestamp", str(timestamp).encode()),
        (b"webhook-signature", sign(secret, key, timestamp, body).encode()),
    ]
