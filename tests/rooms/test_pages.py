"""Rooms over HTTP: pages and plain forms for people, fragments for htmx, JSON for programs."""

import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from accounts.models import User
from rooms.actions.log import commit
from rooms.actions.writes import Send
from rooms.models import Message, Room
from tests.rooms.acting import person, room
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann() -> User:
    return person("ann")


@pytest.fixture
def lounge(ann: User) -> Room:
    made = room(ann, person("bob"), name="Lounge", topic="Anything goes")
    commit([Send(made.slug, ann.pk, uuid.uuid4(), f"message {number}") for number in range(1, 61)])
    return made


@pytest.fixture
async def client(ann: User) -> AsyncClient:
    return await visit(ann)


async def text(client: AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


async def test_home_is_the_room_one_was_in_last(client: AsyncClient, lounge: Room) -> None:
    assert (await client.get("/")).headers["Location"] == f"/rooms/{lounge.slug}/"


async def test_a_rooms_page_shows_the_newest_messages_and_a_permalink_those_around_it(
    client: AsyncClient, lounge: Room
) -> None:
    page = await text(client, f"/rooms/{lounge.slug}/")
    assert 'id="m-60"' in page
    assert 'id="m-11"' in page
    assert 'id="m-10"' not in page
    page = await text(client, f"/rooms/{lounge.slug}/5/")
    assert 'id="m-5"' in page
    assert 'id="m-60"' not in page


async def test_history_comes_in_fragments_from_anywhere(client: AsyncClient, lounge: Room) -> None:
    for query, first, last in (
        ("before=11", 1, 10),
        ("after=55", 56, 60),
        ("around=30", 5, 54),
        ("", 11, 60),
    ):
        page = await text(client, f"/rooms/{lounge.slug}/messages/?{query}")
        shown = [number for number in range(1, 61) if f'id="m-{number}"' in page]
        assert (shown[0], shown[-1]) == (first, last), query
        assert shown == list(range(first, last + 1))


NOWHERE = {
    "messages/?before=1&after=2": "two_selectors",
    "messages/?before=x": "invalid_seq",
    "messages/?around=0": "invalid_seq",
    "messages/?after=99999999999999999999": "invalid_seq",
    "messages/?before=²": "invalid_seq",
    "changes/?after=x": "malformed",
    "changes/?after=-1": "malformed",
    "changes/?after=9999999999999999999": "malformed",
    "changes/?limit=0": "invalid_limit",
    "changes/?limit=1001": "invalid_limit",
}


async def test_a_page_of_nowhere_is_refused(client: AsyncClient, lounge: Room) -> None:
    for query, code in NOWHERE.items():
        answer = await client.get(f"/rooms/{lounge.slug}/{query}", headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, code), query


async def test_changes_are_the_sockets_lines_and_end_with_where_the_room_stands(
    client: AsyncClient, lounge: Room
) -> None:
    version = lounge.version + 1  # bob came after the room was made
    page = await text(client, f"/rooms/{lounge.slug}/changes/?after={version + 57}")
    lines = [json.loads(line) for line in page.splitlines()]
    assert [line["type"] for line in lines] == ["message.created"] * 3 + ["subscribed"]
    assert [line["prev"] for line in lines[:3]] == [version + 57, version + 58, version + 59]
    assert "message 60" in lines[2]["html"]


async def test_a_plain_form_sends_and_goes_back_to_the_message(client: AsyncClient, lounge: Room) -> None:
    answer = await client.post(f"/rooms/{lounge.slug}/messages/", {"body": "by form\r\nsecond line"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rooms/{lounge.slug}/#m-61")
    assert (await Message.objects.aget(room=lounge, seq=61)).body == "by form\nsecond line"


async def test_json_is_answered_with_the_message_and_its_repetition_with_the_same(
    client: AsyncClient, lounge: Room
) -> None:
    form = {"body": "once", "client_id": str(uuid.uuid4())}
    first = await client.post(f"/rooms/{lounge.slug}/messages/", form, headers=JSON)
    again = await client.post(f"/rooms/{lounge.slug}/messages/", form, headers=JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["client_id"] == form["client_id"]


BAD_FORMS: list[tuple[dict[str, str], int, str]] = [
    ({"body": ""}, 400, "empty_body"),
    ({"body": "x" * 10_001}, 400, "body_too_long"),
    ({"body": "a\0b"}, 400, "invalid_body"),
    ({"body": "x", "client_id": "7"}, 400, "invalid_client_id"),
    ({"body": "x", "reply_to": "99"}, 404, "unknown_reply"),
    ({"body": "x", "reply_to": "no"}, 400, "invalid_seq"),
]


async def test_a_bad_send_has_its_code_and_stores_nothing(client: AsyncClient, lounge: Room) -> None:
    for form, status, code in BAD_FORMS:
        answer = await client.post(f"/rooms/{lounge.slug}/messages/", form, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert set(answer.json()) >= {"code", "detail", "request_id"}
    assert await Message.objects.filter(room=lounge).acount() == 60


async def test_a_message_that_is_not_there_is_not_found_whatever_its_number(
    client: AsyncClient, lounge: Room
) -> None:
    verbs = [(client.get, "")] + [(client.post, verb) for verb in ("edit/", "delete/", "reactions/")]
    for seq in (61, 2**63 - 1, 10**30):
        for do, verb in verbs:
            answer = await do(
                f"/rooms/{lounge.slug}/{seq}/{verb}", {"body": "x", "emoji": "👍"}, headers=JSON
            )
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_message"), (seq, verb)


async def test_edit_react_and_delete_work_as_plain_forms(client: AsyncClient, lounge: Room) -> None:
    for verb, form in (("edit", {"body": "better"}), ("reactions", {"emoji": "👍"}), ("delete", {})):
        answer = await client.post(f"/rooms/{lounge.slug}/1/{verb}/", form)
        assert answer.status_code == 302, verb
    message = await Message.objects.aget(room=lounge, seq=1)
    assert (message.body, bool(message.edited_at), bool(message.deleted_at)) == ("", True, True)


async def test_a_refused_form_goes_back_with_a_notice(client: AsyncClient, lounge: Room) -> None:
    page, form = f"http://testserver/rooms/{lounge.slug}/", f"/rooms/{lounge.slug}/1/reactions/"
    answer = await client.post(form, {"emoji": "no"}, headers={"referer": page})
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert "is-error" in await text(client, f"/rooms/{lounge.slug}/")
    hostile = {"referer": "https://evil.example/"}
    answer = await client.post(form, {"emoji": "no"}, headers=hostile)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("path", "noun"), [("/rooms/", "rooms"), ("/authors/", "authors")])
async def test_a_listing_is_a_page_a_fragment_or_json(
    client: AsyncClient, lounge: Room, path: str, noun: str
) -> None:
    page = await text(client, path)
    assert "<html" in page
    assert "</body>" in page
    target = "room-list" if noun == "rooms" else "author-list"
    fragment = await text(client, path, **{"HX-Request": "true", "HX-Target": target})
    assert "<html" not in fragment
    assert ("Lounge" if noun == "rooms" else "ann") in fragment
    answer = await client.get(path, headers=JSON)
    assert answer.headers["Content-Type"] == "application/json"
    assert "Accept" in answer.headers["Vary"]
    assert answer.json()[noun][0]["name"] == ("Lounge" if noun == "rooms" else "ann")


async def test_a_page_that_is_no_number_is_refused(client: AsyncClient) -> None:
    for page in ("0", "x", "-1", "9999999999"):
        answer = await client.get(f"/rooms/?page={page}", headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_page"), page


async def test_searching_finds_by_name_and_topic_and_survives_anything(
    client: AsyncClient, lounge: Room
) -> None:
    for q, found in (
        ("loun", 1),
        ("ANYTHING", 1),
        ("%", 0),
        ("_", 0),
        ("\0", 1),
        ("'; --", 0),
        ("x" * 5_000, 0),
    ):
        answer = await client.get("/rooms/", {"q": q}, headers=JSON)
        assert len(answer.json()["rooms"]) == found, q


async def test_htmx_without_a_session_is_sent_to_sign_in_as_a_page(lounge: Room) -> None:
    nobody = await visit(None)
    answer = await nobody.get(f"/rooms/{lounge.slug}/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"].split("?")[0]) == (204, "/accounts/login/")


async def test_an_invitation_joins_by_its_button_and_not_by_being_looked_at(
    client: AsyncClient, ann: User
) -> None:
    den = await sync_to_async(room)(ann, name="Den", kind="private")
    page = await client.post(f"/rooms/{den.slug}/invitations/")
    link = page.context["invitation_url"]
    eve = await visit(await sync_to_async(person)("eve"))
    path = link.removeprefix("http://testserver")
    assert "Den" in await text(eve, path)
    assert (await eve.get(f"/rooms/{den.slug}/")).status_code == 404
    assert (await eve.post(path)).headers["Location"] == f"/rooms/{den.slug}/"
    assert (await eve.get(f"/rooms/{den.slug}/")).status_code == 200


async def test_what_a_form_was_sent_to_is_a_page_too_and_says_what_it_is(
    client: AsyncClient, lounge: Room
) -> None:
    path = f"/rooms/{lounge.slug}/join/"
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Only forms are sent to this address." in answer.content.decode()
    said = (await client.get(path, headers=JSON)).json()
    assert said["code"] == "method_not_allowed"


async def test_on_the_page_that_shows_an_address_once_every_form_goes_on_working(
    client: AsyncClient, lounge: Room
) -> None:
    """Browsers name it as where the next form was, and come back to it with GET."""
    here = f"/rooms/{lounge.slug}/webhooks/in/"
    assert "/hooks/" in (await client.post(here, {"name": "CI"})).content.decode()
    gone = f"/rooms/{lounge.slug}/webhooks/in/999999/revoke/"
    answer = await client.post(gone, headers={"Referer": f"http://testserver{here}"}, follow=True)
    assert answer.redirect_chain[-1] == (f"/rooms/{lounge.slug}/webhooks/", 302)
    assert "is-error" in answer.content.decode()
    answer = await client.get(f"/rooms/{lounge.slug}/invitations/", follow=True)
    assert answer.redirect_chain == [(f"/rooms/{lounge.slug}/members/", 302)]
