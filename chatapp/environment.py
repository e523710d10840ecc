"""What the environment says, read once and checked: every wrong or missing setting is one sentence."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
env = Env()


def data_dir() -> Path:
    """Where the embedded default keeps its files (`DATA_DIR`, default `var/`)."""
    return Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()


def is_production() -> bool:
    """A database, a Redis or a public address of one's own: nobody is on a laptop any more."""
    return any(env.str(name, "") for name in ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL"))


def secret_key() -> str:
    """`SECRET_KEY`, or, in the embedded default only, a random one kept in the data directory."""
    given = env.str("SECRET_KEY", "")
    if given:
        return given
    if is_production():
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: production needs one. Set it to the output of "
            '`python -c "import secrets; print(secrets.token_urlsafe(50))"`.'
        )
    path = data_dir() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def allowed_hosts() -> list[str]:
    """`ALLOWED_HOSTS` (comma-separated), or the loopback names in the embedded default."""
    given: list[str] = [host.strip() for host in env.str("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if given:
        return given
    if is_production():
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is not set: production needs the host names people will use, "
            "for example ALLOWED_HOSTS=chat.example.org."
        )
    return list(LOOPBACK)


def public_url(hosts: list[str]) -> tuple[str, str]:
    """`PUBLIC_URL` without a trailing slash (or ""), and the scheme that people use."""
    given = env.str("PUBLIC_URL", "").rstrip("/")
    if not given:
        return "", "http" if set(hosts) <= set(LOOPBACK) else "https"
    parts = urlsplit(given)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.path
        or parts.query
        or parts.username
    ):
        raise ImproperlyConfigured(
            f"PUBLIC_URL is {given!r}: it must be a scheme and a host only, for example https://chat.example.org."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}", parts.scheme


def mailers(url: str) -> dict[str, Any]:
    """Django's MAILERS from `EMAIL_URL` (smtp://, smtp+tls://, smtp+ssl://); without one nothing is sent."""
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    given = dj_email_url.parse(url)
    mailer: dict[str, Any] = {"BACKEND": given["EMAIL_BACKEND"]}
    if mailer["BACKEND"].endswith("smtp.EmailBackend"):
        mailer["OPTIONS"] = {
            "host": given["EMAIL_HOST"],
            "port": given["EMAIL_PORT"],
            "username": given["EMAIL_HOST_USER"],
            "password": given["EMAIL_HOST_PASSWORD"],
            "use_tls": given["EMAIL_USE_TLS"],
            "use_ssl": given["EMAIL_USE_SSL"],
            "timeout": 10,
        }
    return {"default": mailer}
