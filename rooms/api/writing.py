"""Writing through the same actions as the socket, in the process's grouped commits.

Two hops here: who may reach the room, then the transaction that this write shares with others (which checks
everything again, under the room's lock). One for both would give up the sharing.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.http import HttpRequest

from accounts.auth import Identity
from rooms.actions.log import Outcome
from rooms.actions.writes import Write
from rooms.api.hop import hop
from rooms.api.reach import enter_to_write
from rooms.realtime.sending import check_pace
from rooms.realtime.writer import writer

SCOPE = "messages:write"


async def write(request: HttpRequest, slug: str, make: Callable[[int], Write]) -> Outcome:
    """Carry out `make(user id)`. Raises ActionError."""

    def work(identity: Identity) -> int:
        enter_to_write(identity, slug)
        return identity.user_id

    user_id = await hop(request, SCOPE, work)
    check_pace(user_id)
    return await writer().submit(make(user_id))


def fresh(client_id: str | None) -> UUID:
    return UUID(client_id) if client_id else uuid4()
