"""Where a search may look: the rooms of its reader, and how much there is in them."""

from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from accounts.models import User
from rooms.models import Membership, Message, Room, Tally
from rooms.queries.search_parse import Asked


@dataclass(slots=True, frozen=True)
class Place:
    slug: str
    name: str
    kind: str


@dataclass(slots=True)
class Reach:
    """`size` is how many messages there are in these rooms for this reader, known without counting any."""

    user: User
    rooms: dict[int, Place]
    size: int
    has_newcomer: bool  # in some room they may not read what was before them

    def messages(self, asked: Asked) -> QuerySet[Message]:
        """What this reader may see of what the filters leave; the words are the caller's to look for."""
        rows = Message.objects.filter(room__in=list(self.rooms), deleted_at=None)
        if self.has_newcomer:
            hidden = Membership.objects.filter(
                room=OuterRef("room"), user=self.user, left_at=None, from_seq__gt=OuterRef("seq")
            )
            rows = rows.filter(~Exists(hidden))
        if asked.author is not None:
            rows = rows.filter(author=User.objects.filter(username=asked.author).values("pk")[:1])
        if asked.before is not None:
            rows = rows.filter(created_at__lt=asked.before)
        if asked.after is not None:
            rows = rows.filter(created_at__gte=asked.after)
        return rows


def reach(user: User, rooms: QuerySet[Room], author: str | None = None) -> Reach:
    """Of an author only the rooms they have written in. `rooms` is what this person may see. One query, or two."""
    own = Q(memberships__user=user, memberships__left_at=None)
    rows = rooms.annotate(own=FilteredRelation("memberships", condition=own)).values_list(
        "pk", "slug", "name", "kind", "first_seq", "last_seq", "history_visible", "own__from_seq"
    )
    found = Reach(user, {}, 0, False)
    for pk, slug, name, kind, first, last, visible, own_from in rows:
        if own_from is None and not visible:
            continue  # a visitor reads nothing of a room that hides its past (rooms/access.py)
        start = max(first, own_from or 1)
        found.rooms[pk] = Place(slug, name, kind)
        found.size += max(0, last - start + 1)
        found.has_newcomer = found.has_newcomer or start > first
    return found if author is None else _written_in(found, author)


def _written_in(found: Reach, author: str) -> Reach:
    rows = Tally.objects.filter(author__username=author, room__in=list(found.rooms))
    written = dict(rows.values_list("room_id", "messages"))
    found.rooms = {pk: place for pk, place in found.rooms.items() if pk in written}
    found.size = min(found.size, sum(written.values()))
    return found
