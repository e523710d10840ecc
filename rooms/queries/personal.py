"""What concerns one reader alone."""

from django.db.models import Case, Value, When
from django.db.models.functions import Lower

from accounts.models import User
from rooms.access import Access
from rooms.models import HeldMessage, Ignore, Membership, Report
from rooms.models.room import Kind
from rooms.models.word_rule import HeldStatus
from rooms.queries.pages import Listing, listing
from rooms.queries.sidebar import companions, direct_name
from rooms.wire.shapes import Shape


def ignored(user: User) -> list[str]:
    """Usernames of the people this reader ignores. One query."""
    return list(Ignore.objects.filter(user=user).values_list("ignored__username", flat=True))


def own_held(access: Access) -> list[HeldMessage]:
    """What of one's own was held back here and is not to be seen, the newest first."""
    rows = HeldMessage.objects.filter(room=access.room, author=access.user)
    return list(rows.exclude(status=HeldStatus.APPROVED).order_by("-pk")[:20])


def own_reports(access: Access) -> list[Report]:
    """What became of one's own reports here, the newest first."""
    rows = Report.objects.filter(room=access.room, reporter=access.user).select_related("message__author")
    return list(rows.order_by("-pk")[:50])


def own_levels(user: User, page: int) -> Listing:
    """What one is told of each room: {slug, name, kind, notify}, rooms by name, then conversations.

    Three queries, one less without conversations.
    """
    last = Case(When(room__kind=Kind.DIRECT, then=Value(1)), default=Value(0))
    rows = Membership.objects.filter(user=user, left_at=None, room__archived_at=None).select_related("room")
    directs: dict[int, Shape] = {}

    def shape(row: Membership) -> Shape:
        room = row.room
        shown: Shape = {"slug": room.slug, "name": room.name, "kind": room.kind, "notify": row.notify}
        if room.kind == Kind.DIRECT:
            directs[room.pk] = shown
        return shown

    found = listing(rows.order_by(last, Lower("room__name"), "pk"), page, shape)
    people = companions(list(directs), user) if directs else {}
    for room_id, shown in directs.items():
        shown["name"] = direct_name(people.get(room_id, []), str(shown["name"]))
    return found
