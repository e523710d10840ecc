"""`/rooms/{slug}/messages`, to send, and `/rooms/{slug}/messages/{seq}`."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict

from accounts.auth import Identity
from rooms.actions.log import Outcome
from rooms.actions.moderation.removals import delete_many
from rooms.actions.writes import Delete, Edit, Send
from rooms.api.answers import answer, etag, matches, not_modified
from rooms.api.describing import BODY, UNCHANGED, WRITE, describe
from rooms.api.fields import Body, ClientId, ReplyTo, Seq, Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import WHY
from rooms.api.moderation.fields import UNSAID, Why
from rooms.api.reach import enter
from rooms.api.refusals import problem
from rooms.api.routing import router
from rooms.api.shapes.message import Message
from rooms.api.shapes.shape import Shape as Described
from rooms.api.writing import SCOPE, fresh, write
from rooms.errors import ActionError
from rooms.queries.epochs import epoch
from rooms.wire import shapes
from rooms.wire.shapes import Shape

BODY_CODES = (*BODY, "invalid_body", "empty_body", "body_too_long")
NO_REASON = "Deleted by a moderator"
ONE = ("invalid_seq", "unknown_message")


class NewMessage(Described):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"body": "Hello **world**", "client_id": "8466a32d-70ab-4bbc-8eaf-e15bda174750"}
        },
    )

    body: Body
    client_id: ClientId | None = None
    reply_to: ReplyTo = None


class NewBody(Described):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"body": "Hello, *world*"}})

    body: Body


@router.post(
    "/rooms/{slug}/messages",
    tags=["messages"],
    response={201: Message, 200: Message},
    openapi_extra=describe(
        SCOPE,
        *WRITE,
        *BODY_CODES,
        "invalid_client_id",
        "invalid_seq",
        "unknown_reply",
        "client_id_reused",
        "slow_mode",
        "held",
        "blocked",
        "refused",
        "new_account",
        success=201,
        headers=("Location",),
        notes={200: {"description": "This client_id had been sent before: the same message, nothing new."}},
    ),
)
async def send_message(request: HttpRequest, slug: Slug, payload: NewMessage) -> HttpResponse:
    """Send a message. 201 means that it is committed.

    Give it a `client_id` (a UUID that you make) and repeat the request until it is answered: one
    `client_id` is one message for ever, however often it is sent.
    """
    client_id = fresh(payload.client_id)
    outcome = await write(
        request, slug, lambda user_id: Send(slug, user_id, client_id, payload.body, payload.reply_to)
    )
    response = answered(outcome, slug, 200 if outcome.replayed else 201)
    response["Location"] = f"{request.path}/{outcome.message.seq}"
    return response


@router.get(
    "/rooms/{slug}/messages/{seq}",
    tags=["messages"],
    response=Message,
    openapi_extra=describe("history:read", "unknown_room", *ONE, headers=("ETag",), notes=UNCHANGED),
)
async def show_message(request: HttpRequest, slug: Slug, seq: Seq) -> HttpResponse:
    """One message, deleted ones too."""

    def work(identity: Identity) -> tuple[str, Shape]:
        message = enter(identity, slug).message(seq)
        author = message.author
        tag = etag("message", epoch(), message.pk, message.version, author.username, author.name)
        return tag, shapes.message(message, author, slug)

    tag, shape = await hop(request, "history:read", work)
    if matches(request.headers.get("If-None-Match", ""), tag):
        return not_modified(tag)
    response = answer(shape)
    response["ETag"] = tag
    return response


@router.patch(
    "/rooms/{slug}/messages/{seq}",
    tags=["messages"],
    response=Message,
    openapi_extra=describe(SCOPE, *WRITE, *ONE, *BODY_CODES, "not_author", "blocked", "new_account"),
)
async def edit_message(request: HttpRequest, slug: Slug, seq: Seq, payload: NewBody) -> HttpResponse:
    """Edit your own message."""
    return answered(await write(request, slug, lambda user_id: Edit(slug, user_id, seq, payload.body)), slug)


@router.delete(
    "/rooms/{slug}/messages/{seq}",
    tags=["messages"],
    response=Message,
    openapi_extra=describe(SCOPE, *WRITE, *WHY, *ONE, "not_author"),
)
async def delete_message(request: HttpRequest, slug: Slug, seq: Seq, payload: Why = UNSAID) -> HttpResponse:
    """Delete your own message, for good; or, as a moderator, somebody else's, which can be undone.

    The latter takes the scope `moderation` too. Answers with what is left of the message.
    """
    try:
        return answered(await write(request, slug, lambda user_id: Delete(slug, user_id, seq)), slug)
    except ActionError as error:
        if error.code != "not_author":
            raise
    return answer(await hop(request, SCOPE, partial(_take_away, slug, seq, payload.reason or NO_REASON)))


def _take_away(slug: str, seq: int, reason: str, identity: Identity) -> Shape:
    if not enter(identity, slug).may("delete"):
        raise problem("not_author")
    if not identity.may("moderation"):
        raise problem("insufficient_scope", "To delete other people's messages takes the scope moderation.")
    delete_many(user=identity.user, slug=slug, seqs=[seq], reason=reason)
    message = enter(identity, slug).message(seq)
    return shapes.message(message, message.author, slug)


def answered(outcome: Outcome, slug: str, status: int = 200) -> HttpResponse:
    return answer(shapes.message(outcome.message, outcome.message.author, slug), status)
