from typing import Any, Literal

from pydantic import Field

from rooms.api.shapes.room import Room
from rooms.api.shapes.shape import Moment, Shape

type Status = Literal["open", "claimed", "acted", "dismissed"]


class Entry(Shape):
    """One entry of the record: who did what to whom, why, until when, and what it was before and after."""

    id: int
    at: Moment
    room: str | None = Field(examples=["general"], description="Null for what concerns the whole site.")
    actor: str = Field(examples=["ada"])
    action: str = Field(examples=["mute"])
    target: str | None = Field(examples=["mallory"])
    seq: int | None = Field(description="The message concerned.")
    reason: str = Field(examples=["Insulting people"])
    until: Moment | None = Field(description="Null: for good, or nothing that ends.")
    before: dict[str, Any]
    after: dict[str, Any]
    undoes: int | None = Field(description="The entry that this one takes back.")


class Record(Shape):
    """Entries, the newest first. Continue with `before` = the last one's id."""

    entries: list[Entry]
    has_more: bool


class Deletion(Shape):
    """What was deleted at once. Undo it under its `id`."""

    id: int
    count: int
    audit: Entry


class ChangedRoom(Room):
    audit: Entry | None = Field(description="Null when everything was so already.")


class Report(Shape):
    """`body` is what the message said when it was reported, whatever became of it."""

    id: int
    seq: int
    author: str = Field(examples=["mallory"])
    body: str
    reporter: str = Field(examples=["bob"])
    reason: str
    status: Status
    claimed_by: str | None
    resolution: str
    created_at: Moment
    resolved_at: Moment | None


class Reports(Shape):
    """Reports, the newest first. Continue with `before` = the last one's id."""

    reports: list[Report]
    has_more: bool


class HandledReport(Report):
    audit: Entry
