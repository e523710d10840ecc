"""Compares what each client recorded with the database: a proof, not an impression.

lost: in the log, not with a client that should have it · duplicated: told twice as new within one
subscription, or one client_id under two numbers · reordered: a version or a new message's number below the
one before it, within one subscription · skipped: a frame that follows a version the client did not have ·
never_seen: acknowledged, and not in the log under that number · wrong: the client's row is not the log's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tests.chat.room_log import RoomLog

type Row = dict[str, Any]


@dataclass(slots=True)
class Findings:
    lost: list[Any] = field(default_factory=list)
    duplicated: list[Any] = field(default_factory=list)
    reordered: list[Any] = field(default_factory=list)
    skipped: list[Any] = field(default_factory=list)
    never_seen: list[Any] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in self.__slots__}

    def is_clean(self) -> bool:
        return not any(self.counts().values())


def check(
    log: list[Row], clients: Iterable[RoomLog], acks: Iterable[Row] = (), *, since: int = 1
) -> Findings:
    """`log` is the room in the database, by seq; each client should have all of it from `since` on."""
    found = Findings()
    by_seq = {row["seq"]: row for row in log}
    _check_log(log, found)
    for number, client in enumerate(clients):
        _check_wire(number, client, found)
        _check_rows(number, client, by_seq, since, found)
    for ack in acks:
        row = by_seq.get(ack["seq"])
        if row is None or row["client_id"] != ack["client_id"]:
            found.never_seen.append(ack)
    return found


def _check_log(log: list[Row], found: Findings) -> None:
    """The numbers themselves: 1 to n without a hole, no client_id of one author twice."""
    if [row["seq"] for row in log] != list(range(1, len(log) + 1)):
        found.lost.append("the database's own numbers have a hole")
    seen: set[tuple[str, str]] = set()
    for row in log:
        key = (row["username"], row["client_id"])
        if key in seen:
            found.duplicated.append(("database", row["seq"]))
        seen.add(key)


def _check_wire(number: int, client: RoomLog, found: Findings) -> None:
    for visit, told in groupby(client.told, key=lambda one: one.visit):
        version = seq = 0
        for one in told:
            if one.version <= version:
                kind = found.duplicated if one.version == version else found.reordered
                kind.append((number, visit, one))
            version = max(version, one.version)
            # In a catch-up a message that was edited since comes later, in its new version's place.
            if one.live and one.type == "message.created" and one.seq is not None:
                if one.seq <= seq:
                    found.reordered.append((number, visit, one))
                seq = max(seq, one.seq)
            if 0 <= one.known < one.prev:
                found.skipped.append((number, visit, one))


def _check_rows(number: int, client: RoomLog, by_seq: dict[int, Row], since: int, found: Findings) -> None:
    for seq, row in by_seq.items():
        own = client.rows.get(seq)
        if own is None:
            if seq >= since:
                found.lost.append((number, seq))
        elif not _agree(own, row):
            found.wrong.append((number, seq, own, row))
    for seq in client.rows.keys() - by_seq.keys():
        found.wrong.append((number, seq, "not in the database"))
    ids = [row["client_id"] for row in client.rows.values()]
    if len(set(ids)) != len(ids):
        found.duplicated.append((number, "one client_id under two numbers"))


def _agree(own: Row, row: Row) -> bool:
    """Browsers' rows have no body; its version and client_id say as much."""
    same = all(own[name] == row[name] for name in ("version", "client_id", "deleted"))
    bodies = own.get("body", row["body"]) == row["body"]
    reactions = own.get("reactions", row["reactions"]) == row["reactions"]
    return same and bodies and reactions and own["author"]["username"] == row["username"]
