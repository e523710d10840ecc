"""A person is erased: their name or their words go everywhere, and every client hears of it."""

import json

import pytest

from accounts.models import ApiToken, User
from accounts.tokens import create_token
from rooms.actions.moderation.removals import delete_many
from rooms.actions.moderation.reports import report
from rooms.actions.personal import ignore
from rooms.actions.purging import purge
from rooms.actions.rooms import open_direct
from rooms.errors import ActionError
from rooms.models import AuditEntry, Mention, Message, Reaction, RemovedMessage, Report, Room
from rooms.queries.changes import changes
from tests.rooms.acting import head, person, react, room, send

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
SECRET = "the heron nests at dawn"


@pytest.fixture
def ann() -> User:
    return person("ann", is_staff=True, is_superuser=True)


@pytest.fixture
def bob() -> User:
    return person("bob", name="Robert Roe", email="bob@example.org")


@pytest.fixture
def lounge(ann: User, bob: User) -> Room:
    made = room(ann, bob)
    for number in range(4):
        send(bob, made, f"{SECRET} {number}")
    send(ann, made, "Good morning @bob")
    react(bob, made, 5)
    react(ann, made, 1)
    report(user=ann, slug=made.slug, seq=2, reason="spam")
    delete_many(user=ann, slug=made.slug, reason="spam", seqs=[2])
    ignore(user=ann, username="bob")
    create_token(bob, scopes=["rooms:read"])
    send(bob, open_direct(user=bob, usernames=["ann"]), SECRET)
    return made


def everything_said() -> str:
    """All text that is kept anywhere of people and messages."""
    tables = (User, Room, Message, RemovedMessage, Report, Reaction, Mention)
    return json.dumps([list(model.objects.values()) for model in tables], default=str)


@pytest.mark.parametrize("erase", [False, True])
def test_their_name_goes_everywhere_and_their_words_if_asked(
    ann: User, bob: User, lounge: Room, erase: bool
) -> None:
    before = head(lounge)
    assert SECRET in everything_said()
    assert "Robert Roe" in everything_said()
    purge(by=ann, username="bob", reason="asked for it", erase=erase)
    said = everything_said()
    assert "Robert Roe" not in said
    assert "bob@example.org" not in said
    assert '"bob"' not in said
    assert "ann, bob" not in said
    assert (SECRET in said) is not erase
    assert not ApiToken.objects.filter(user=bob).exists()
    assert head(lounge)[0] == before[0]
    assert Message.objects.filter(room=lounge).count() == 5


@pytest.mark.parametrize("erase", [False, True])
def test_clients_hear_of_it_without_a_hole(ann: User, bob: User, lounge: Room, erase: bool) -> None:
    version = head(lounge)[1]
    purge(by=ann, username="bob", reason="asked for it", erase=erase)
    found, more = changes(Room.objects.get(pk=lounge.pk), version, 1000)
    assert not more
    assert found[-1].version == head(lounge)[1]
    told = {event.seq: event for event in found if event.seq}
    assert set(told) == {1, 2, 3, 4, 5}
    for seq in (1, 3, 4):
        message = told[seq].payload["message"]
        assert message["author"]["name"] == "Deleted person"
        assert told[seq].type == ("message.deleted" if erase else "message.updated")
        assert bool(message["body"]) is not erase


def test_it_is_on_the_record(ann: User, bob: User, lounge: Room) -> None:
    entry = purge(by=ann, username="bob", reason="asked for it", erase=True)
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.actor, kept.target_id, kept.after) == (ann, bob.pk, {"messages": 5, "erased": True})


def test_who_cannot_be_erased_is_not(ann: User, bob: User, lounge: Room) -> None:
    said = everything_said()
    for username, reason, code in (
        ("nobody", "why", "unknown_person"),
        ("ann", "why", "last_owner"),
        ("bob", " ", "invalid_reason"),
    ):
        with pytest.raises(ActionError) as refused:
            purge(by=ann, username=username, reason=reason, erase=True)
        assert refused.value.code == code
    assert everything_said() == said
