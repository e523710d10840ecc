"""`messages.ndjson` and `changes.ndjson`: a whole room as lines, in constant memory.

Each batch is a hop of its own that identifies the person anew, so that a removal or a revoked token ends
the stream where it is (S2), and no database thread is held while a slow reader reads.
"""

import weakref
from collections.abc import AsyncIterator
from functools import partial

import structlog
from django.http import HttpRequest, StreamingHttpResponse

from accounts.auth import Identity
from rooms.access import Access
from rooms.api.answers import accepts_gzip, compressed, encode
from rooms.api.describing import describe
from rooms.api.fields import After, Epoch, Slug, Version
from rooms.api.hop import hop
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.slots import take
from rooms.queries.epochs import epoch as current_epoch
from rooms.queries.history import messages
from rooms.queries.replay import Replay, replay
from rooms.wire.shapes import Shape

log = structlog.get_logger(__name__)

BATCH = 500  # rows: about 300 kB
NDJSON = "application/x-ndjson"
HEADERS = ("X-Room-Version", "X-Room-Epoch", "X-First-Seq", "X-Last-Seq")


@router.get(
    "/rooms/{slug}/messages.ndjson",
    tags=["streams"],
    openapi_extra=describe(
        "history:read",
        "unknown_room",
        "repeated_parameter",
        "invalid_after",
        headers=HEADERS,
        lines="Message",
    ),
)
async def stream_messages(
    request: HttpRequest,
    slug: Slug,
    after: After = 0,
) -> StreamingHttpResponse:
    """All messages of a room, one JSON object a line, ascending by seq up to `X-Last-Seq`.

    The stream is whole when its last line has that seq. A message that changes meanwhile is told by
    `changes?after=` the `X-Room-Version` of this answer.
    """

    def begin(identity: Identity) -> tuple[Access, str]:
        return enter(identity, slug), current_epoch()

    access, epoch = await hop(request, "history:read", begin)
    last = access.room.last_seq

    def batch(seq: int, identity: Identity) -> str:
        found = enter(identity, slug)
        rows = messages(found, max(seq + 1, found.from_seq), min(seq + BATCH, last))
        return "".join(map(_line, rows))

    async def lines() -> AsyncIterator[str]:
        for seq in range(max(after, access.from_seq - 1), last, BATCH):
            yield await hop(request, "history:read", partial(batch, seq))

    return _stream(request, lines(), _head(access, epoch))


@router.get(
    "/rooms/{slug}/changes.ndjson",
    tags=["streams"],
    openapi_extra=describe(
        "history:read",
        "unknown_room",
        "repeated_parameter",
        "invalid_after",
        "invalid_epoch",
        "reset",
        headers=HEADERS,
        lines="ChangeLine",
    ),
)
async def stream_changes(
    request: HttpRequest,
    slug: Slug,
    after: Version | None = None,
    epoch: Epoch | None = None,
) -> StreamingHttpResponse:
    """All changes since a version, one frame a line, as on the socket. The last line is a `head`."""

    def batch(
        version: int | None, known: str | None, until: int | None, identity: Identity
    ) -> tuple[Access, Replay]:
        access = enter(identity, slug)
        return access, replay(access, version, known, BATCH, until)

    access, first = await hop(request, "history:read", partial(batch, after, epoch, None))
    head = access.room.version

    async def lines() -> AsyncIterator[str]:
        found = first
        yield _frames(found)
        while found.has_more:
            _, found = await hop(request, "history:read", partial(batch, found.version, first.epoch, head))
            yield _frames(found)
        yield _line({"type": "head", "room": slug, "version": found.version, "last_seq": found.last_seq})

    return _stream(request, lines(), _head(access, first.epoch))


def _frames(found: Replay) -> str:
    return "".join(f"{frame}\n" for frame in found.frames)


def _line(shape: Shape) -> str:
    return f"{encode(shape)}\n"


def _head(access: Access, epoch: str) -> dict[str, str]:
    return {
        "X-Room-Version": str(access.room.version),
        "X-Room-Epoch": epoch,
        "X-First-Seq": str(access.from_seq),
        "X-Last-Seq": str(access.room.last_seq),
    }


def _stream(request: HttpRequest, lines: AsyncIterator[str], head: dict[str, str]) -> StreamingHttpResponse:
    """Raises `rate_limited` when this token reads as many streams as it may."""
    slot = take(request)
    parts = slot.hold(_until_refused(lines))
    if accepts_gzip(request):
        head = {**head, "Content-Encoding": "gzip"}
        parts = compressed(parts)
    response = StreamingHttpResponse(parts, content_type=NDJSON, headers=head)
    weakref.finalize(response, slot.release)  # also of an answer that nobody began to read
    return response


async def _until_refused(lines: AsyncIterator[str]) -> AsyncIterator[bytes]:
    """What fails on the way can only end the stream: its reader sees from the numbers that it is not whole."""
    try:
        async for text in lines:
            yield text.encode()
    except Exception as error:
        log.warning("stream_ended", error=repr(error))
