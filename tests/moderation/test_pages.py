"""What moderators do by plain forms, and what they are told when it makes no sense: nothing is half-done."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.moderation.roles import set_role
from rooms.models import Message, Raid
from tests.moderation.scene import Scene, dump, make_scene
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "because"}


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    yield await sync_to_async(make_scene)()
    await sync_to_async(connections.close_all)()  # that thread's: a database in use cannot be dropped


async def browser(scene: Scene, who: str) -> AsyncClient:
    return await visit(scene.people[who])


def at(scene: Scene, path: str) -> str:
    return f"/rooms/{scene.slug}/{path}"


async def html(client: AsyncClient, path: str) -> str:
    answer = await client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


class TestSettings:
    OFFERED = {"moderator": {"topic"}, "owner": {"name", "topic", "kind"}}

    @pytest.mark.parametrize("who", OFFERED)
    async def test_each_role_is_offered_what_it_may_change(self, scene: Scene, who: str) -> None:
        page = await html(await browser(scene, who), at(scene, "settings/"))
        assert {name for name in ("name", "topic", "kind") if f' name="{name}"' in page} == self.OFFERED[who]

    async def test_a_moderator_changes_the_topic(self, scene: Scene) -> None:
        client = await browser(scene, "moderator")
        assert (await client.post(at(scene, "settings/"), {"topic": "New"})).status_code == 302
        await scene.room.arefresh_from_db()
        assert (scene.room.topic, scene.room.name, scene.room.kind) == ("New", "The scene", "public")

    @pytest.mark.parametrize("form", [{"name": "Mine"}, {"kind": "private"}, {"name": "", "kind": "x"}])
    async def test_what_is_above_their_rank_is_refused_not_left_out(
        self, scene: Scene, form: dict[str, str]
    ) -> None:
        client = await browser(scene, "moderator")
        before = await sync_to_async(dump)()
        answer = await client.post(at(scene, "settings/"), {"topic": "New", **form})
        assert answer.status_code == 400
        assert (await sync_to_async(dump)())["rooms_room"] == before["rooms_room"]


REFUSED = [
    ("moderator", "moderation/people/moderator/", {"act": "mute", "duration": "1h", **WHY}, "yourself"),
    ("moderator", "moderation/people/owner/", {"act": "ban", "duration": "1h", **WHY}, "outranked"),
    ("owner", "moderation/people/keeper/", {"act": "remove", **WHY}, "outranked"),
    ("administrator", "moderation/people/owner/", {"act": "remove", **WHY}, "last_owner"),
    ("administrator", "moderation/people/owner/", {"act": "role", "role": "member", **WHY}, "last_owner"),
    ("owner", "moderation/people/former/", {"act": "remove", **WHY}, "not_a_member"),
    ("owner", "moderation/people/nobody/", {"act": "mute", "duration": "1h", **WHY}, "unknown_person"),
    ("owner", "moderation/people/target/", {"act": "mute", "duration": "1h"}, "invalid_reason"),
    ("owner", "moderation/people/target/", {"act": "mute", "duration": "x", **WHY}, "invalid_duration"),
    ("owner", "moderation/people/target/",
     {"act": "ban", "duration": "custom", "until": "2020-01-01T00:00", **WHY}, "in_the_past"),
    ("owner", "moderation/people/target/", {"act": "dance", **WHY}, "invalid_act"),
    ("owner", "moderation/people/target/", {"act": "unmute"}, "not_muted"),
    ("owner", "moderation/deletions/", {"accounts_since": "x", **WHY}, "invalid_time"),
    ("owner", "moderation/deletions/", {"accounts_since": "2126-01-01T00:00", **WHY}, "nothing_to_delete"),
    ("owner", "moderation/deletions/", {"author": "nobody", "since": "2020-01-01T00:00", **WHY}, "unknown_person"),
    ("owner", "moderation/raid/", {"minutes": "0"}, "invalid_raid"),
    ("owner", "moderation/raid/", {"on": "0"}, "no_raid"),
    ("owner", "moderation/settings/", {"slow_mode": "999999"}, "invalid_slow_mode"),
    ("moderator", "moderation/settings/", {"archived": "1"}, "forbidden"),
    ("target", "2/report/", WHY, "unknown_message"),
    ("target", "1/report/", WHY, "yourself"),
    ("keeper", "1/report/", WHY, "already_reported"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "form", "code"), REFUSED)
async def test_a_form_that_makes_no_sense_has_its_code_and_changes_nothing(
    scene: Scene, who: str, path: str, form: dict[str, str], code: str
) -> None:
    if code == "last_owner":
        one = {"slug": scene.slug, "username": "keeper", "role": "member"}
        await sync_to_async(set_role)(user=scene.people["administrator"], **one)
    client = await browser(scene, who)
    await client.get("/rooms/")  # what is noted of a visit is noted now
    before = await sync_to_async(dump)()
    answer = await client.post(at(scene, path), form, headers=JSON)
    assert answer.json()["code"] == code
    after = await sync_to_async(dump)()
    assert {name for name in after if after[name] != before[name]} <= {"accounts_user", "accounts_session"}


async def test_the_raid_switch_leads_to_what_new_accounts_wrote(scene: Scene) -> None:
    owner = await browser(scene, "owner")
    await User.objects.filter(username="target").aupdate(date_joined=now() - timedelta(minutes=5))
    form = {"on": "1", "minutes": "15", "slow_mode": "30", "newcomers": "1h", "reason": "Raid"}
    assert (await owner.post(at(scene, "moderation/raid/"), form)).status_code == 302
    raid = await Raid.objects.aget(room=scene.room)
    assert timedelta(minutes=59) < now() - raid.newcomers_since < timedelta(minutes=61)
    page = await html(owner, at(scene, "moderation/"))
    link = page.split("accounts=custom&amp;accounts_from=")[1].split('"')[0]
    shown = await html(owner, at(scene, f"moderation/deletions/?accounts=custom&accounts_from={link}"))
    assert "1 message would be deleted" in shown
    since = shown.split('name="accounts_since" value="')[1].split('"')[0]
    answer = await owner.post(
        at(scene, "moderation/deletions/"), {"accounts_since": since, **WHY}, headers=JSON
    )
    assert answer.json()["detail"] == "1 message is gone."
    assert not await Message.objects.filter(author__username="target", deleted_at=None).aexists()


async def test_an_administrator_sweeps_the_site_after_a_look(scene: Scene) -> None:
    staff, path = await browser(scene, "administrator"), "/moderation/newcomers/"
    await User.objects.filter(username="target").aupdate(date_joined=now() - timedelta(minutes=5))
    assert "Nothing would be deleted" in await html(
        staff, f"{path}?accounts=custom&accounts_from=2126-01-01T00:00"
    )
    shown = await html(staff, f"{path}?accounts=1h")
    assert "1 message in 1 room would be deleted" in shown
    since = shown.split('name="accounts_since" value="')[1].split('"')[0]
    for form, code in (
        ({"accounts_since": since}, "invalid_reason"),
        ({"accounts_since": "x", **WHY}, "invalid_time"),
    ):
        assert (await staff.post(path, form, headers=JSON)).json()["code"] == code
    assert await Message.objects.filter(author__username="target", deleted_at=None).acount() == 1
    answer = await staff.post(path, {"accounts_since": since, **WHY}, headers=JSON)
    assert answer.json()["detail"] == "1 message is gone."
    again = await staff.post(path, {"accounts_since": since, **WHY}, headers=JSON)
    assert again.json()["code"] == "nothing_to_delete"
    owner = await browser(scene, "owner")
    assert (await owner.get(path, headers=JSON)).json()["code"] == "forbidden"


@pytest.mark.parametrize("kind", ["public", "private"])
async def test_what_becomes_of_the_removed_is_said_as_it_is_in_this_kind_of_room(kind: str) -> None:
    scene = await sync_to_async(make_scene)(kind)
    owner = await browser(scene, "owner")
    page = await html(owner, at(scene, "moderation/people/target/"))
    assert ("they may come back whenever they like" in page) == (kind == "public")
    assert ("only if somebody adds them or invites them anew" in page) == (kind == "private")
    await owner.post(at(scene, "moderation/people/target/"), {"act": "remove", **WHY})
    answer = await (await browser(scene, "target")).post(at(scene, "join/"))
    assert answer.status_code == (302 if kind == "public" else 404)
    await sync_to_async(connections.close_all)()
