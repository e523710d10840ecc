"""A room's page: everything it shows, read in one go."""

from dataclasses import dataclass

from accounts.models import User
from rooms.access import Access, enter
from rooms.models import Reaction
from rooms.models.room import Kind
from rooms.queries.composer import Composer, composer
from rooms.queries.epochs import epoch
from rooms.queries.moderation.desk import Waiting, waiting
from rooms.queries.personal import ignored
from rooms.queries.sidebar import Sidebar, companions, direct_name, sidebar
from rooms.queries.timeline import Row, Timeline, timeline
from rooms.wire.shapes import Shape


@dataclass(slots=True)
class Focus:
    """The one message a permalink is about, and what this reader may do with it."""

    row: Row
    mine: bool
    may_delete: bool
    my_reactions: list[str]


@dataclass(slots=True)
class Screen:
    access: Access
    title: str
    people: list[Shape]
    timeline: Timeline
    epoch: str
    sidebar: Sidebar
    composer: Composer
    ignored: list[str]
    seq: int | None = None
    focus: Focus | None = None
    waiting: Waiting | None = None

    @property
    def unread_to(self) -> int | None:
        """How far a member who has seen this page has read, if that is further than before."""
        line, membership = self.timeline, self.access.membership
        seen = int(str(line.rows[-1].message["seq"])) if line.has_more_after else line.last_seq
        return seen if membership and seen > membership.last_read else None


def screen(user: User, slug: str, seq: int | None = None) -> Screen:
    """The newest page of a room, or the one around message `seq`. A constant number of queries.

    Raises `unknown_room`, `unknown_message`.
    """
    access = enter(user, slug)
    if seq is not None:
        access.message(seq)
    people = (
        companions([access.room.pk], user).get(access.room.pk, []) if access.room.kind == Kind.DIRECT else []
    )
    page = timeline(access, around=seq)
    return Screen(
        access=access,
        title=direct_name(people, access.room.name) if people else access.room.name,
        people=people,
        timeline=page,
        epoch=epoch(),
        sidebar=sidebar(user),
        composer=composer(access),
        ignored=ignored(user),
        seq=seq,
        focus=None if seq is None else _focus(access, page, seq),
        waiting=waiting(access.room) if seq is None and moderates(access) else None,
    )


def moderates(access: Access) -> bool:
    """Whether the room's header counts for them what waits."""
    return access.may("reports") and access.room.kind != Kind.DIRECT


def _focus(access: Access, page: Timeline, seq: int) -> Focus | None:
    row = next((row for row in page.rows if row.message["seq"] == seq), None)
    if row is None:
        return None
    author = row.message["author"]
    mine = isinstance(author, dict) and author["username"] == access.user.username
    reactions = Reaction.objects.filter(
        message=access.message(int(str(row.message["seq"]))), user=access.user
    )
    return Focus(row, mine, mine or access.may("delete"), list(reactions.values_list("emoji", flat=True)))
