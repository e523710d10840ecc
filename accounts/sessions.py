"""The session engine: Django's own database store, over rows that know their person."""

import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        return _owned(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        return _owned(await super().acreate_model_instance(data), data)

    def adopt(self, data: dict[str, Any] | None) -> None:
        """Take data that was already read with the person, and so save the query."""
        if data is None:
            self._session_key = None
        self._session_cache = data or {}
        self.accessed = True  # The page depends on who is asking: it must carry `Vary: Cookie`.


def _owned(row: Any, data: dict[str, Any]) -> Any:
    row.user_id = data.get(SESSION_KEY)
    row.seen_at = timezone.now()
    return row


def fingerprint(session_key: str) -> str:
    """What stands for a session outside the database: its key would let anyone in."""
    return hashlib.sha256(session_key.encode()).hexdigest()
