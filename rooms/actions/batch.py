"""Everything a group of writes needs to know, read under the rooms' locks with a constant number of queries.

On PostgreSQL each statement sees what was committed before it began: what follows the lock is up to date.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.timezone import now

from rooms.access import Access
from rooms.actions.draft import Draft
from rooms.actions.locking import lock_rooms, room
from rooms.actions.member import MEMBERS, Member
from rooms.actions.rowset import Statement, execute
from rooms.actions.writes import Delete, Edit, Pin, React, Send
from rooms.models import AuditEntry, HeldMessage, Message, Reaction, Room, Tally, WordRule
from rooms.queries.raids import pace

type Target = tuple[int, int]  # (room id, seq)
type Place = tuple[int, int]  # (room id, user id)
SENT = Statement(  # a look-up a row: a join would read the whole table while PostgreSQL thinks it small
    "SELECT {returned} FROM {given}",
    given={"author_id": "bigint", "client_id": "uuid"},
    returned={
        """
        (SELECT message.id FROM rooms_message message
         WHERE message.author_id = given.author_id AND message.client_id = given.client_id)
        """: "bigint"
    },
)


@dataclass(slots=True)
class Batch:
    """The locked rooms and what the writes refer to; `apply` adds what is to be stored."""

    at: datetime
    rooms: dict[str, Room]
    members: dict[Place, Member]
    sent: dict[tuple[int, uuid.UUID], Message]
    targets: dict[Target, Message]
    reactions: dict[int, dict[tuple[str, int], Reaction]]
    tallies: dict[Place, datetime]
    rules: dict[int, list[WordRule]]
    created: list[tuple[Message, Draft]] = field(default_factory=list)
    changed: dict[Target, Message] = field(default_factory=dict)
    mentioning: dict[Target, Draft] = field(default_factory=dict)
    reacted: list[Reaction] = field(default_factory=list)
    unreacted: list[int] = field(default_factory=list)
    held: list[HeldMessage] = field(default_factory=list)
    flagged: list[tuple[Message, WordRule]] = field(default_factory=list)
    records: list[AuditEntry] = field(default_factory=list)
    causes: dict[Target, str] = field(default_factory=dict)  # the ids of the requests that changed messages

    def record(self, action: str, access: Access, message: Message) -> None:
        """Put a privileged act on the record, to be stored with it."""
        entry = AuditEntry(
            action=action,
            room=access.room,
            actor_id=access.user.pk,
            target_id=message.author_id,
            seq=message.seq,
            created_at=self.at,
        )
        self.records.append(entry)

    @classmethod
    def load(cls, drafts: list[Draft]) -> "Batch":
        """Lock the rooms, then read: one round trip where nothing but sending is asked."""
        writes = [draft.write for draft in drafts]
        sends = [write for write in writes if isinstance(write, Send)]
        changes = [write for write in writes if isinstance(write, Edit | Delete | React | Pin)]
        found, members, sent = execute(
            (lock_rooms(), [{"slug": slug} for slug in sorted({write.room for write in writes})]),
            (
                MEMBERS,
                [{"slug": slug, "user_id": pk} for slug, pk in {(one.room, one.user_id) for one in writes}],
            ),
            (SENT, [{"author_id": one.user_id, "client_id": one.client_id} for one in sends]),
        )
        rooms = {one.slug: one for one in map(room, found)}
        at = now()
        return cls(
            at=at,
            rooms=rooms,
            members={(row[1], row[2]): Member(*row) for row in members},
            sent=_sent([pk for (pk,) in sent if pk is not None]),
            targets=(targets := _targets(changes, rooms)),
            reactions=_reactions([w for w in writes if isinstance(w, React)], rooms, targets),
            tallies=_tallies({send.user_id for send in sends}, rooms, at),
            rules=_rules(rooms),
            causes={(rooms[one.room].pk, one.seq): one.request_id for one in changes if one.room in rooms},
        )


def _sent(found: list[int]) -> dict[tuple[int, uuid.UUID], Message]:
    """The messages that these senders have already sent under these client_ids: usually none."""
    if not found:
        return {}
    rows = Message.objects.filter(pk__in=found).select_related("author")
    return {(row.author_id, row.client_id): row for row in rows}


def _targets(writes: Sequence[Edit | Delete | React | Pin], rooms: dict[str, Room]) -> dict[Target, Message]:
    wanted = {(rooms[write.room].pk, write.seq) for write in writes if write.room in rooms}
    if not wanted:
        return {}
    condition = reduce(or_, (Q(room=room_id, seq=seq) for room_id, seq in wanted))
    rows = list(Message.objects.filter(condition).select_related("author"))
    locked = {room.pk: room for room in rooms.values()}
    for row in rows:
        row.room = locked[row.room_id]
    return {(row.room_id, row.seq): row for row in rows}


def _reactions(
    writes: list[React], rooms: dict[str, Room], targets: dict[Target, Message]
) -> dict[int, dict[tuple[str, int], Reaction]]:
    """Every reaction of every message that is about to be reacted to, in the order they were put."""
    keys = {(rooms[write.room].pk, write.seq) for write in writes if write.room in rooms}
    found: dict[int, dict[tuple[str, int], Reaction]] = {
        targets[key].pk: {} for key in keys if key in targets
    }
    if found:
        for row in Reaction.objects.filter(message__in=found).select_related("user").order_by("id"):
            found[row.message_id][row.emoji, row.user_id] = row
    return found


def _tallies(user_ids: set[int], rooms: dict[str, Room], at: datetime) -> dict[Place, datetime]:
    """When each sender last wrote, asked only where slow mode makes it matter."""
    slow = [room.pk for room in rooms.values() if pace(room, at)]
    if not slow or not user_ids:
        return {}
    rows = Tally.objects.filter(room__in=slow, author__in=user_ids)
    return {(row.room_id, row.author_id): row.last_at for row in rows}


def _rules(rooms: dict[str, Room]) -> dict[int, list[WordRule]]:
    """Word rules, asked for only where there are any."""
    ruled = [room.pk for room in rooms.values() if room.has_rules]
    found: dict[int, list[WordRule]] = {}
    if ruled:
        for rule in WordRule.objects.filter(room__in=ruled):
            found.setdefault(rule.room_id, []).append(rule)
    return found
