"""What the operations of moderation take."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictStr

from rooms.actions.moderation.record import REASON_LENGTH
from rooms.api.fields import DATE_TIME, moment_named, number, said, text
from rooms.api.shapes.shape import Shape

VISIBLE = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"

# In the path
Id = Annotated[int, *number("id", 1), said("Its id.", examples=[1])]

# In the query
BeforeId = Annotated[int, *number("before", 1), said("Only what has a lower id.")]
PersonName = Annotated[str, *text("person", 30), said("Only entries of, or about, this username.")]
ActionName = Annotated[str, *text("action", 32), said("Only entries of this action, `mute` for one.")]
StatusName = Annotated[Literal["open", "claimed", "acted", "dismissed"], said("Only reports of this status.")]
EntriesSince = Annotated[
    datetime, BeforeValidator(moment_named("since")), said("Only entries at or after this time.", **DATE_TIME)
]
EntriesUntil = Annotated[
    datetime, BeforeValidator(moment_named("until")), said("Only entries before this time.", **DATE_TIME)
]

# In the body
Reason = Annotated[
    StrictStr, Field(min_length=1, max_length=REASON_LENGTH, pattern=VISIBLE, examples=["Insulting people"])
]


Name = Annotated[str, *text("author", 30), said("A username.", examples=["mallory"])]
Ends = Annotated[
    datetime,
    BeforeValidator(moment_named("until")),
    said("When it ends by itself; absent: for good.", **DATE_TIME),
]
Since = Annotated[
    datetime, BeforeValidator(moment_named("since")), said("Messages since this time.", **DATE_TIME)
]
AccountsSince = Annotated[
    datetime,
    BeforeValidator(moment_named("accounts_since")),
    said("Messages of accounts made since this time, except moderators'.", **DATE_TIME),
]
NewcomersSince = Annotated[
    datetime,
    BeforeValidator(moment_named("newcomers_since")),
    said("Messages of accounts made since this time are held; absent: of the last day.", **DATE_TIME),
]


def absent(**said: Any) -> Any:
    """A field that need not be there; null is no value for it."""
    return Field(None, **said)


class Why(Shape):
    """Why it is done. It may be left out, and so may the whole body."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "A mistake"}})

    reason: Reason = absent()


UNSAID = Why()


class Because(Shape):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "Insulting people"}})

    reason: Reason
