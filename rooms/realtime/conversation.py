"""One socket's conversation: each line is parsed and carried out, and no bad line disturbs the others."""

import asyncio
import time
from typing import Any

import structlog

from rooms.actions.log import Outcome
from rooms.actions.writes import Send
from rooms.errors import ActionError, unknown_room
from rooms.queries.welcome import Welcome
from rooms.realtime.attempts import unavailable
from rooms.realtime.budget import Bucket
from rooms.realtime.connection import Connection
from rooms.realtime.counters import COUNTERS
from rooms.realtime.hub import HEARTBEAT, Hub
from rooms.realtime.protocol import (
    Operation,
    Ping,
    Read,
    Seen,
    SendMessage,
    Subscribe,
    Typing,
    Unsubscribe,
    decode,
    parse,
)
from rooms.realtime.sending import check_pace
from rooms.realtime.subscribing import subscribe
from rooms.realtime.writer import writer
from rooms.wire.shapes import Shape

logger = structlog.get_logger(__name__)
TOO_FAST = 4429
FRAMES_BURST, FRAMES_RATE = 1000.0, 200.0  # lines of any kind on one socket
PATIENCE, FORGIVEN = 200.0, 1.0  # lines refused as too fast until the socket is closed; forgiven a second
NAMED = 65_536  # characters of a line refused as too fast that is read on, to say which operation it was
ECHOED = 100  # characters of a room or a client_id that an error repeats
TYPING_INTERVAL = 2.0  # seconds between two typing hints of one socket in one room


class Conversation:
    def __init__(self, hub: Hub, connection: Connection) -> None:
        self._hub = hub
        self._connection = connection
        self._lines = Bucket(FRAMES_BURST, FRAMES_RATE)
        self._patience = Bucket(PATIENCE, FORGIVEN)
        self._typed: dict[str, float] = {}
        self._slugs: dict[str, int] = {}

    async def hold(self, receive: Any, admitted: Welcome) -> None:
        """Say hello, then answer until the socket closes."""
        self._hub.connect(self._connection, admitted.memberships)
        try:
            self._say_hello(admitted)
            while (message := await receive())["type"] == "websocket.receive":
                await self._take(message)
        finally:
            self._hub.disconnect(self._connection)

    def _say_hello(self, admitted: Welcome) -> None:
        self._connection.say(
            {
                "type": "hello",
                "protocol": 1,
                "epoch": admitted.epoch,
                "user": self._connection.person.shape(),
                "heartbeat": HEARTBEAT,
            }
        )

    async def _take(self, message: dict[str, Any]) -> None:
        COUNTERS.frames_in += 1
        text = message.get("text")
        if text is None:
            self._refuse(ActionError("binary", "Frames are text, one JSON object a line."), {})
            return
        for line in text.split("\n"):
            if line.strip() and self._connection.closed is None:
                await self._answer(line)

    async def _answer(self, line: str) -> None:
        frame: Shape = {}
        try:
            if wait := self._lines.take():
                frame = _named(line)
                raise self._too_fast(wait)
            frame = decode(line)
            await self._carry_out(parse(frame))
        except ActionError as error:
            self._refuse(error, frame)
        except Exception:
            logger.exception("operation_failed")
            self._refuse(unavailable(), frame)

    def _too_fast(self, wait: float) -> ActionError:
        if self._patience.take():
            self._connection.close(TOO_FAST)
        return ActionError("rate_limited", "Too fast.", 429, retry_after=round(wait, 3))

    def _refuse(self, error: ActionError, frame: Shape) -> None:
        answer: Shape = {"type": "error", "code": error.code, "detail": error.detail}
        for name in ("room", "client_id"):
            if _is_sayable(given := frame.get(name)):
                answer[name] = given
        if error.retry_after is not None:
            answer["retry_after"] = error.retry_after
        self._connection.say(answer)

    async def _carry_out(self, operation: Operation) -> None:  # noqa: C901 (one line a case)
        if not isinstance(operation, Ping) and not self._connection.reaches(operation.room):
            raise unknown_room()
        match operation:
            case Ping():
                self._connection.say({"type": "pong"})
            case Subscribe(room, after, epoch):
                self._need("history:read")
                self._slugs[room] = await subscribe(self._hub, self._connection, room, after, epoch)
            case Unsubscribe(room):
                if room in self._slugs:
                    self._hub.leave(self._connection, self._slugs.pop(room))
            case SendMessage():
                self._send(operation)
            case Read(room, seq):
                self._need("messages:write")
                self._hub.reads.note(self._connection.person.id, room, seq)
            case Typing(room):
                self._need("messages:write")
                self._typing(room)
            case Seen(room, version):
                self._connection.seen(room, version)

    def _need(self, scope: str) -> None:
        if not self._connection.identity.may(scope):
            raise ActionError("insufficient_scope", f"This token does not have the scope {scope}.", 403)

    def _typing(self, room: str) -> None:
        """Only members are shown: nobody else could send what they seem to type."""
        now = time.monotonic()
        if self._slugs.get(room) not in self._connection.watching:
            return
        if now - self._typed.get(room, 0) > TYPING_INTERVAL:
            self._typed[room] = now
            self._hub.typing(self._connection, self._slugs[room])

    def _send(self, operation: SendMessage) -> None:
        """Queue the write; the answer is said when it is committed. Later lines do not wait for it."""
        self._need("messages:write")
        person = self._connection.person
        check_pace(person.id)
        write = Send(operation.room, person.id, operation.client_id, operation.body, operation.reply_to)
        future = writer().submit(write)
        future.add_done_callback(lambda done: self._sent(operation, done))

    def _sent(self, operation: SendMessage, done: "asyncio.Future[Outcome]") -> None:
        about: Shape = {"client_id": operation.spelling, "room": operation.room}
        error = done.exception()
        if isinstance(error, ActionError):
            self._refuse(error, about)
        elif error is not None:
            self._refuse(unavailable(), about)
        else:
            self._acknowledge(about, done.result())

    def _acknowledge(self, about: Shape, outcome: Outcome) -> None:
        message = outcome.message
        answer = {"seq": message.seq, "version": message.born, "replayed": outcome.replayed}
        self._connection.say({"type": "ack", **about, **answer})


def _named(line: str) -> Shape:
    """What a line that is refused unread was about, so that its sender knows which one it was."""
    try:
        return decode(line) if len(line) <= NAMED else {}
    except ActionError:
        return {}


def _is_sayable(given: object) -> bool:
    """What came in is only said back when it can be encoded (no half of a pair) and is short."""
    return (
        isinstance(given, str)
        and len(given) <= ECHOED
        and not any("\ud800" <= one <= "\udfff" for one in given)
    )
