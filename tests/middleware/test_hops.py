"""How often a request leaves the event loop for a thread (about 150 µs each time)."""

import asyncio
from collections import Counter

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.test import AsyncClient, AsyncRequestFactory

from tests.middleware.conftest import join

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hops(monkeypatch):
    """Counts them by the function that hops, wherever it is called from."""
    seen: Counter[str] = Counter()
    hop = SyncToAsync.__call__

    async def counted(self, *args, **kwargs):
        seen[getattr(self.func, "__qualname__", type(self.func).__name__)] += 1
        return await hop(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    return seen


async def get(path: str, **cookies: str):
    """The whole stack, without the signals that Django's handler sends around it."""
    request = AsyncRequestFactory().get(path)
    request.COOKIES.update(cookies)
    return await ASGIHandler().get_response_async(request)


async def test_an_anonymous_request_never_leaves_the_event_loop(hops):
    assert (await get("/public/")).status_code == 200
    assert not hops


async def test_being_turned_away_costs_nothing_either(hops):
    assert (await get("/page/")).status_code == 302
    assert not hops


async def test_knowing_the_person_is_one_hop(hops):
    browser = AsyncClient()
    await join(browser)
    hops.clear()
    answer = await get("/whole/", sessionid=browser.cookies["sessionid"].value)
    assert answer.status_code == 200
    assert hops == {"_look_up": 1}


async def test_a_session_that_was_changed_is_saved_in_one_more(hops):
    browser = AsyncClient()
    await join(browser)
    hops.clear()
    await get("/remember/", sessionid=browser.cookies["sessionid"].value)
    assert sum(hops.values()) == 2


async def test_no_middleware_of_the_site_hops_by_itself(hops):
    """Were one replaced by Django's own, this count would rise by one or two."""
    stock = [name for name in settings.MIDDLEWARE if name.startswith("django.")]
    assert stock == []
    await asyncio.gather(*(get("/public/") for _ in range(5)))
    assert not hops
