"""Our server with one safeguard removed: `python -m tests.faults.without NAME` serves as `manage.py serve` does.

Each fault test has a twin that runs on one of these and must fail: a test that passes either way proves nothing.
"""

import asyncio
import os
import sys
from typing import Any


def head_check() -> None:
    """Nobody compares heads, and nobody fills holes: what the channel layer loses stays lost."""
    from rooms.realtime.repair import Repair

    async def never(self: Repair) -> None:
        await asyncio.Event().wait()

    Repair._watch_heads = never  # type: ignore[method-assign]
    Repair._fill_holes = never  # type: ignore[method-assign]


def publishing_behind() -> None:
    """The writer waits for Redis before it answers, as the usual consumer does."""
    from channels.layers import get_channel_layer

    from rooms.actions import log
    from rooms.realtime import publish
    from rooms.realtime.hub import hub

    def waiting(events: list[Any]) -> None:
        for loop, one in hub.made.items():
            for event in events:
                message = {"type": "events", "origin": one.id, "events": [event.packed()]}
                sending = get_channel_layer().group_send(publish.group(event.room_id), message)
                asyncio.run_coroutine_threadsafe(sending, loop).result()
            one._from_any_thread(events)

    log.publish = waiting  # type: ignore[attr-defined]
    log.is_heard = lambda: False  # type: ignore[attr-defined]  # in the writer's thread, before it answers


def commit_first() -> None:
    """Acknowledged on arrival, written afterwards."""
    from rooms.realtime.conversation import Conversation

    send = Conversation._send

    def eager(self: Conversation, operation: Any) -> None:
        about = {"client_id": str(operation.client_id), "room": operation.room}
        self._connection.say({"type": "ack", **about, "seq": 0, "version": 0, "replayed": False})
        send(self, operation)

    Conversation._send = eager  # type: ignore[method-assign]


def bounded_backlog() -> None:
    """Whatever a socket does not take is kept, however much it is."""
    from rooms.realtime import connection

    connection.MOST_WAITING = sys.maxsize


def never_waiting() -> None:
    """The fan-out waits for each socket in turn, as a loop over `await send` does: one slow reader holds all."""
    from rooms.realtime.live_room import LiveRoom

    def one_by_one(self: LiveRoom, events: list[Any]) -> None:
        previous = getattr(self, "last", None)
        readers = [(form, one) for form, group in self.readers.items() for one in group]
        texts = {form: "\n".join(event.text(form) for event in events) for form, _ in readers}

        async def all_of_them() -> None:
            if previous is not None:
                await asyncio.wait([previous])
            for form, one in readers:
                await one._send({"type": "websocket.send", "text": texts[form]})

        self.last = asyncio.get_running_loop().create_task(all_of_them())  # type: ignore[attr-defined]
        for subscription in tuple(self.apart.values()):
            subscription.take(events)

    LiveRoom._fan_out = one_by_one  # type: ignore[method-assign]


def drain() -> None:
    """SIGTERM ends the process at once, as it does by default."""
    from chatapp.server.drain import Drain

    Drain.start = lambda self: os._exit(0)  # type: ignore[method-assign]


def pace() -> None:
    """Nobody counts what one person sends."""
    from rooms.realtime import conversation, sending

    sending._sends._burst = sending._sends._rate = 1e9
    conversation.FRAMES_BURST = conversation.FRAMES_RATE = 1e9


SAFEGUARDS = {
    function.__name__: function
    for function in (head_check, publishing_behind, commit_first, bounded_backlog, never_waiting, drain, pace)
}


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    import django
    from django.core.management import call_command

    django.setup()
    SAFEGUARDS[name]()
    call_command("serve")


if __name__ == "__main__":
    main(sys.argv[1])
