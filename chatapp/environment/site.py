"""Who and where we are: production or a laptop, the secret key, the host names, the public address."""

import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.http.request import validate_host

from chatapp.environment.reader import BASE_DIR, env

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Variables that hosting platforms set, and whose disks begin empty at every start.
VANISHING_DISKS = {"DYNO": "Heroku", "RENDER": "Render", "FLY_APP_NAME": "Fly"}
SHORTEST_KEY = 32  # characters
FEWEST_DIFFERENT = 5
HOW_TO_MAKE_A_KEY = 'Set it to the output of `python -c "import secrets; print(secrets.token_urlsafe(50))"`.'


def data_dir() -> Path:
    """Where the embedded default keeps its files (`DATA_DIR`, default `var/`)."""
    return env.path("DATA_DIR", BASE_DIR / "var")


def is_production() -> bool:
    """A database, a Redis or a public address of one's own: nobody is on a laptop any more."""
    return any(env.str(name) for name in ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL")) or platform() != ""


def platform() -> str:
    """The hosting platform's name, or ""."""
    return next((name for variable, name in VANISHING_DISKS.items() if os.environ.get(variable)), "")


def is_for_others() -> bool:
    """Whether people on other machines reach it: it is called by more than this machine's own names for itself."""
    public = env.str("PUBLIC_URL")
    try:
        names = {str(urlsplit(public).hostname)} if public else set(_hosts())
    except ValueError:
        return True
    return not {name.strip("[]") for name in names} <= {name.strip("[]") for name in LOOPBACK}


def secret_key() -> str:
    """`SECRET_KEY`, or, in the embedded default only, a random one kept in the data directory."""
    given = env.str("SECRET_KEY")
    if not is_production():
        return given or _kept_key(data_dir() / "secret_key")
    if not given:
        env.refuse(f"SECRET_KEY is not set: production needs one. {HOW_TO_MAKE_A_KEY}")
    elif is_for_others() and (
        len(given) < SHORTEST_KEY
        or len(set(given)) < FEWEST_DIFFERENT
        or given.startswith("django-insecure-")
    ):
        env.refuse(
            f"SECRET_KEY can be guessed (it is shorter than {SHORTEST_KEY} characters, repeats itself or is an "
            f"example). {HOW_TO_MAKE_A_KEY}"
        )
    return given or "unused"


def _kept_key(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text().strip()
    except OSError as error:
        env.refuse(
            f"DATA_DIR is {str(path.parent)!r}, which cannot be written ({error.strerror}): "
            "name a folder that this user may write to."
        )
        return "unused"


def allowed_hosts() -> list[str]:
    """`ALLOWED_HOSTS` (comma-separated), or the loopback names in the embedded default."""
    given = _hosts()
    if not given and is_production():
        env.refuse(
            "ALLOWED_HOSTS is not set: production needs the host names people will use, "
            "for example ALLOWED_HOSTS=chat.example.org."
        )
    for host in given:
        if host == "*" and is_for_others():
            env.refuse(
                "ALLOWED_HOSTS is '*', which lets anybody choose our name: list the host names people will use."
            )
        elif "/" in host or (":" in host and not host.startswith("[")):
            env.refuse(
                f"ALLOWED_HOSTS has {host!r}: write the name alone, without scheme, port or path, "
                "for example chat.example.org."
            )
    return given or list(LOOPBACK)


def _hosts() -> list[str]:
    return [host.strip() for host in env.str("ALLOWED_HOSTS").split(",") if host.strip()]


def public_url(hosts: list[str]) -> tuple[str, str]:
    """`PUBLIC_URL` without a trailing slash (or ""), and the scheme that people use."""
    given = env.str("PUBLIC_URL").rstrip("/")
    if not given:
        return "", "http" if set(hosts) <= set(LOOPBACK) else "https"
    parts = _origin(given)
    if parts is None:
        env.refuse(
            f"PUBLIC_URL is {given!r}: it must be a scheme and a host only, "
            "for example https://chat.example.org."
        )
        return "", "https"
    _check_public_host(parts, hosts)
    return f"{parts.scheme}://{parts.netloc.lower()}", parts.scheme


def _origin(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return None
    more = parts.path or parts.query or parts.fragment or parts.username is not None
    return parts if parts.scheme in ("http", "https") and parts.hostname and not more else None


def _check_public_host(parts: SplitResult, hosts: list[str]) -> None:
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    if not env.has_refused("ALLOWED_HOSTS") and not validate_host(name, hosts):
        env.refuse(f"PUBLIC_URL names {name}, which ALLOWED_HOSTS lacks: add {name} to ALLOWED_HOSTS.")
    if parts.scheme == "http" and name not in LOOPBACK and not env.bool("ALLOW_HTTP", False):
        env.refuse(
            f"PUBLIC_URL is {parts.geturl()!r}: over http everybody on the way reads passwords. "
            "Use https://, or set ALLOW_HTTP=on for a network that you trust."
        )
