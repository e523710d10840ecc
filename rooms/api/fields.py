"""Parameters and fields: how each is read (strictly), and how the OpenAPI document describes it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, StrictStr
from pydantic.fields import FieldInfo

from rooms.actions.writes import check_body, check_client_id, check_seq
from rooms.api.refusals import problem
from rooms.models.message import BODY_LENGTH

HIGHEST = 2**63 - 1
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
# RFC 3339 §5.6. A "+" that was not percent-encoded arrives as a space: the message says so.
RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def number(name: str, least: int, most: int = HIGHEST) -> tuple[FieldInfo, BeforeValidator]:
    """Digits and nothing else, within bounds: never cut to fit. Raises `invalid_<name>`."""
    bounds = f"from {least} to {most:,}" if most < HIGHEST else f"from {least}"

    def check(given: object) -> int:
        if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 20:
            given = int(given)
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            raise problem(f"invalid_{name}", f"{name} must be a whole number {bounds}.")
        return given

    return Field(ge=least, le=most), BeforeValidator(check)


def text(name: str, most: int) -> tuple[FieldInfo, BeforeValidator]:
    def check(given: object) -> str:
        if not isinstance(given, str) or len(given) > most or "\0" in given:
            raise problem(f"invalid_{name}", f"{name} has at most {most} characters, none of them NUL.")
        return given

    return Field(max_length=most, pattern=r"^[^\u0000]*$"), BeforeValidator(check)


def said(text: str, **extra: Any) -> FieldInfo:
    """A description (and more) of the JSON schema; as a field's own, ninja would lose it."""
    return cast(FieldInfo, Field(json_schema_extra={"description": text, **extra}))


def moment_named(name: str) -> Callable[[object], datetime]:
    def check(given: object) -> datetime:
        try:
            return moment(str(given))
        except ValueError:
            detail = f'{name} must be a time like 2026-11-23T06:25:24Z (a "+" is written %2B).'
            raise problem(f"invalid_{name}", detail) from None

    return check


def moment(given: str) -> datetime:
    """An RFC 3339 time, in UTC. Raises ValueError. A leap second is the one after it."""
    parts = RFC3339.fullmatch(given)
    if parts is None:
        raise ValueError(given)
    day, minute, second, fraction, offset = parts.group(1, 2, 3, 4, 5)
    leap = second == "60"
    at = datetime.fromisoformat(f"{day}T{minute}:{'59' if leap else second}{fraction or ''}{offset.upper()}")
    try:
        return at.astimezone(UTC) + timedelta(seconds=leap)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if at.year < 2 else datetime.max.replace(tzinfo=UTC)


def _client_id(given: object) -> str:
    return str(check_client_id(given))


def _reply_to(given: object) -> int | None:
    return None if given is None else check_seq(given, "reply_to")


def _true_or_false(name: str, given: object) -> bool:
    if given not in ("true", "false"):
        raise problem(f"invalid_{name}")
    return given == "true"


def _seq_in_body(given: object) -> int:
    return check_seq(given)


# In the path
Slug = Annotated[str, said("The room's slug.", examples=["general"], maxLength=90)]
Username = Annotated[str, said("A username.", examples=["ada"], maxLength=30)]
Emoji = Annotated[str, said("One emoji, percent-encoded.", examples=["👍"], maxLength=64)]
Seq = Annotated[int, *number("seq", 1), said("The message's number.", examples=[1])]

# In the query
Limit = Annotated[int, *number("limit", 1, 100), said("How many at most.")]
MoreLimit = Annotated[int, *number("limit", 1, 1000), said("How many at most.")]
PageNumber = Annotated[int, *number("page", 1, 10**9), said("Which page; `pages` says how many there are.")]
Search = Annotated[str, *text("q", 100), said("Only what contains this, by name.")]
AfterSlug = Annotated[str, *text("after", 90), said("Only rooms after this slug.")]
AfterUsername = Annotated[str, *text("after", 30), said("Only people after this username.")]
Joined = Annotated[
    bool,
    BeforeValidator(lambda given: _true_or_false("joined", given)),
    said("Only rooms that you are (or are not) a member of."),
]
Before = Annotated[int, *number("before", 1), said("The messages before this seq.")]
After = Annotated[int, *number("after", 0), said("The messages after this seq; 0 for the first.")]
Around = Annotated[int, *number("around", 1), said("The messages around this seq.")]
DATE_TIME = {"format": "date-time", "examples": ["2026-11-23T06:25:24Z"]}
Since = Annotated[
    datetime,
    BeforeValidator(moment_named("since")),
    said("Only messages created at or after this time.", **DATE_TIME),
]
Until = Annotated[
    datetime,
    BeforeValidator(moment_named("until")),
    said("Only messages created before this time.", **DATE_TIME),
]
Version = Annotated[int, *number("after", 0), said("The version you have; absent: all that is kept.")]
Epoch = Annotated[str, *text("epoch", 64), said("The epoch that your version is of.")]
Wait = Annotated[
    int,
    *number("wait", 0, 25),
    said("Seconds to wait for a change when there is none yet (long poll)."),
]

# In the body
Body = Annotated[
    StrictStr,
    Field(min_length=1, max_length=BODY_LENGTH, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$"),
    said("Markdown.", examples=["Hello **world**"]),
    BeforeValidator(check_body),
]
ClientId = Annotated[
    str, said("A UUID that you make.", format="uuid", pattern=UUID), BeforeValidator(_client_id)
]
ReplyTo = Annotated[Annotated[int, Field(ge=1, le=HIGHEST)] | None, BeforeValidator(_reply_to)]
SeqInBody = Annotated[
    int, Field(ge=1, le=HIGHEST), said("A message's number."), BeforeValidator(_seq_in_body)
]
