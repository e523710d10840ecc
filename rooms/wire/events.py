"""An event of a room: one change, encoded once however many people receive it."""

import json
from dataclasses import dataclass, field, replace
from operator import attrgetter

from rooms.wire.rows import render_row
from rooms.wire.shapes import Shape

HTML = "html"
JSON = "json"
GAP = "gap"
PACKED = (
    "room_id",
    "room",
    "type",
    "version",
    "prev",
    "payload",
    "seq",
    "reply_to",
    "user_id",
    "mentions",
    "everyone",
    "quote",
    "within",
)
_packed = attrgetter(*PACKED)


def encode(frame: Shape) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def gap(room_id: int, slug: str, after: int, head: int) -> "Event":
    """Too much at once to send one by one: readers page it over HTTP, and live frames go on from `head`."""
    return Event(room_id, slug, GAP, head, after, {"after": after, "head": head})


@dataclass(slots=True)
class Event:
    """A change of a room that took `version`, following `prev`.

    `payload` is what the frame carries beside type, room, version and prev. `seq` is the message's, so
    that a reader with a later `from_seq` gets a `skip`. `user_id` is the author, or the person a membership event is
    about. `mentions` are the ids of the people a new message names (`everyone`: all members); `quote`,
    `{"seq", "author", "excerpt"}`, is what its row quotes, the message `reply_to`. `within`, where a room's settings
    say that it is not public, are the ids of the only people who may read on. `request_id` is the request's that caused
    it, and stays in this process. `born`, in a catch-up, is the version a message was created in.
    """

    room_id: int
    room: str
    type: str
    version: int
    prev: int
    payload: Shape
    seq: int | None = None
    reply_to: int | None = None
    user_id: int | None = None
    mentions: list[int] = field(default_factory=list)
    everyone: bool = False
    quote: Shape | None = None
    within: list[int] | None = None
    request_id: str = ""
    born: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, form: str) -> str:
        """The frame in one of the two subprotocols' forms, encoded on first use."""
        if form not in self.texts:
            self.texts[form] = encode(self._frame(form))
        return self.texts[form]

    def for_reader(self, form: str, from_seq: int) -> str:
        """The frame as a reader from `from_seq` on may see it: a hidden message is a `skip`, a quote left out."""
        if self.seq is not None and self.seq < from_seq:
            return self.skip()
        if self.reply_to is not None and self.reply_to < from_seq:
            return self.without_quote().text(form)
        return self.text(form)

    def skip(self) -> str:
        """What a reader who may not see this change is told: that it happened."""
        return encode({"type": "skip", "room": self.room, "version": self.version, "prev": self.prev})

    def without_quote(self) -> "Event":
        """For a reader who may not see what it replies to."""
        return replace(self, quote=None, texts={})

    def packed(self) -> Shape:
        """As the channel layer carries it to other processes."""
        return dict(zip(PACKED, _packed(self), strict=True))

    def _frame(self, form: str) -> Shape:
        if self.type == GAP:
            return {"type": GAP, "room": self.room} | self.payload
        head: Shape = {"type": self.type, "room": self.room, "version": self.version, "prev": self.prev}
        message = self.payload.get("message")
        if form == JSON or not isinstance(message, dict):
            return head | self.payload
        shown = {key: message[key] for key in ("seq", "client_id", "author")}
        return head | shown | {"html": render_row(message, self.quote)}
