"""What the other processes hear when somebody is revoked."""

import asyncio
import time
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import connections, transaction
from django.test import Client

from accounts import control
from accounts.deletion import delete_account
from accounts.models import User
from accounts.people import suspend
from accounts.sessions import fingerprint
from accounts.tokens import create_token, revoke
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


async def heard(act: Callable[[], object]) -> list[dict[str, object]]:
    """The messages on the group `control` while `act` runs in a thread."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(control.GROUP, channel)
    await sync_to_async(act)()
    messages = []
    try:
        while True:
            messages.append(await asyncio.wait_for(layer.receive(channel), 0.3))
    except TimeoutError:
        await layer.group_discard(control.GROUP, channel)
        await sync_to_async(connections.close_all)()  # that thread's: a database in use cannot be dropped
        return messages


def make(username: str = "ann") -> User:
    return User.objects.create_user(username, None, PASSWORD)


def browser(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


async def test_signing_out_names_the_session_by_its_digest_only():
    user = await sync_to_async(make)()
    client = await sync_to_async(browser)(user)
    key = key_of(client)
    messages = await heard(lambda: client.post("/accounts/logout/"))
    assert messages == [{"type": "control", "kind": "session", "digest": fingerprint(key), "code": 4401}]
    assert key not in str(messages)


async def test_a_new_password_ends_the_other_sessions_and_the_rest_may_come_again():
    user = await sync_to_async(make)()
    client = await sync_to_async(browser)(user)
    other = key_of(await sync_to_async(browser)(user))
    form = {"oldpassword": PASSWORD, "password1": "another passphrase", "password2": "another passphrase"}
    messages = await heard(lambda: client.post("/settings/password/", form))
    assert {"type": "control", "kind": "session", "digest": fingerprint(other), "code": 4401} in messages
    assert {"type": "control", "kind": "user", "id": user.pk, "code": 1012} in messages


async def test_suspension_is_forbidden_and_deletion_is_not_welcome_back():
    ann, bob = await sync_to_async(make)(), await sync_to_async(make)("bob")
    for act, user, code in ((lambda: suspend(ann), ann, 4403), (lambda: delete_account(bob.pk), bob, 4401)):
        messages = await heard(act)
        assert {"type": "control", "kind": "user", "id": user.pk, "code": code} in messages


async def test_a_revoked_token_is_named():
    user = await sync_to_async(make)()
    row, _text = await sync_to_async(create_token)(user, scopes=[])
    messages = await heard(lambda: revoke(row))
    assert messages == [{"type": "control", "kind": "token", "id": row.pk, "code": 4401}]


async def test_nothing_is_said_before_the_commit_nor_after_a_rollback():
    user = await sync_to_async(make)()
    assert await heard(lambda: control.revoke_user(user.pk))

    def roll_back() -> None:
        with transaction.atomic():
            control.revoke_user(user.pk)
            transaction.set_rollback(True)

    assert await heard(roll_back) == []


def test_a_broken_channel_layer_neither_fails_nor_holds_up_what_revokes(settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://10.255.255.1:6379"]},
        }
    }
    user = make()
    started = time.monotonic()
    suspend(user)
    assert time.monotonic() - started < 5
    assert not User.objects.get().may_enter
