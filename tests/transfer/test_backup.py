"""A backup taken while fifty messages a second are written, restored elsewhere: the same clients converge (R5)."""

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rooms.models import Epoch
from rooms.transfer.tables import BACKUP, NOT_IN_BACKUPS, tables
from tests.chat.checker import check
from tests.chat.client import Client
from tests.chat.deployment import Deployment, deployed
from tests.chat.people import Person
from tests.chat.size import sized
from tests.services.chat import ChatServer, manage
from tests.services.stack import Stack
from tests.transfer.sites import refused, rows

SECONDS = sized(4, 20)
RATE = 50  # messages a second
BEFORE = sized(2_000, 50_000)  # messages that are there already
SIGN_IN = """
import json
from django.test import Client
from accounts.models import Session, User
assert not Session.objects.exists()
found = {}
for user in User.objects.all():
    client = Client()
    client.force_login(user)
    found[user.username] = client.session.session_key
print(json.dumps(found))
"""
LIMITS = {"SEND_BURST": "1000000", "SEND_RATE": "100000", "API_RATE": "100000/minute"}


@pytest.fixture
def old(stack: Stack) -> Iterator[Deployment]:
    with deployed(stack, 2, **LIMITS) as made:
        yield made


async def write(client: Client, slug: str, rate: float, stopping: asyncio.Event) -> int:
    number = 0
    while not stopping.is_set():
        await client.send(slug, f"{client.person.username} {number}")
        number += 1
        await asyncio.sleep(1 / rate)
    return number


async def follow_again(server: ChatServer, before: Client, slug: str, session: str) -> Client:
    """The same client, with all it knew and its token, signed in anew: sessions are in no backup."""
    again = await Client(server, replace(before.person, session=session)).__aenter__()
    again.rooms[slug] = before.rooms[slug]
    return again


async def test_clients_converge_on_a_restored_site_also_when_it_has_overtaken_them(
    old: Deployment, stack: Stack, tmp_path: Path
) -> None:
    ada, *people = old.people(5)
    slug = old.room(ada, *people)
    old.office.send(username=ada.username, slug=slug, bodies=["before"] * BEFORE)
    clients = [await Client(old.servers[n % 2], one).__aenter__() for n, one in enumerate(people)]
    for client in clients:
        await client.follow(slug)
    stopping = asyncio.Event()
    writers = [asyncio.create_task(write(one, slug, RATE / len(clients), stopping)) for one in clients]
    await asyncio.sleep(SECONDS / 2)
    path = tmp_path / "backup.gz"
    during = old.head(slug)
    await asyncio.to_thread(manage, old.site, "backup", str(path))
    after = old.head(slug)
    await asyncio.sleep(SECONDS / 2)
    stopping.set()
    written = sum(await asyncio.gather(*writers))
    assert written > RATE * SECONDS * 0.5
    assert after[0] > during[0], "it was written in while the backup was made"
    known = clients[0].rooms[slug].version
    assert known
    for client in clients:
        await client.__aexit__()
    stranded = clients.pop()
    stranded.rooms[slug].epoch = None
    assert path.stat().st_mode & 0o077 == 0

    name = f"restored_{os.getpid()}"
    site = stack.new_site(name)
    server = ChatServer(site, **LIMITS)
    try:
        manage(site, "restore", str(path))
        kept = rows(site, f"SELECT last_seq, version FROM rooms_room WHERE slug = '{slug}'")[0]  # noqa: S608
        assert during[0] <= kept[0] <= after[0]
        assert kept[1] < known, "the restored room is behind what clients know"
        server.start()
        await overtake(server, people[0], slug, known)
        sessions = json.loads(manage(site, "shell", "--no-imports", "-c", SIGN_IN).splitlines()[-1])
        back = [
            await follow_again(server, client, slug, sessions[client.person.username]) for client in clients
        ]
        for client in back:
            await client.follow(slug, client.rooms[slug].version, client.rooms[slug].epoch)
        last = await back[0].send(slug, "after all")
        for client in back:
            await client.until(
                lambda log=client.rooms[slug]: log.last_seq >= last["seq"], 20, "the last message"
            )
        restored = Deployment.log(_On(site), slug)  # type: ignore[arg-type]
        await asyncio.gather(*(whole(client, slug) for client in back))
        logs = [client.rooms[slug] for client in back]
        assert all(log.resets == 1 for log in logs)
        assert check(restored, logs).wrong == []
        for log in logs:
            assert [log.rows[row["seq"]]["client_id"] for row in restored] == [
                row["client_id"] for row in restored
            ]
        # Without the epoch the numbers alone would have told nothing: it is what makes the difference.
        fooled = await follow_again(server, stranded, slug, sessions[stranded.person.username])
        await fooled.follow(slug, fooled.rooms[slug].version)
        assert fooled.rooms[slug].resets == 0
        assert check(restored, [fooled.rooms[slug]]).wrong != []
        await fooled.__aexit__()
        for client in back:
            await client.__aexit__()
        assert "people or rooms" in refused(site, "restore", str(path))
    finally:
        server.kill()
        server.close()
        stack.drop_site(name)


class _On:
    """`Deployment.log` on a database alone."""

    def __init__(self, site: dict[str, str]) -> None:
        self.site = site

    rows = Deployment.rows


async def overtake(server: ChatServer, person: Person, slug: str, version: int) -> None:
    """Write in the restored room until its version is beyond what clients knew of the old one."""
    async with Client(server, person) as client:
        log = await client.follow(slug)
        while (log.version or 0) <= version + 5:
            await asyncio.gather(*(client.send(slug, "overtaking") for _ in range(20)))


async def whole(client: Client, slug: str) -> None:
    """Wait until a client, told that it knows nothing any more, has read everything anew."""
    await client.until(lambda: len(client.rooms[slug].rows) == client.rooms[slug].last_seq, 30, "all of it")


def test_no_table_is_left_out_of_backups_but_these() -> None:
    assert {
        "auth.permission",
        "auth.group",
        "auth.group_permissions",
        "contenttypes.contenttype",
        "accounts.session",
        "accounts.setuplink",
        "account.emailconfirmation",
        "rooms.epoch",
        "rooms.periodicjob",
        "rooms.workerprocess",
    } == NOT_IN_BACKUPS
    assert {"accounts.user", "accounts.apitoken", "rooms.message"} <= {table.name for table in tables(BACKUP)}
    assert Epoch not in {table.model for table in tables(BACKUP)}
