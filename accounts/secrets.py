"""Secrets that are handed out once and kept only as a digest.

They are random (256 bits), so a plain SHA-256 is enough: there is nothing to
guess from, and a look-up by digest is one indexed query. A stolen database
opens no door.
"""

import hashlib
import secrets

TOKEN_PREFIX = "chat_"  # noqa: S105 (it is no secret)
_SECRET_BYTES = 32
SHOWN = len(TOKEN_PREFIX) + 6


def new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_token() -> str:
    """An API token's text. The fixed prefix lets secret scanners recognise one."""
    return TOKEN_PREFIX + new_secret()


def digest(secret: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
