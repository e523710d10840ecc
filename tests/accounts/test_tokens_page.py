"""`/settings/tokens/`, and tokens that are made for chosen rooms."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from accounts.auth import Identity, Refused
from accounts.models import ApiToken, User
from rooms.access import chosen_slugs, is_chosen, reachable_rooms
from rooms.actions.tokens import MOST, make_token
from rooms.errors import ActionError
from rooms.models import Room, TokenRoom
from tests.accounts.proving import identify
from tests.rooms.acting import room

PAGE = "/settings/tokens/"
pytestmark = pytest.mark.django_db(transaction=True)  # the page reads in a thread of its own


@pytest.fixture
def ann(person) -> User:
    return person("ann")


@pytest.fixture
def signed_in(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def shown(answer) -> str:
    found = re.search(r'<code id="new-token">(chat_[\w-]+)</code>', answer.content.decode())
    return found[1] if found else ""


def test_a_token_is_made_and_shown_once(ann: User, signed_in: Client) -> None:
    form = {"name": "backup", "scopes": ["rooms:read", "history:read"], "days": "30"}
    text = shown(signed_in.post(PAGE, form))
    identity = identify(bearer=text)
    assert identity.user == ann
    row = ApiToken.objects.get()
    assert (row.name, row.scopes, row.limited) == ("backup", ["history:read", "rooms:read"], False)
    assert row.expires_at is not None
    assert timedelta(days=29) < row.expires_at - now() < timedelta(days=31)
    again = signed_in.get(PAGE).content.decode()
    assert text not in again
    for part in ("backup", row.prefix, "history:read, rooms:read", "never used", "all rooms"):
        assert part in again


def test_what_has_used_a_token_shows(ann: User, signed_in: Client) -> None:
    make_token(user=ann, name="bridge", scopes=["rooms:read"])
    ApiToken.objects.update(last_used_at=now(), expires_at=now() - timedelta(days=1))
    page = signed_in.get(PAGE).content.decode()
    assert "last used" in page
    assert "Expired" in page


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "x"},
        {"name": "x", "scopes": ["root"]},
        {"name": "", "scopes": ["rooms:read"]},
        {"name": "\u202e", "scopes": ["rooms:read"]},
        {"name": "x" * 81, "scopes": ["rooms:read"]},
        {"name": "x", "scopes": ["rooms:read"], "days": "-1"},
        {"name": "x", "scopes": ["rooms:read"], "days": "soon"},
        {"name": "x", "scopes": ["rooms:read"], "rooms": ["not-mine"]},
    ],
)
def test_a_wrong_form_makes_nothing(ann: User, signed_in: Client, form: dict[str, object]) -> None:
    room(ann)
    answer = signed_in.post(PAGE, form or {"nothing": "1"})
    assert answer.status_code == 400
    assert not shown(answer)
    assert not ApiToken.objects.exists()


def test_a_revoked_token_ends_at_once_and_leaves_the_list(ann: User, signed_in: Client) -> None:
    row, text = make_token(user=ann, name="bridge", scopes=["rooms:read"])
    assert identify(bearer=text)
    assert signed_in.post(PAGE, {"revoke": row.pk}).status_code == 302
    with pytest.raises(Refused):
        identify(bearer=text)
    assert "bridge" not in signed_in.get(PAGE).content.decode()


def test_somebody_else_s_token_cannot_be_seen_or_revoked(ann: User, person, signed_in: Client) -> None:
    row, text = make_token(user=person("bob"), name="of-bob", scopes=["rooms:read"])
    assert "of-bob" not in signed_in.get(PAGE).content.decode()
    for given in (row.pk, "x", "-1", "9" * 30, "٣"):
        assert signed_in.post(PAGE, {"revoke": given}).status_code == 302
    assert identify(bearer=text)


def test_nobody_comes_here_without_signing_in_or_with_a_token(ann: User) -> None:
    assert Client().get(PAGE).status_code == 302
    _, text = make_token(user=ann, name="x", scopes=["rooms:read", "moderation"])
    headers = {"authorization": f"Bearer {text}"}
    assert Client().get(PAGE, headers=headers).status_code == 403
    assert Client().post(PAGE, {"name": "y", "scopes": ["moderation"]}, headers=headers).status_code == 403
    assert ApiToken.objects.count() == 1


def test_a_limited_token_reaches_its_rooms_and_no_other(ann: User, signed_in: Client) -> None:
    chosen, other = room(ann, name="Chosen"), room(ann, name="Other")
    text = shown(signed_in.post(PAGE, {"name": "x", "scopes": ["rooms:read"], "rooms": [chosen.slug]}))
    identity = identify(bearer=text)
    assert identity.token is not None
    assert identity.token.limited
    assert (is_chosen(identity, chosen), is_chosen(identity, other)) == (True, False)
    assert list(reachable_rooms(identity)) == [chosen]
    assert chosen_slugs(identity) == frozenset({chosen.slug})
    free = Identity(ann, session_key="x")
    assert is_chosen(free, other)
    assert set(reachable_rooms(free)) == {chosen, other}
    assert chosen_slugs(free) is None
    assert "Chosen" in signed_in.get(PAGE).content.decode()


def test_a_limited_token_whose_rooms_are_gone_reaches_nothing(ann: User) -> None:
    chosen = room(ann)
    _, text = make_token(user=ann, name="x", scopes=["rooms:read"], rooms=[chosen.slug])
    TokenRoom.objects.all().delete()
    assert not reachable_rooms(identify(bearer=text)).exists()


def test_a_room_that_one_cannot_see_cannot_be_chosen(ann: User, person) -> None:
    den = room(person("bob"), kind="private")
    with pytest.raises(ActionError) as refused:
        make_token(user=ann, name="x", scopes=["rooms:read"], rooms=[den.slug])
    assert refused.value.code == "unknown_room"
    assert not ApiToken.objects.exists()


def test_a_person_has_a_hundred_tokens_at_most(ann: User, signed_in: Client) -> None:
    for _ in range(MOST):
        make_token(user=ann, name="x", scopes=["rooms:read"])
    answer = signed_in.post(PAGE, {"name": "x", "scopes": ["rooms:read"]})
    assert answer.status_code == 400
    assert ApiToken.objects.count() == MOST


def test_the_command_limits_a_token_too(ann: User) -> None:
    chosen = room(ann)
    out = StringIO()
    call_command("token", "ann", "--scope", "rooms:read", "--room", chosen.slug, stdout=out)
    assert chosen_slugs(identify(bearer=out.getvalue().strip())) == frozenset({chosen.slug})
    with pytest.raises(CommandError):
        call_command("token", "ann", "--scope", "rooms:read", "--room", "nothing-there", stdout=out)
    assert Room.objects.count() == ApiToken.objects.count() == 1
