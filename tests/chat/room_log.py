"""What a client knows of one room, kept by the protocol's rules (protocol §5), and what it was told."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MESSAGES = ("message.created", "message.updated", "message.deleted")
EVENTS = (*MESSAGES, "room.updated", "member.updated", "member.removed", "skip")
type Frame = dict[str, Any]


@lru_cache(maxsize=10_000)
def parse(line: str) -> Frame:
    """A line as a frame that nobody changes: a hundred readers of one room share it, and its row."""
    frame: Frame = json.loads(line)
    frame["row"] = _row(frame)
    return frame


@dataclass(slots=True, frozen=True)
class Told:
    """One event as it came over the wire; `visit` counts subscriptions, so that order is judged within one."""

    visit: int
    type: str
    version: int
    prev: int
    seq: int | None
    client_id: str | None
    known: int  # the version the client had
    live: bool  # after the catch-up


@dataclass(slots=True)
class RoomLog:
    """`version` is None until the room has been seen once. Rows are kept by seq, the newest version of each."""

    room: str
    version: int | None = None
    epoch: str | None = None
    last_seq: int = 0
    rows: dict[int, Frame] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    state: Frame = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    visit: int = 0
    live: bool = False
    holes: int = 0
    gaps: int = 0
    resets: int = 0

    def hear(self, frame: Frame) -> str:
        """Take one event: "applied", "old" (dropped) or "hole" (not applied: subscribe again)."""
        row = frame["row"] if "row" in frame else _row(frame)
        known = -1 if self.version is None else self.version
        seq, client_id = (row["seq"], row["client_id"]) if row else (None, None)
        told = (self.visit, frame["type"], frame["version"], frame["prev"], seq, client_id, known, self.live)
        self.told.append(Told(*told))
        if self.version is None or frame["version"] <= self.version:
            return "old"
        if frame["prev"] > self.version:
            self.holes += 1
            return "hole"
        self.version = frame["version"]
        self._apply(frame, row)
        return "applied"

    def _apply(self, frame: Frame, row: Frame | None) -> None:
        if row is not None:
            self.rows[row["seq"]] = row
            self.last_seq = max(self.last_seq, row["seq"])
        elif frame["type"] == "member.updated":
            self.members[frame["member"]["username"]] = frame["member"]["role"]
        elif frame["type"] == "member.removed":
            self.members.pop(frame["member"]["username"], None)
        elif frame["type"] == "room.updated":
            self.state = frame["state"]

    def arrive(self, subscribed: Frame) -> None:
        """The catch-up is over; where nothing was known before, this is where knowing begins."""
        self.epoch = subscribed["epoch"]
        if self.version is None:
            self.version = subscribed["version"]
            self.last_seq = subscribed["last_seq"]

    def forget(self) -> None:
        """After a `reset` nothing that was known proves anything."""
        self.resets += 1
        self.version, self.epoch, self.last_seq = 0, None, 0
        self.rows.clear()
        self.members.clear()


def _row(frame: Frame) -> Frame | None:
    """A message's fields in either subprotocol; the browser's row has no body beside its HTML."""
    if frame["type"] not in MESSAGES:
        return None
    message = frame.get("message") or {name: frame[name] for name in ("seq", "client_id", "author", "html")}
    return {**message, "version": frame["version"], "deleted": frame["type"] == "message.deleted"}
