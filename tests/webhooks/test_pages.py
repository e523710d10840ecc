"""The pages of webhooks: a refused form is shown again as it was filled in."""

import re
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from rooms.actions.webhooks import subscriptions
from rooms.models import IncomingWebhook, WebhookSubscription
from tests.moderation.scene import Scene, make_scene
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "ftp://example.org/hook?a=1&b=2"
SHOWN = 'value="ftp://example.org/hook?a=1&amp;b=2"'


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    yield await sync_to_async(make_scene)()
    await sync_to_async(connections.close_all)()  # that thread's: a database in use cannot be dropped


@pytest.fixture
async def owner(scene: Scene) -> AsyncClient:
    return await visit(scene.people["owner"])


def ticked(page: str) -> list[str]:
    return re.findall(r'name="events" value="([\w.]+)" checked', page)


async def test_a_refused_address_stays_with_the_events_that_were_chosen(
    scene: Scene, owner: AsyncClient
) -> None:
    path = f"/rooms/{scene.slug}/webhooks/out/"
    form = {"url": ADDRESS, "events": ["mention", "moderation"]}
    assert len(ticked((await owner.get(f"/rooms/{scene.slug}/webhooks/")).content.decode())) == 5
    answer = await owner.post(path, form)
    page = answer.content.decode()
    assert (answer.status_code, SHOWN in page, ticked(page)) == (400, True, ["mention", "moderation"])
    assert "is-error" in page
    none_chosen = (await owner.post(path, {"url": "https://example.org/hook"})).content.decode()
    assert ('value="https://example.org/hook"' in none_chosen, ticked(none_chosen)) == (True, [])
    assert (await owner.post(path, form, headers=JSON)).json()["code"] == "invalid_url"
    assert not await WebhookSubscription.objects.filter(room=scene.room).aexists()
    answer = await owner.get(path)  # whoever comes back to the form's address
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rooms/{scene.slug}/webhooks/")


async def test_so_it_is_on_the_page_of_one(scene: Scene, owner: AsyncClient) -> None:
    given = {"user": scene.people["owner"], "slug": scene.slug}
    kept = {"url": "https://example.org/hook", "events": ["mention"]}
    made, _ = await sync_to_async(subscriptions.subscribe)(**given, **kept)
    path = f"/rooms/{scene.slug}/webhooks/out/{made.pk}/"
    answer = await owner.post(path, {"act": "save", "url": ADDRESS, "events": ["message.deleted"]})
    page = answer.content.decode()
    assert (answer.status_code, SHOWN in page, ticked(page)) == (400, True, ["message.deleted"])
    page = (await owner.get(path)).content.decode()
    assert (f'value="{kept["url"]}"' in page, ticked(page)) == (True, ["mention"])


async def test_so_it_is_with_the_name_of_an_incoming_one(scene: Scene, owner: AsyncClient) -> None:
    name = 'Deploy "all"\0' + "x" * 100
    answer = await owner.post(f"/rooms/{scene.slug}/webhooks/in/", {"name": name})
    assert answer.status_code == 400
    assert 'value="Deploy &quot;all&quot;' in answer.content.decode()
    assert not await IncomingWebhook.objects.filter(room=scene.room).aexists()


async def test_who_may_not_make_one_is_shown_no_form(scene: Scene) -> None:
    member = await visit(scene.people["member"])
    for way in ("in", "out"):
        answer = await member.post(f"/rooms/{scene.slug}/webhooks/{way}/", {"name": "x", "url": ADDRESS})
        assert (answer.status_code, ADDRESS in answer.content.decode()) == (302, False)
        answer = await member.get(f"/rooms/{scene.slug}/webhooks/{way}/")
        assert answer.status_code == 403
