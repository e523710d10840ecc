"""Who gets what from each address of a room: a row for every URL name, and a test that none is without.

Moderation's and webhooks' addresses, and the whole site's at large, have theirs in tests/moderation/access_rows.py.
"""

import re
from dataclasses import dataclass

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from accounts.models import User
from rooms import urls, urls_moderation, urls_webhooks
from rooms.actions.invitations import invite
from rooms.models import Room
from tests.rooms.acting import person, promote, react, room, send
from tests.rooms.visiting import JSON, visit

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = ("anonymous", "outsider", "member", "moderator", "owner")
# (URL name, method, form) → a status for each of ROLES, in a private room in which the member wrote message 1.
# 302 is a form's success.
ROWS: dict[tuple[str, str], tuple[dict[str, str], tuple[int, int, int, int, int]]] = {
    ("index", "GET"): ({}, (401, 200, 200, 200, 200)),
    ("new", "GET"): ({}, (401, 200, 200, 200, 200)),
    ("new", "POST"): ({"name": "Another", "kind": "public"}, (401, 302, 302, 302, 302)),
    ("show", "GET"): ({}, (401, 404, 200, 200, 200)),
    ("message", "GET"): ({}, (401, 404, 200, 200, 200)),
    ("settings", "GET"): ({}, (401, 404, 403, 200, 200)),
    ("settings", "POST"): ({"name": "Den", "topic": "New", "kind": "private"}, (401, 404, 403, 302, 302)),
    ("members", "GET"): ({}, (401, 404, 200, 200, 200)),
    ("members", "POST"): ({"username": "newcomer"}, (401, 404, 403, 302, 302)),
    ("join", "POST"): ({}, (401, 404, 302, 302, 302)),
    ("leave", "POST"): ({}, (401, 404, 302, 302, 409)),
    ("invite", "GET"): ({}, (401, 404, 302, 302, 302)),
    ("invite", "POST"): ({}, (401, 404, 403, 200, 200)),
    ("messages", "GET"): ({}, (401, 404, 200, 200, 200)),
    ("messages", "POST"): ({"body": "x"}, (401, 404, 201, 201, 201)),
    ("changes", "GET"): ({}, (401, 404, 200, 200, 200)),
    ("read", "POST"): ({"seq": "1"}, (401, 404, 200, 200, 200)),
    ("edit", "POST"): ({"body": "y"}, (401, 404, 200, 403, 403)),
    ("delete", "POST"): ({}, (401, 404, 200, 200, 200)),
    ("react", "POST"): ({"emoji": "👍"}, (401, 404, 200, 200, 200)),
    ("invitation", "GET"): ({}, (401, 200, 200, 200, 200)),
    ("invitation", "POST"): ({}, (401, 302, 302, 302, 302)),
    ("direct", "POST"): ({"username": "newcomer"}, (401, 302, 302, 302, 302)),
    ("authors", "GET"): ({}, (401, 200, 200, 200, 200)),
    ("author", "GET"): ({}, (401, 200, 200, 200, 200)),
    ("search", "GET"): ({"q": "hello"}, (401, 200, 200, 200, 200)),
    ("tokens", "GET"): ({}, (401, 200, 200, 200, 200)),
}


CSRF = re.compile(r"\b[A-Za-z0-9]{64}\b")
VARYING = ("X-Request-ID", "Content-Length")


@dataclass
class Place:
    den: Room
    token: str
    people: dict[str, User | None]


def build() -> Place:
    """A fresh private room, so that what one role does is not there for the next."""
    people = {role: User.objects.filter(username=role).first() or person(role) for role in ROLES[1:]}
    newcomer = User.objects.filter(username="newcomer").first() or person("newcomer")
    den = room(people["owner"], people["member"], people["moderator"], kind="private", name="Den")
    promote(people["moderator"], den, "moderator")
    send(people["member"], den, "hello")
    react(people["owner"], den, 1)
    assert newcomer.pk
    return Place(den, invite(user=people["owner"], slug=den.slug), {**people, "anonymous": None})


def address(name: str, place: Place) -> str:
    route = next(pattern for pattern in urls.urlpatterns if pattern.name == name).pattern
    given = {"slug": place.den.slug, "seq": 1, "token": place.token, "username": "owner"}
    return reverse(f"rooms:{name}", kwargs={key: given[key] for key in route.converters})


def test_every_address_has_its_row() -> None:
    elsewhere = [*urls_moderation.urlpatterns, *urls_webhooks.urlpatterns]
    names = {one.name for one in urls.urlpatterns if one not in elsewhere}
    assert names == {name for name, _ in ROWS}, (
        "an address without a row in ROWS, or a row without an address"
    )


@pytest.mark.parametrize(("name", "method"), ROWS)
async def test_each_role_gets_its_answer(name: str, method: str) -> None:
    form, expected = ROWS[name, method]
    got = []
    for role in ROLES:
        place = await sync_to_async(build)()
        client = await visit(place.people[role])
        path = address(name, place)
        send_it = client.get if method == "GET" else client.post
        answer = await send_it(path, form, headers=JSON)
        got.append(answer.status_code)
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, expected, strict=True))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_hidden_room_answers_exactly_as_one_that_is_not_there(accept: str) -> None:
    """Byte for byte, but for the request's id and the slug that was asked for."""
    place = await sync_to_async(build)()
    outsider, member = await visit(place.people["outsider"]), await visit(place.people["member"])
    compared = 0
    for name, method in ROWS:
        path = address(name, place)
        if place.den.slug not in path:
            continue
        absent = "0" * len(place.den.slug)
        answers = []
        for slug in (place.den.slug, absent):
            do = outsider.get if method == "GET" else outsider.post
            answer = await do(
                path.replace(place.den.slug, slug), ROWS[name, method][0], headers={"accept": accept}
            )
            assert answer.status_code == 404, (name, slug)
            identity = answer.headers["X-Request-ID"]
            body = answer.content.decode().replace(identity, "ID").replace(slug, "SLUG")
            body = CSRF.sub("CSRF", body)  # masked anew on each page
            answers.append(
                (body, {key: value for key, value in answer.headers.items() if key not in VARYING})
            )
        assert answers[0] == answers[1], name
        compared += 1
    assert compared >= 14
    assert (await member.get(f"/rooms/{place.den.slug}/")).status_code == 200


@pytest.mark.parametrize("name", sorted({name for name, method in ROWS if method == "POST"}))
async def test_a_form_without_its_token_is_refused(name: str) -> None:
    from django.test import AsyncClient

    place = await sync_to_async(build)()
    owner = place.people["owner"]
    assert owner is not None
    client = AsyncClient(enforce_csrf_checks=True)
    await client.aforce_login(owner)
    answer = await client.post(address(name, place), ROWS[name, "POST"][0], headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
