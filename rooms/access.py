"""The only doorway to a room or a message: every look-up starts from who is asking (S1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import Q, QuerySet

from accounts.auth import Identity
from accounts.models import User
from rooms.errors import ActionError, unknown_message, unknown_room
from rooms.models import Membership, Message, Room, Sanction, TokenRoom
from rooms.models.membership import Role
from rooms.models.room import Kind
from rooms.models.sanction import SanctionKind
from rooms.permissions import Rank, allows

type Pair = tuple[int, int]  # (room id, user id)
RANKS: dict[str, Rank] = {Role.OWNER: Rank.OWNER, Role.MODERATOR: Rank.MODERATOR, Role.MEMBER: Rank.MEMBER}


class Standing(Protocol):
    """What a membership says about what its person may do."""

    role: str
    from_seq: int
    last_read: int


@dataclass(slots=True, frozen=True)
class Access:
    """What one person may do in one room. Made by `enter`; `membership` is None for a visitor."""

    room: Room
    user: User
    membership: Standing | None

    @property
    def from_seq(self) -> int:
        """The first message this reader may see."""
        if self.membership:
            return max(self.membership.from_seq, self.room.first_seq)
        return self.room.first_seq if self.room.history_visible else self.room.last_seq + 1

    @property
    def rank(self) -> Rank:
        """An administrator's office ends at the doors of private rooms: there they are what they are."""
        if self.user.is_staff and self.room.kind == Kind.PUBLIC:
            return Rank.ADMINISTRATOR
        return RANKS[self.membership.role] if self.membership else Rank.VISITOR

    @property
    def is_moderator(self) -> bool:
        return self.rank >= Rank.MODERATOR

    @property
    def is_owner(self) -> bool:
        return self.rank >= Rank.OWNER

    def may(self, action: str) -> bool:
        return allows(self.rank, action)

    @property
    def may_write(self) -> bool:
        if self.membership is None or self.room.archived_at:
            return False
        return self.is_moderator or not self.room.locked

    def message(self, seq: int) -> Message:
        """The message with this number, if this reader may see it. Raises `unknown_message`."""
        if seq < self.from_seq:
            raise unknown_message()
        row = Message.objects.filter(room=self.room, seq=seq).select_related("author").first()
        if row is None:
            raise unknown_message()
        return row


def judge(room: Room | None, user: User, membership: Membership | None) -> Access:
    """The one rule of who may see a room. Raises `unknown_room`, alike for hidden and absent (S1)."""
    if membership and membership.left_at is not None:
        membership = None
    if room is None or (room.kind != Kind.PUBLIC and membership is None) or not user.is_authenticated:
        raise unknown_room()
    return Access(room, user, membership)


def enter(user: User, slug: str) -> Access:
    """Look a room up as this person. Two queries, three for visitors. Raises `unknown_room`."""
    (found,) = enter_all([(user, slug)])
    if isinstance(found, ActionError):
        raise found
    return found


def enter_all(asked: Sequence[tuple[User, str]]) -> list[Access | ActionError]:
    """As `enter`, for people who ask together: as many queries for any number, and an answer for each."""
    slugs = {slug for user, slug in asked if user.is_authenticated}
    rooms = {room.slug: room for room in Room.objects.filter(slug__in=slugs)} if slugs else {}
    pairs = {(rooms[slug].pk, user.pk) for user, slug in asked if slug in rooms and user.is_authenticated}
    inside = _memberships(pairs)
    banned = _banned(pairs - inside.keys())
    return [_verdict(user, rooms.get(slug), inside, banned) for user, slug in asked]


def _verdict(
    user: User, room: Room | None, inside: dict[Pair, Membership], banned: set[Pair]
) -> Access | ActionError:
    pair = (room.pk if room else 0, user.pk)
    try:
        return judge(None if pair in banned else room, user, inside.get(pair))
    except ActionError as error:
        return error


def _memberships(pairs: set[Pair]) -> dict[Pair, Membership]:
    rows = Membership.objects.filter(_any_of(pairs), left_at=None) if pairs else ()
    return {(row.room_id, row.user_id): row for row in rows}


def _banned(pairs: set[Pair]) -> set[Pair]:
    """Who of these is banned: a stranger then, to whom even a public room is not there."""
    if not pairs:
        return set()
    rows = Sanction.objects.active().filter(_any_of(pairs), kind=SanctionKind.BAN)
    return set(rows.values_list("room_id", "user_id"))


def _any_of(pairs: set[Pair]) -> Q:
    """Exactly these pairs of room and person, not every combination of the two."""
    people: dict[int, list[int]] = {}
    for room_id, user_id in pairs:
        people.setdefault(room_id, []).append(user_id)
    return reduce(or_, (Q(room=room_id, user__in=ids) for room_id, ids in people.items()))


def is_banned(room: Room, user: User | int) -> bool:
    """A banned person is a stranger: even a public room is not there for them."""
    return Sanction.objects.active().filter(room=room, user=user, kind=SanctionKind.BAN).exists()


def visible_rooms(user: User) -> QuerySet[Room]:
    """Every room this person may see: the public ones that have not banned them, and their own."""
    mine = Membership.objects.filter(user=user, left_at=None).values("room")
    banned = Sanction.objects.active().filter(user=user, kind=SanctionKind.BAN).values("room")
    return Room.objects.filter(Q(kind=Kind.PUBLIC) & ~Q(pk__in=banned) | Q(pk__in=mine))


def is_chosen(identity: Identity, room: Room) -> bool:
    """Whether this request's token, if it is limited to chosen rooms, was made for this one."""
    token = identity.token
    return token is None or not token.limited or TokenRoom.objects.filter(token=token, room=room).exists()


def reachable_rooms(identity: Identity) -> QuerySet[Room]:
    """`visible_rooms`, as far as the token goes."""
    rooms, token = visible_rooms(identity.user), identity.token
    if token is None or not token.limited:
        return rooms
    return rooms.filter(pk__in=TokenRoom.objects.filter(token=token).values("room"))


def chosen_slugs(identity: Identity) -> frozenset[str] | None:
    """The rooms of a limited token, which never change; None for whoever is not limited. No query for those."""
    token = identity.token
    if token is None or not token.limited:
        return None
    return frozenset(TokenRoom.objects.filter(token=token).values_list("room__slug", flat=True))


def enter_as_member(user: User, slug: str) -> Access:
    """As `enter`, for what only members do. Raises `unknown_room` or `not_member`."""
    access = enter(user, slug)
    if access.membership is None:
        raise not_member()
    return access


def enter_as_moderator(user: User, slug: str) -> Access:
    """As `enter_as_member`, for what only owners and moderators do. Raises `forbidden` too."""
    access = enter_as_member(user, slug)
    if not access.is_moderator:
        raise ActionError("forbidden", "Only the room's moderators may do this.", 403)
    return access


def not_member() -> ActionError:
    return ActionError("not_member", "Join this room to write in it.", 403)


def banned() -> ActionError:
    """For whoever writes in a public room: that it exists is no secret. In any other they get `unknown_room` (S1)."""
    return ActionError("banned", "You are banned from this room.", 403)
