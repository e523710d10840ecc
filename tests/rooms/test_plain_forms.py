"""A room's page for readers without scripts: marking as read, and forms that come back with what was typed."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from accounts.models import User
from rooms.actions.moderation.sanctions import mute
from rooms.actions.moderation.words import add_rule
from rooms.models import HeldMessage, Membership, Message, Room
from tests.rooms.acting import person, room, send
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)
BLOCKED = "please buy <b>gold</b>\nnow"
KEPT = ">please buy &lt;b&gt;gold&lt;/b&gt;\nnow</textarea>"  # inside the box that it was typed in


@pytest.fixture
def ann() -> User:
    return person("ann")


@pytest.fixture
def bob() -> User:
    return person("bob", name="Bob Lee")


@pytest.fixture
def lounge(ann: User, bob: User) -> Room:
    made = room(ann, bob, name="Lounge")
    add_rule(user=ann, slug=made.slug, pattern="gold", action="block")
    add_rule(user=ann, slug=made.slug, pattern="silver", action="hold")
    for number in range(1, 61):
        send(ann, made, f"message {number}")
    send(bob, made, "from bob")
    return made


async def text(client: AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


async def last_read(user: User) -> int:
    return (await Membership.objects.aget(user=user)).last_read


def offered(page: str) -> str | None:
    found = re.search(
        r'class="mark-read without-script">.*?name="seq" value="(\d+)".*?Mark as read', page, re.DOTALL
    )
    return found and found[1]


async def test_what_was_seen_is_marked_as_read_by_a_button_and_never_by_looking(
    ann: User, lounge: Room
) -> None:
    client, path = await visit(ann), f"/rooms/{lounge.slug}/"
    assert offered(await text(client, path)) == "61"
    assert await last_read(ann) == 60
    assert "is-unread" in await text(client, "/rooms/")
    answer = await client.post(f"{path}read/", {"seq": "61"})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert await last_read(ann) == 61
    assert offered(await text(client, path)) is None
    assert "is-unread" not in await text(client, "/rooms/")


async def test_the_script_is_still_answered_with_the_place(ann: User, lounge: Room) -> None:
    answer = await (await visit(ann)).post(f"/rooms/{lounge.slug}/read/", {"seq": "61"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"seq": 61})


async def test_a_page_of_history_marks_only_what_it_shows_and_a_visitor_has_nothing_to_mark(
    ann: User, lounge: Room
) -> None:
    await Membership.objects.filter(user=ann).aupdate(last_read=0)
    client = await visit(ann)
    assert offered(await text(client, f"/rooms/{lounge.slug}/10/")) == "34"
    await client.post(f"/rooms/{lounge.slug}/read/", {"seq": "34"})
    assert offered(await text(client, f"/rooms/{lounge.slug}/10/")) is None
    visitor = await visit(await sync_to_async(person)("eve"))
    assert offered(await text(visitor, f"/rooms/{lounge.slug}/")) is None


@pytest.mark.parametrize(
    ("verb", "form", "box"),
    [
        ("messages/", {}, "composer-body"),
        ("messages/", {"reply_to": "3"}, "focus-reply"),
        ("messages/", {"reply_to": "999"}, "composer-body"),
        ("61/edit/", {}, "focus-edit"),
    ],
)
async def test_what_was_refused_is_still_in_its_box_and_the_reason_beside_it(
    bob: User, lounge: Room, verb: str, form: dict[str, str], box: str
) -> None:
    client = await visit(bob)
    answer = await client.post(f"/rooms/{lounge.slug}/{verb}", {"body": BLOCKED, **form})
    page = answer.content.decode()
    assert 400 <= answer.status_code < 500
    assert "is-error" in page
    (found,) = [one for one in re.findall(r"<textarea[^>]*>[^<]*</textarea>", page) if one.endswith(KEPT)]
    assert f'id="{box}"' in found
    assert await Message.objects.filter(room=lounge).acount() == 61
    assert (await Message.objects.aget(room=lounge, seq=61)).body == "from bob"


async def test_too_much_is_kept_too_and_programs_are_told_as_before(bob: User, lounge: Room) -> None:
    client = await visit(bob)
    for verb in ("messages/", "61/edit/"):
        path = f"/rooms/{lounge.slug}/{verb}"
        answer = await client.post(path, {"body": "x" * 10_001})
        assert (answer.status_code, answer.content.count(b"x" * 10_001)) == (400, 1)
        answer = await client.post(path, {"body": "x" * 10_001}, headers=JSON)
        assert answer.json()["code"] == "body_too_long"


async def test_when_the_box_is_gone_what_was_typed_is_shown_beside_the_reason(
    ann: User, bob: User, lounge: Room
) -> None:
    await sync_to_async(mute)(user=ann, slug=lounge.slug, username="bob", reason="calm down")
    answer = await (await visit(bob)).post(f"/rooms/{lounge.slug}/messages/", {"body": "I only meant"})
    assert answer.status_code == 403
    assert re.search(r'<textarea id="unsent"[^>]*readonly>I only meant</textarea>', answer.content.decode())


async def test_a_held_message_has_arrived_and_is_not_offered_again(bob: User, lounge: Room) -> None:
    client = await visit(bob)
    answer = await client.post(f"/rooms/{lounge.slug}/messages/", {"body": "silver"})
    assert answer.status_code == 302
    assert await HeldMessage.objects.filter(room=lounge).acount() == 1


async def test_the_next_form_of_a_page_shown_again_leads_back_to_a_page(bob: User, lounge: Room) -> None:
    """Browsers name the refused form's address as where the next form was."""
    client = await visit(bob)
    for verb, above in (("messages/", ""), ("61/edit/", "61/")):
        here = f"http://testserver/rooms/{lounge.slug}/"
        form = f"/rooms/{lounge.slug}/61/reactions/"
        answer = await client.post(form, {"emoji": "no"}, headers={"referer": f"{here}{verb}"})
        assert answer.headers["Location"] == f"{here}{above}"


async def test_of_a_room_one_may_not_see_a_refused_form_tells_nothing(ann: User) -> None:
    den = await sync_to_async(room)(ann, name="Den", kind="private")
    eve = await visit(await sync_to_async(person)("eve"))
    answers = [await eve.post(f"/rooms/{slug}/messages/", {"body": " "}) for slug in (den.slug, "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Den" not in answers[0].content.decode()
