from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.utils import timezone

from accounts.limits import counters
from accounts.models import User
from accounts.tokens import create_token
from chatapp.database import in_database


@pytest.fixture(autouse=True)
def _urls(settings):
    settings.ROOT_URLCONF = "tests.middleware.urls"
    counters.cache_clear()


@pytest.fixture(autouse=True)
async def _threads_give_their_connections_back() -> AsyncIterator[None]:
    """Django's test client keeps them open after a request; a database in use cannot be dropped."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture
def browser() -> AsyncClient:
    """An error is an answer, as it is for a real browser."""
    return AsyncClient(raise_request_exception=False)


async def join(browser: AsyncClient, username: str = "ann") -> User:
    """Somebody who was here a moment ago (so that nothing is written behind), signed in."""
    user = await in_database(User.objects.create_user, username, None, "x", last_seen=timezone.now())
    await browser.aforce_login(user)
    return user


async def token_of(user: User, *scopes: str) -> str:
    _row, text = await in_database(create_token, user, scopes=list(scopes))
    return f"Bearer {text}"
