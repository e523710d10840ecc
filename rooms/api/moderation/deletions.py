"""`/rooms/{slug}/deletions`: deleting many messages at once, and putting them back."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, Field

from accounts.auth import Identity
from rooms.actions.moderation.removals import MOST_SEQS, delete_many, undo
from rooms.api.answers import answer
from rooms.api.describing import BODY, describe
from rooms.api.fields import SeqInBody, Slug
from rooms.api.hop import hop
from rooms.api.moderation.acting import ACT, SCOPE, WHY, act, why
from rooms.api.moderation.fields import UNSAID, AccountsSince, Id, Name, Reason, Since, Why, absent
from rooms.api.reach import enter
from rooms.api.routing import router
from rooms.api.shapes.moderation import Deletion, Entry
from rooms.api.shapes.shape import Shape
from rooms.queries.moderation.record import shape
from rooms.wire import shapes

WAYS: list[Any] = [
    {"required": ["seqs"]},
    {"required": ["author", "since"]},
    {"required": ["accounts_since"]},
]


class Chosen(Shape):
    """`seqs`; or `author` and `since`; or `accounts_since`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"oneOf": WAYS, "example": {"seqs": [4, 7], "reason": "Spam"}},
    )

    seqs: Annotated[list[SeqInBody], Field(min_length=1, max_length=MOST_SEQS)] = absent()
    author: Name = absent()
    since: Since = absent()
    accounts_since: AccountsSince = absent()
    reason: Reason


@router.post(
    "/rooms/{slug}/deletions",
    tags=["moderation"],
    response={201: Deletion},
    openapi_extra=describe(
        SCOPE,
        *ACT,
        *BODY,
        "invalid_reason",
        *("invalid_seqs", "invalid_seq", "invalid_author", "invalid_since", "invalid_accounts_since"),
        "invalid_selection",
        "unknown_person",
        "nothing_to_delete",
        success=201,
        headers=("Location",),
    ),
)
async def delete_messages(request: HttpRequest, slug: Slug, payload: Chosen) -> HttpResponse:
    """Delete messages by their numbers, all by an author since a time, or all by accounts made since a time.

    It is one act, undone as one. Their texts are kept apart for that.
    """

    def work(identity: Identity) -> shapes.Shape:
        enter(identity, slug)
        given = payload.model_dump(exclude_unset=True)
        removal, entry = delete_many(user=identity.user, slug=slug, **given)
        return {"id": removal.pk, "count": removal.count, "audit": shape(entry)}

    made = await hop(request, SCOPE, work)
    response = answer(made, 201)
    response["Location"] = f"{request.path}/{made['id']}"
    return response


@router.delete(
    "/rooms/{slug}/deletions/{id}",
    tags=["moderation"],
    response=Entry,
    openapi_extra=describe(SCOPE, *ACT, *WHY, "invalid_id", "unknown_removal", "already_undone"),
)
async def undo_deletion(request: HttpRequest, slug: Slug, id: Id, payload: Why = UNSAID) -> HttpResponse:  # noqa: A002 (as the path has it)
    """Put back what one act deleted, as it was."""
    return answer(await act(request, slug, undo, removal_id=id, reason=why(payload.reason)))
