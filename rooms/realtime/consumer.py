"""The socket's door: who may enter is let in, everybody else is told why (protocol §5, S4)."""

from typing import Any

import structlog

from accounts import auth, control
from rooms.errors import ActionError
from rooms.queries.welcome import Welcome
from rooms.realtime import protocol
from rooms.realtime.connection import Connection
from rooms.realtime.conversation import TOO_FAST, Conversation
from rooms.realtime.hub import hub
from rooms.wire.events import JSON

logger = structlog.get_logger(__name__)
TRY_LATER = 1013
PROTOCOL_ERROR = 4400
MOST_ASKED = 5  # times, however many are being shut out


async def consumer(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application behind `/ws/`."""
    await receive()
    try:
        admitted = await _admit(scope)
    except auth.Refused as refused:
        await _refuse(scope, send, refused)
        return
    except Exception:
        logger.exception("welcome_failed")
        await _turn_away(scope, send, TRY_LATER)
        return
    try:
        chosen = protocol.choose(scope.get("subprotocols") or [])
    except ActionError:
        await _turn_away(scope, send, PROTOCOL_ERROR)
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    connection = Connection(send, protocol.FORMS.get(chosen or "", JSON), admitted.identity, admitted.chosen)
    await Conversation(hub(), connection).hold(receive, admitted)


async def _admit(scope: Any) -> Welcome:
    """Asked again when somebody was shut out while the answer was on its way: it may be whoever stands here (S3)."""
    here = hub()
    for _ in range(MOST_ASKED):
        heard = here.revocation.words
        admitted = await here.welcomes.ask(scope)
        if heard == here.revocation.words:
            break
    return admitted


async def _refuse(scope: Any, send: Any, refused: auth.Refused) -> None:
    """A foreign page gets no 101 (S4); anybody else is let in and told why not, or browsers retry for ever."""
    if refused.code == "forbidden":
        await send({"type": "websocket.close", "code": control.FORBIDDEN})
        return
    await _turn_away(scope, send, _code_of(refused))


def _code_of(refused: auth.Refused) -> int:
    if refused.retry_after:
        return TOO_FAST
    return control.code_of(refused.code)


async def _turn_away(scope: Any, send: Any, code: int) -> None:
    """One that was offered must be chosen, ours or not: else a browser never comes to see the code."""
    offered = scope.get("subprotocols") or []
    ours = [name for name in offered if name in protocol.FORMS]
    await send({"type": "websocket.accept", "subprotocol": next(iter([*ours, *offered]), None)})
    await send({"type": "websocket.close", "code": code})
