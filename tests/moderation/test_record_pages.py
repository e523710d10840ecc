"""The record as moderators read it and take it away: by every filter, on the page and in both exports alike."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.utils.timezone import now

from rooms.actions.moderation import raids, regulations, removals, roles, sanctions, words
from rooms.actions.moderation.undoable import undoable
from rooms.models import AuditEntry, Message, Room, Sanction, WordRule
from rooms.queries.moderation.record import entries
from tests.moderation.scene import Scene, make_scene
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)
FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    yield await sync_to_async(_scene)()
    await sync_to_async(connections.close_all)()  # that thread's: a database in use cannot be dropped


def _scene() -> Scene:
    scene = make_scene()
    given = {"user": scene.people["owner"], "slug": scene.slug}
    sanctions.mute(**given, username="member", reason=FORMULA)
    regulations.regulate(**given, topic="Calm, please", reason="calm")
    return scene


async def shown(client: AsyncClient, path: str, query: str = "") -> list[int]:
    page = (await client.get(f"{path}?{query}", headers={"accept": "text/html"})).content.decode()
    return [int(pk) for pk in re.findall(r'id="entry-(\d+)"', page)]


async def exported(client: AsyncClient, path: str, query: str) -> list[int]:
    """The ids of an export, which are the same as JSON and as CSV."""
    base = path.rstrip("/")
    entries = (await client.get(f"{base}.json?{query}")).json()["entries"]
    answer = await client.get(f"{base}.csv?{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [int(row["id"]) for row in rows] == [entry["id"] for entry in entries]
    assert [row["action"] for row in rows] == [entry["action"] for entry in entries]
    return [entry["id"] for entry in entries]


def expected(**fields: object) -> list[int]:
    return list(AuditEntry.objects.filter(**fields).order_by("-pk").values_list("pk", flat=True))


async def test_the_page_and_both_exports_show_what_each_filter_lets_through(scene: Scene) -> None:
    client = await visit(scene.people["moderator"])
    path, mine = f"/rooms/{scene.slug}/moderation/record/", {"room": scene.room}
    today, tomorrow = f"{now():%Y-%m-%d}", f"{now() + timedelta(days=1):%Y-%m-%d}"
    everything = await sync_to_async(expected)(**mine)
    assert len(everything) >= 5
    filters = {
        "": everything,
        "person=member": await sync_to_async(expected)(target__username="member", **mine),
        "person=Owner": await sync_to_async(expected)(actor__username="owner", **mine),
        "action=settings": await sync_to_async(expected)(action="settings", **mine),
        "person=owner&action=mute": await sync_to_async(expected)(action="mute", **mine),
        f"since={today}&until={today}": everything,
        f"since={tomorrow}": [],
        "until=2020-01-01": [],
        f"before={everything[1]}": everything[2:],
    }
    for query, wanted in filters.items():
        assert await shown(client, path, query) == wanted, query
        assert await exported(client, path, query) == wanted, query
    for query in ("since=yesterday", "until=2026-02-30", "before=x"):
        assert (await client.get(f"{path.rstrip('/')}.json?{query}")).status_code == 400


async def test_no_spreadsheet_runs_what_somebody_wrote(scene: Scene) -> None:
    client = await visit(scene.people["moderator"])
    text = (await client.get(f"/rooms/{scene.slug}/moderation/record.csv?action=mute")).content.decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["reason"] == f"'{FORMULA}"


async def test_the_site_s_record_is_filtered_by_room_and_leaves_private_rooms_out(scene: Scene) -> None:
    staff, path = await visit(scene.people["administrator"]), "/moderation/record/"
    mine = await sync_to_async(expected)(room=scene.room)
    assert await shown(staff, path, f"room={scene.slug}") == mine
    assert await exported(staff, path, f"room={scene.slug}&action=mute") == mine[1:2]
    page = (await staff.get(path, headers={"accept": "text/html"})).content.decode()
    assert f'<option value="{scene.slug}"' in page
    await Room.objects.filter(pk=scene.room.pk).aupdate(kind="private")
    assert await shown(staff, path, f"room={scene.slug}") == []
    assert await exported(staff, path, f"room={scene.slug}") == []


async def test_an_administrator_takes_back_from_the_site_s_record(scene: Scene) -> None:
    staff = await visit(scene.people["administrator"])
    page = (await staff.get("/moderation/record/", headers={"accept": "text/html"})).content.decode()
    entry = await AuditEntry.objects.aget(action="settings")
    path = f"/rooms/{scene.slug}/moderation/record/{entry.pk}/undo/"
    assert f'action="{path}"' in page
    assert (await staff.post(path, headers=JSON)).json() == {"detail": "Taken back."}
    assert (await Room.objects.aget(pk=scene.room.pk)).topic == ""
    assert (await staff.post(path, headers=JSON)).json()["code"] == "not_undoable"


async def test_a_dry_run_shows_what_a_rule_would_have_caught_before_it_is_made(scene: Scene) -> None:
    await sync_to_async(scene.send)("target", "Buy **my** watches")
    client = await visit(scene.people["moderator"])
    path = f"/rooms/{scene.slug}/moderation/words/"
    page = (await client.get(f"{path}?pattern=watch*")).content.decode()
    assert "<strong>1</strong> of the last 2 messages would have been caught" in page
    assert 'value="block"' in page
    await Message.objects.filter(room=scene.room, seq__gt=1).adelete()
    page = (await client.get(f"{path}?pattern=watch*")).content.decode()
    assert "<strong>0</strong> of the last 1 message would have been caught" in page
    assert (await client.get(f"{path}?pattern=*", headers=JSON)).json()["code"] == "invalid_pattern"


async def test_what_is_held_is_refused_at_once_from_its_page(scene: Scene) -> None:
    client = await visit(scene.people["moderator"])
    path = f"/rooms/{scene.slug}/moderation/held/"
    for upto, said in (("0", "unknown_held"), ("x", "invalid_number"), (str(scene.held), None)):
        answer = (await client.post(path, {"upto": upto}, headers=JSON)).json()
        assert answer.get("code") == said
    assert answer == {"detail": "1 refused."}


async def offers(client: AsyncClient, path: str) -> set[int]:
    """The entries beside which an undo is offered."""
    page = (await client.get(path, headers={"accept": "text/html"})).content.decode()
    return {int(pk) for pk in re.findall(r"/record/(\d+)/undo/", page)}


async def test_an_undo_is_offered_only_where_it_would_do_something(scene: Scene) -> None:
    owner, path = await visit(scene.people["owner"]), f"/rooms/{scene.slug}/moderation/record/"
    given = {"user": scene.people["owner"], "slug": scene.slug}
    person = given | {"username": "member"}

    async def do(deed: Callable[..., Any], **options: Any) -> int:
        await sync_to_async(deed)(**options)
        return (await AuditEntry.objects.alatest("pk")).pk

    muted = (await AuditEntry.objects.aget(action="mute")).pk
    topic = (await AuditEntry.objects.aget(action="settings")).pk
    rule = await WordRule.objects.aget(room=scene.room)
    deleted = (await AuditEntry.objects.aget(action="delete")).pk
    banned = (await AuditEntry.objects.aget(action="ban")).pk
    added = (await AuditEntry.objects.aget(action="rule_added")).pk
    assert await offers(owner, path) == {muted, topic, deleted, banned, added}

    await do(sanctions.unban, **given, username="banned")
    await do(removals.undo, **given, removal_id=scene.removal)
    again = await do(sanctions.mute, **person, reason="still")
    topic_again = await do(regulations.regulate, **given, topic="Another", archived=True)
    dropped = await do(words.drop_rule, **given, rule_id=rule.pk)
    promoted = await do(roles.set_role, **person, role="moderator")
    assert await offers(owner, path) == {again, topic_again, dropped, promoted}

    demoted = await do(roles.set_role, **person, role="member")
    await do(regulations.regulate, **given, archived=False)
    archived = await do(regulations.regulate, **given, archived=True)
    added = await do(words.add_rule, **given, pattern=rule.pattern, action="flag")
    await Sanction.objects.filter(room=scene.room, kind="mute").aupdate(until=now() - timedelta(minutes=1))
    assert await offers(owner, path) == {demoted, archived, added}
    for pk in (muted, topic, banned, dropped, promoted):
        answer = await owner.post(f"{path}{pk}/undo/", headers=JSON)
        assert answer.status_code >= 400, pk


def test_what_can_be_undone_is_read_for_a_whole_page_at_once(django_assert_num_queries: Any) -> None:
    scene = _scene()
    for topic in "abcdefgh":
        given = {"user": scene.people["owner"], "slug": scene.slug}
        regulations.regulate(**given, topic=topic)
        sanctions.mute(**given, username="member", reason=topic)
    page = entries(scene.room)
    assert len(page) > 20
    with django_assert_num_queries(3):  # sanctions, deletions, rules
        assert undoable(page)


async def test_moments_are_shown_as_moments_and_values_as_words(scene: Scene) -> None:
    owner, path = await visit(scene.people["owner"]), f"/rooms/{scene.slug}/moderation/record/"
    given = {"user": scene.people["owner"], "slug": scene.slug}
    hour = now() - timedelta(hours=1)
    await sync_to_async(raids.start_raid)(
        **given, minutes=15, slow_mode=30, newcomers_since=hour, reason="<b>"
    )
    await sync_to_async(removals.delete_many)(**given, author="target", since=hour, reason="all of it")
    await sync_to_async(regulations.regulate)(**given, archived=True, topic="<i>", locked=True)
    page = (await owner.get(path, headers={"accept": "text/html"})).content.decode()
    shown = f'<time datetime="[^"]+" data-clock>{hour:%d %b %Y, %H:%M} UTC</time>'
    assert re.search(f"<span>newcomers since: {shown}</span>", page)
    assert re.search(f"<span>since: {shown}</span>", page)
    assert re.search(r'<span>archived: no → <time datetime="[^"]+" data-clock>[^<]+ UTC</time></span>', page)
    assert "<span>topic: Calm, please → &lt;i&gt;</span>" in page
    assert "<span>locked: off → on</span>" in page
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\dT[^<]*<", page)
