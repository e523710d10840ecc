"""`GET /rooms/{slug}/changes`: everything that happened since a version, at once or when it happens."""

from django.http import HttpRequest, HttpResponse

from accounts.auth import Identity
from rooms.api.answers import encode, raw
from rooms.api.describing import describe
from rooms.api.fields import Epoch, MoreLimit, Slug, Version, Wait
from rooms.api.hop import hop
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes.change import Changes
from rooms.api.waiting import until_changed
from rooms.queries.replay import Replay, replay

CODES = ("unknown_room", "repeated_parameter", "invalid_after", "invalid_epoch", "invalid_limit", "reset")


@router.get(
    "/rooms/{slug}/changes",
    tags=["changes"],
    response=Changes,
    openapi_extra=describe("history:read", *CODES, "invalid_wait"),
)
async def list_changes(
    request: HttpRequest,
    slug: Slug,
    after: Version | None = None,
    epoch: Epoch | None = None,
    limit: MoreLimit = 100,
    wait: Wait = 0,
) -> HttpResponse:
    """The current state of whatever changed since a version: created, edited, deleted, reactions, members, settings.

    Each frame is as on the socket, `prev` naming the one before it. Continue with `after` = `version` while
    `has_more`, and for ever after with `wait`. 410 `reset` says that your version proves nothing any more
    (the database was restored, or the past was removed): read the history again.
    """

    def work(identity: Identity) -> tuple[Identity, Replay]:
        return identity, replay(enter(identity, slug), after, epoch, limit)

    identity, found = await hop(request, "history:read", work)
    if wait and not found.frames and await until_changed(identity, slug, found, wait):
        _, found = await hop(request, "history:read", work)  # all of it anew: they may just have been removed
    return raw(_text(found).encode())


def _text(found: Replay) -> str:
    rest = encode({"version": found.version, "epoch": found.epoch, "has_more": found.has_more})
    return f'{{"changes":[{",".join(found.frames)}],{rest[1:]}'
