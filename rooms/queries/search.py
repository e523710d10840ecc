"""Search: one interface, whatever the database."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from rooms.access import visible_rooms
from rooms.errors import unknown_room
from rooms.models import Message, Room
from rooms.models.room import Kind
from rooms.queries import search_postgresql, search_sqlite
from rooms.queries.search_excerpt import marked
from rooms.queries.search_paging import ROOMS, last_before
from rooms.queries.search_parse import Asked, invalid, parse
from rooms.queries.search_reach import Place, Reach, reach
from rooms.queries.sidebar import companions, direct_name
from rooms.wire import shapes
from rooms.wire.shapes import Shape

HIGHEST = 2**63 - 1
ENGINES = {"postgresql": search_postgresql, "sqlite": search_sqlite}


@dataclass(slots=True)
class Hit:
    """`room` is `{"slug", "name", "kind"}`; `excerpt` is HTML with nothing but `<mark>`; `url` the permalink."""

    message: Shape
    room: Shape
    excerpt: SafeString
    url: str


@dataclass(slots=True)
class Found:
    """Newest first. `following` is the `before` of the next page, None when this is the last.

    A page may be short, even empty, and have a next one: one or two letters are sought in portions.
    `finds_parts` is False where only the beginnings of words are found (docs/self-hosting.md).
    """

    hits: list[Hit]
    following: int | None
    asked: Asked
    finds_parts: bool = True


def search(
    user: User,
    query: str,
    *,
    limit: int = 25,
    before: int | None = None,
    rooms: QuerySet[Room] | None = None,
    room: str | None = None,
    author: str | None = None,
) -> Found:
    """Messages that this person may see, in at most eight queries. Raises `invalid_query` or `unknown_room`.

    `before` is a message's id. `rooms` narrows what `visible_rooms` gives (a token's rooms); `room` and
    `author` are as `in:` and `from:`.
    """
    asked = _narrowed(parse(query), room, author)
    if asked.author == "me":
        asked.author = user.username
    where = reach(user, _rooms(user, rooms, asked), asked.author)
    engine = ENGINES[connection.vendor]
    if asked.before is not None and 0 < len(where.rooms) <= ROOMS:
        before = min(before or HIGHEST, last_before(where.rooms, asked.before) + 1)
    ids = engine.find(where, asked, limit=limit, before=before)
    return Found(_hits(where, ids.found, asked), ids.following, asked, engine.finds_parts())


def _narrowed(asked: Asked, room: str | None, author: str | None) -> Asked:
    for name, given in (("room", room), ("author", author)):
        if given is not None:
            if getattr(asked, name) not in (None, given):
                raise invalid(f"The search names another {name} than {given[:90]}.")
            setattr(asked, name, given)
    return asked


def _rooms(user: User, rooms: QuerySet[Room] | None, asked: Asked) -> QuerySet[Room]:
    visible = visible_rooms(user) if rooms is None else rooms
    if asked.room is None:
        return visible
    visible = visible.filter(slug=asked.room)
    if not visible.exists():
        raise unknown_room()
    return visible


def _hits(where: Reach, ids: list[int], asked: Asked) -> list[Hit]:
    rows = {
        row.pk: row for row in Message.objects.filter(pk__in=ids, deleted_at=None).select_related("author")
    }
    directs = {
        rows[pk].room_id for pk in ids if pk in rows and where.rooms[rows[pk].room_id].kind == Kind.DIRECT
    }
    people = companions(list(directs), where.user) if directs else {}
    return [
        _hit(rows[pk], where.rooms[rows[pk].room_id], people.get(rows[pk].room_id, []), asked.terms)
        for pk in ids
        if pk in rows
    ]


def _hit(row: Message, place: Place, people: list[Shape], terms: list[str]) -> Hit:
    name = direct_name(people, place.name) if place.kind == Kind.DIRECT else place.name
    return Hit(
        message=shapes.message(row, row.author, place.slug),
        room={"slug": place.slug, "name": name, "kind": place.kind},
        excerpt=marked(row.body, row.html, terms),
        url=f"/rooms/{place.slug}/{row.seq}/",
    )
