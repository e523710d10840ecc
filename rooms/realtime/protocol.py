"""What a client may say (docs/protocol.md), parsed strictly: anything else is an error with a code."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rooms.actions.writes import check_body, check_client_id, check_seq
from rooms.errors import ActionError

HTML_PROTOCOL = "chat.v1.html"
JSON_PROTOCOL = "chat.v1.json"
FORMS = {HTML_PROTOCOL: "html", JSON_PROTOCOL: "json"}
SLUG_LENGTH = 90


@dataclass(slots=True, frozen=True)
class Subscribe:
    room: str
    after: int | None
    epoch: str | None


@dataclass(slots=True, frozen=True)
class Unsubscribe:
    room: str


@dataclass(slots=True, frozen=True)
class SendMessage:
    room: str
    client_id: UUID
    spelling: str  # of the client_id, as its sender knows it
    body: str
    reply_to: int | None


@dataclass(slots=True, frozen=True)
class Read:
    room: str
    seq: int


@dataclass(slots=True, frozen=True)
class Typing:
    room: str


@dataclass(slots=True, frozen=True)
class Seen:
    room: str
    version: int


@dataclass(slots=True, frozen=True)
class Ping:
    pass


type Operation = Subscribe | Unsubscribe | SendMessage | Read | Typing | Seen | Ping


def choose(offered: list[str]) -> str | None:
    """The first subprotocol we speak. None when none was asked for; raises `unknown_protocol`."""
    for name in offered:
        if name in FORMS:
            return name
    if offered:
        raise ActionError("unknown_protocol", f"Ask for {JSON_PROTOCOL} or {HTML_PROTOCOL}.")
    return None


def decode(line: str) -> dict[str, Any]:
    """One line of a frame as a JSON object. Raises `malformed`."""
    try:
        frame = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ActionError("malformed", "A frame is one JSON object a line.") from None
    if not isinstance(frame, dict):
        raise ActionError("malformed", "A frame is one JSON object a line.")
    return frame


def _no_number(name: str) -> None:
    raise ValueError(name)  # NaN and the infinities are Python's, not JSON's


def parse(frame: dict[str, Any]) -> Operation:
    """The operation a frame asks for. Raises `malformed`, `unknown_type`, or what is wrong with a field."""
    match frame.get("type"):
        case "subscribe":
            return Subscribe(_room(frame), _after(frame), _epoch(frame))
        case "unsubscribe":
            return Unsubscribe(_room(frame))
        case "send":
            return _send(frame)
        case "read":
            return Read(_room(frame), check_seq(frame.get("seq")))
        case "typing":
            return Typing(_room(frame))
        case "seen":
            return Seen(_room(frame), _version(frame, "version"))
        case "ping":
            return Ping()
    raise ActionError("unknown_type", "There is no such operation.")


def _send(frame: dict[str, Any]) -> SendMessage:
    reply_to = frame.get("reply_to")
    client_id = check_client_id(frame.get("client_id"))
    return SendMessage(
        room=_room(frame),
        client_id=client_id,
        spelling=frame["client_id"],
        body=check_body(frame.get("body")),
        reply_to=None if reply_to is None else check_seq(reply_to, "reply_to"),
    )


def _room(frame: dict[str, Any]) -> str:
    room = frame.get("room")
    if not isinstance(room, str):
        raise ActionError("malformed", "room must be a room's slug.")
    if not room.isascii() or "\0" in room or len(room) > SLUG_LENGTH:
        raise ActionError("unknown_room", "There is no such room.", 404)
    return room


def _after(frame: dict[str, Any]) -> int | None:
    return None if frame.get("after") is None else _version(frame, "after")


def _version(frame: dict[str, Any], name: str) -> int:
    value = frame.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise ActionError("malformed", f"{name} must be a version.")
    return value


def _epoch(frame: dict[str, Any]) -> str | None:
    epoch = frame.get("epoch")
    if epoch is not None and not isinstance(epoch, str):
        raise ActionError("malformed", "epoch must be a text.")
    return epoch
