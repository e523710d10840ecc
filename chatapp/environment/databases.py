"""Django's DATABASES from `DATABASE_URL`: PostgreSQL through psycopg's pool, or one SQLite file."""

from pathlib import Path
from typing import Any, cast

import dj_database_url

from chatapp.environment.reader import env
from chatapp.environment.site import platform

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
EXAMPLE = "for example postgres://user:password@host:5432/name"
# A database host that is gone without a word (its power, its network) should be noticed within about 25 s, not
# after the system's quarter of an hour: seconds of silence, between questions, how many; milliseconds unacked.
WATCH = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# Without a pool of our own threads these remain for: the writer, readiness, and a plain view's thread.
BESIDE_THREADS = 3


def database_pool() -> tuple[int, int]:
    """How many connections a process keeps at most (`DATABASE_POOL`), and the threads that share them."""
    pool = env.int("DATABASE_POOL", 8, least=4, most=1000)
    return pool, pool - BESIDE_THREADS


def databases(data_dir: Path, pool: int) -> dict[str, dict[str, Any]]:
    """`DATABASE_URL` never appears in a sentence: it holds a password."""
    given = env.str("DATABASE_URL")
    if not given and platform():
        env.refuse(
            f"DATABASE_URL is not set, and on {platform()} files are gone after every restart: "
            "attach a PostgreSQL database."
        )
    found = _parse(given) if given else None
    if found is not None and found["ENGINE"].endswith("postgresql"):
        return {"default": _postgresql(found, pool)}
    return {
        "default": _sqlite(found or dj_database_url.parse(f"sqlite:///{data_dir / 'chat.sqlite3'}"), data_dir)
    }


def _parse(url: str) -> dict[str, Any] | None:
    if url.partition("://")[0] not in ("postgres", "postgresql", "sqlite"):
        env.refuse(f"DATABASE_URL must begin with postgres:// or sqlite:///, {EXAMPLE}.")
        return None
    try:
        found = cast(dict[str, Any], dj_database_url.parse(url, conn_max_age=None))
    except ValueError:
        env.refuse(
            "DATABASE_URL cannot be read: percent-encode the special characters of its user name and password, "
            f"{EXAMPLE}."
        )
        return None
    if found["NAME"] in ("", ":memory:"):
        env.refuse(f"DATABASE_URL names no database: write its name after the last slash, {EXAMPLE}.")
        return None
    return found


def _postgresql(found: dict[str, Any], pool: int) -> dict[str, Any]:
    options = found.setdefault("OPTIONS", {})
    mode = options.get("sslmode", "prefer")
    if mode not in SSL_MODES:
        env.refuse(f"DATABASE_URL has sslmode={str(mode)[:20]}: it must be one of {', '.join(SSL_MODES)}.")
    found["CONN_MAX_AGE"] = 0
    for name, value in WATCH.items():
        options.setdefault(name, value)
    options["pool"] = {
        "min_size": 1,
        "max_size": pool,
        "timeout": 10,
        "reconnect_timeout": 2,  # then ask again when somebody asks, not after a growing pause
    }
    return found


def _sqlite(found: Any, data_dir: Path) -> dict[str, Any]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        env.refuse(
            f"DATA_DIR is {str(data_dir)!r}, which cannot be written ({error.strerror}): "
            "name a folder that this user may write to."
        )
    found["CONN_MAX_AGE"] = None
    found.setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
        }
    )
    return dict(found)
