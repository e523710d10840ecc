"""Making rooms and changing their settings."""

import hashlib
import secrets
import unicodedata
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import User
from rooms.access import enter_as_moderator
from rooms.actions.admission import admit, lock
from rooms.actions.numbering import next_version
from rooms.errors import ActionError
from rooms.models import Room
from rooms.models.membership import Role
from rooms.models.room import NAME_LENGTH, TOPIC_LENGTH, Kind
from rooms.queries.changes import settings_event
from rooms.realtime.publish import publish

RESERVED = {"new"}
MOST_PEOPLE = 9  # in a direct conversation


def create_room(
    *, user: User, name: str, topic: str = "", kind: str = Kind.PUBLIC, history_visible: bool = True
) -> Room:
    """A new room with its maker as owner. Raises `invalid_name`, `invalid_topic` or `invalid_kind`."""
    if kind not in (Kind.PUBLIC, Kind.PRIVATE):
        raise ActionError("invalid_kind", "A room is public or private.")
    room = Room(
        name=check_name(name),
        topic=check_topic(topic),
        kind=kind,
        history_visible=history_visible,
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
        return found
    room = Room(name=", ".join(p.username for p in everyone)[:NAME_LENGTH], kind=Kind.DIRECT, direct_key=key)
    try:
        return _make(room, [(person, Role.MEMBER) for person in everyone])
    except IntegrityError:  # the other person opened it at the same moment
        return Room.objects.get(direct_key=key)


def update_room(*, user: User, slug: str, name: str, topic: str, kind: str | None = None) -> Room:
    """Change a room's own settings. Raises `forbidden`, `invalid_name`, `invalid_topic`, `invalid_kind`."""
    access = enter_as_moderator(user, slug)
    if access.room.kind == Kind.DIRECT or kind not in (None, Kind.PUBLIC, Kind.PRIVATE):
        raise ActionError("invalid_kind", "A room is public or private.")
    with transaction.atomic():
        room = lock(access.room)
        room.name, room.topic, room.kind = check_name(name), check_topic(topic), kind or room.kind
        room.settings_version = next_version(room)
        room.save(update_fields=["name", "topic", "kind", "version", "settings_version"])
        transaction.on_commit(partial(publish, [settings_event(room)]))
    return room


def _make(room: Room, people: list[tuple[User, str]]) -> Room:
    with transaction.atomic():
        room.slug = _free_slug(room)
        room.version = room.settings_version = 1
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


def check_name(name: str) -> str:
    return _check_line(name, 1, NAME_LENGTH, "invalid_name", "name")


def check_topic(topic: str) -> str:
    return _check_line(topic, 0, TOPIC_LENGTH, "invalid_topic", "topic")


def _check_line(text: str, least: int, most: int, code: str, what: str) -> str:
    """One line of visible text; control and format characters could pass one name off as another."""
    text = " ".join(text.split())
    if not least <= len(text) <= most:
        raise ActionError(code, f"The {what} has {least} to {most} characters.")
    if any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs") and character != "\u200d" for character in text
    ):
        raise ActionError(code, f"The {what} contains characters that cannot be seen.")
    return text
