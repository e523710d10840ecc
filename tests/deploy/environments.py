"""The environment of a whole, sound production site, and what it becomes with one thing changed."""

import os
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "SECRET_KEY": "kept-secret-and-as-long-as-a-real-one-must-be-0123456789",
    "ALLOWED_HOSTS": "chat.example.org",
    "PUBLIC_URL": "https://chat.example.org",
    "DATABASE_URL": "postgres://chat:hunter2@db.example.org:5432/chat?sslmode=require",
    "REDIS_URL": "redis://:hunter2@redis.example.org:6379/0",
    "TRUSTED_PROXIES": "1",
}


def read(changes: Mapping[str, str | None], base: Mapping[str, str] = SOUND) -> dict[str, Any]:
    """Django's settings as this environment gives them (None: left out); raises Misconfigured."""
    before = dict(os.environ)
    os.environ.clear()
    kept = {name: before[name] for name in ("PATH", "HOME") if name in before}
    os.environ.update(
        kept | {name: value for name, value in {**base, **changes}.items() if value is not None}
    )
    try:
        return runpy.run_path(str(ROOT / "chatapp" / "settings.py"))
    finally:
        os.environ.clear()
        os.environ.update(before)
