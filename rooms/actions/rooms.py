"""Making rooms and changing their settings."""

import hashlib
import secrets
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from rooms.actions.admission import admit
from rooms.actions.invitations import check_settled
from rooms.actions.naming import check_name, check_topic
from rooms.actions.personal import take_out
from rooms.errors import ActionError
from rooms.models import Room
from rooms.models.membership import Role
from rooms.models.room import NAME_LENGTH, InvitePolicy, Kind
from rooms.queries.raids import standing
from rooms.realtime.publish import publish

RESERVED = {"new"}
MOST_PEOPLE = 9  # in a direct conversation


def create_room(
    *, user: User, name: str, topic: str = "", kind: str = Kind.PUBLIC, history_visible: bool = True
) -> Room:
    """A new room with its maker as owner. Raises `invalid_name`, `invalid_topic`, `invalid_kind` or `new_account`."""
    if kind not in (Kind.PUBLIC, Kind.PRIVATE):
        raise ActionError("invalid_kind", "A room is public or private.")
    check_settled(user)
    room = Room(
        name=check_name(name),
        topic=check_topic(topic),
        kind=kind,
        history_visible=history_visible,
        invite_policy=InvitePolicy.MEMBERS if kind == Kind.PUBLIC else InvitePolicy.MODERATORS,
        created_by=user,
    )
    return _make(room, [(user, Role.OWNER)])


def open_direct(*, user: User, usernames: list[str]) -> Room:
    """The direct room of this person and those: one per set of people, made on first use."""
    names = {username.lower() for username in usernames} - {user.username}
    people = list(User.objects.filter(username__in=names, is_active=True, suspended_at=None))
    if not names or len(people) != len(names):
        raise ActionError("unknown_person", "There is nobody with this username.", 404)
    if len(people) >= MOST_PEOPLE:
        raise ActionError("too_many_people", f"A direct conversation has at most {MOST_PEOPLE} people.")
    everyone = sorted([user, *people], key=lambda person: person.pk)
    key = hashlib.sha256(",".join(str(person.pk) for person in everyone).encode()).hexdigest()
    found = Room.objects.filter(direct_key=key).first()
    if found is not None:
        take_out(user, found.slug)
        return found
    check_settled(user)
    room = Room(name=", ".join(p.username for p in everyone)[:NAME_LENGTH], kind=Kind.DIRECT, direct_key=key)
    try:
        return _make(room, [(person, Role.MEMBER) for person in everyone])
    except IntegrityError:  # the other person opened it at the same moment
        return Room.objects.get(direct_key=key)


def _make(room: Room, people: list[tuple[User, str]]) -> Room:
    with transaction.atomic():
        room.slug = _free_slug(room)
        room.version = room.settings_version = 1
        slow, room.raid_until = standing().of(None)  # the whole site's may be on
        room.raid_slow_mode = 0 if room.kind == Kind.DIRECT else slow
        room.save(force_insert=True)
        events = [event for user, role in people for event in admit(room, user, role)]
        transaction.on_commit(partial(publish, events))
    return room


def _free_slug(room: Room) -> str:
    """From the name where the room is public; random where a guess would tell that it exists (S1)."""
    base = slugify(room.name)[:60] if room.kind == Kind.PUBLIC else ""
    if not base:
        return secrets.token_hex(10)
    if base in RESERVED or Room.objects.filter(slug=base).exists():
        return f"{base}-{secrets.token_hex(3)}"
    return base
