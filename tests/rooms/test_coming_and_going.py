"""Rooms are made, joined, left and renamed; each change is one version of the room."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.invitations import accept, invite
from rooms.actions.members import add, join, leave
from rooms.actions.moderation.regulations import regulate
from rooms.actions.rooms import create_room, open_direct
from rooms.errors import ActionError
from rooms.models import Membership, Room, RoomInvitation
from tests.rooms.acting import head, person, promote, refused, room, send

pytestmark = pytest.mark.django_db


def is_in(user: User, where: Room) -> bool:
    return Membership.objects.filter(user=user, room=where, left_at=None).exists()


def members_of(where: Room) -> int:
    """The kept number, which must be what a count would say."""
    kept = Room.objects.get(pk=where.pk).members
    assert kept == Membership.objects.filter(room=where, left_at=None).count()
    return kept


def test_a_new_room_belongs_to_its_maker(ann: User) -> None:
    made = create_room(user=ann, name="  The   Lounge ", topic="All")
    assert (made.name, made.slug, made.kind) == ("The Lounge", "the-lounge", "public")
    assert Membership.objects.get(room=made).role == "owner"
    assert members_of(made) == 1


def test_a_private_rooms_slug_tells_nothing_of_its_name(ann: User) -> None:
    made = create_room(user=ann, name="Redundancies", kind="private")
    assert "redundan" not in made.slug
    assert len(made.slug) >= 20


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\u202eb", "a\u0000b", "a\u200bb"])
def test_a_name_is_one_line_of_visible_text(ann: User, name: str) -> None:
    before = Room.objects.count()
    with pytest.raises(ActionError) as caught:
        create_room(user=ann, name=name)
    assert caught.value.code == "invalid_name"
    assert Room.objects.count() == before


def test_the_same_name_twice_makes_two_rooms(ann: User) -> None:
    slugs = {create_room(user=ann, name=name).slug for name in ("Same", "Same", "new", "???")}
    assert len(slugs) == 4
    assert "new" not in slugs


def test_joining_and_leaving_are_changes_and_doing_it_twice_is_none(ann: User, bob: User) -> None:
    lounge = room(ann)
    version = head(lounge)[1]
    join(user=bob, slug=lounge.slug)
    assert head(lounge)[1] == version + 1
    join(user=bob, slug=lounge.slug)
    assert head(lounge)[1] == version + 1
    assert (is_in(bob, lounge), members_of(lounge)) == (True, 2)
    leave(user=bob, slug=lounge.slug)
    assert (is_in(bob, lounge), members_of(lounge)) == (False, 1)
    assert head(lounge)[1] == version + 2
    with refused("not_member", lounge):
        leave(user=bob, slug=lounge.slug)
    join(user=bob, slug=lounge.slug)
    assert is_in(bob, lounge)
    assert Membership.objects.filter(user=bob, room=lounge).count() == 1


def test_who_joins_has_read_what_was_there(ann: User, bob: User) -> None:
    lounge = room(ann)
    send(ann, lounge)
    join(user=bob, slug=lounge.slug)
    assert Membership.objects.get(user=bob).last_read == 1


def test_nobody_joins_a_private_or_unknown_room(ann: User, bob: User) -> None:
    den = room(ann, kind="private")
    with refused("unknown_room", den):
        join(user=bob, slug=den.slug)
    with pytest.raises(ActionError) as caught:
        join(user=bob, slug="nowhere")
    assert caught.value.code == "unknown_room"


def test_the_last_owner_of_people_cannot_leave_them(ann: User, bob: User) -> None:
    lounge = room(ann, bob)
    with refused("last_owner", lounge):
        leave(user=ann, slug=lounge.slug)
    promote(bob, lounge, "owner")
    leave(user=ann, slug=lounge.slug)
    leave(user=bob, slug=lounge.slug)
    assert members_of(lounge) == 0


def test_into_a_private_room_only_moderators_bring_people(ann: User, bob: User) -> None:
    den, cal = room(ann, bob, kind="private"), person("cal")
    with refused("forbidden", den):
        add(user=bob, slug=den.slug, username="cal")
    with refused("unknown_person", den):
        add(user=ann, slug=den.slug, username="nobody")
    promote(bob, den, "moderator")
    add(user=bob, slug=den.slug, username="CAL")
    assert is_in(cal, den)


def test_a_suspended_person_is_not_brought_in(ann: User) -> None:
    lounge = room(ann)
    person("gone", suspended_at=now())
    with refused("unknown_person", lounge):
        add(user=ann, slug=lounge.slug, username="gone")


def test_an_invitation_lets_its_holder_in(ann: User, bob: User) -> None:
    den = room(ann, kind="private")
    token = invite(user=ann, slug=den.slug)
    assert not RoomInvitation.objects.filter(digest__contains=token).exists(), "the token is kept nowhere"
    assert accept(user=bob, token=token) == den
    assert is_in(bob, den)
    accept(user=bob, token=token)
    assert RoomInvitation.objects.get().uses == 1, "who is in already uses nothing up"


@pytest.mark.parametrize(
    "spoiled",
    [{"revoked_at": now()}, {"expires_at": now() - timedelta(seconds=1)}, {"max_uses": 1, "uses": 1}],
    ids=["revoked", "expired", "used up"],
)
def test_a_spent_invitation_is_as_good_as_none(ann: User, bob: User, spoiled: dict[str, object]) -> None:
    den = room(ann, kind="private")
    token = invite(user=ann, slug=den.slug)
    RoomInvitation.objects.update(**spoiled)
    for each in (token, "guess"):
        with refused("unknown_invitation", den):
            accept(user=bob, token=each)


def test_members_of_a_private_room_do_not_invite(ann: User, bob: User) -> None:
    den = room(ann, bob, kind="private")
    with refused("forbidden", den):
        invite(user=bob, slug=den.slug)
    assert not RoomInvitation.objects.exists()


def test_a_direct_room_is_one_per_set_of_people(ann: User, bob: User) -> None:
    cal = person("cal")
    one = open_direct(user=ann, usernames=["bob"])
    assert open_direct(user=bob, usernames=["ann", "Ann", "bob"]) == one
    assert open_direct(user=ann, usernames=["bob", "cal"]) != one
    assert (is_in(ann, one), is_in(bob, one), is_in(cal, one)) == (True, True, False)
    for do in (
        lambda: leave(user=ann, slug=one.slug),
        lambda: add(user=ann, slug=one.slug, username="cal"),
        lambda: invite(user=ann, slug=one.slug),
    ):
        with pytest.raises(ActionError):
            do()
    assert members_of(one) == 2


@pytest.mark.parametrize("usernames", [[], ["ann"], ["nobody"], ["bob", "nobody"]])
def test_a_direct_room_needs_others_who_are_there(ann: User, bob: User, usernames: list[str]) -> None:
    with pytest.raises(ActionError) as caught:
        open_direct(user=ann, usernames=usernames)
    assert caught.value.code == "unknown_person"
    assert not Room.objects.exists()


def test_settings_are_one_change_and_moderators_only(ann: User, bob: User) -> None:
    lounge = room(ann, bob)
    version = head(lounge)[1]
    with refused("forbidden", lounge):
        regulate(user=bob, slug=lounge.slug, name="Mine", topic="")
    with refused("invalid_topic", lounge):
        regulate(user=ann, slug=lounge.slug, name="Fine", topic="x" * 251)
    with refused("invalid_kind", lounge):
        regulate(user=ann, slug=lounge.slug, name="Fine", topic="", kind="direct")
    regulate(user=ann, slug=lounge.slug, name="New name", topic="New topic")
    changed = Room.objects.get(pk=lounge.pk)
    assert (changed.name, changed.topic, changed.slug) == ("New name", "New topic", lounge.slug)
    assert (changed.version, changed.settings_version) == (version + 1, version + 1)
