"""What the site knows of one person, as JSON lines: for them, before they are erased or whenever they ask."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from allauth.account.models import EmailAddress
from django.db.models import F, QuerySet

from accounts.models import ApiToken, Session, User
from rooms.models import (
    HeldMessage,
    Ignore,
    Membership,
    Message,
    Reaction,
    RemovedMessage,
    Report,
    Sanction,
)
from rooms.transfer.columns import encode
from rooms.transfer.exporting import CHUNK, dumps
from rooms.transfer.snapshot import snapshot

PROFILE = (
    "username",
    "name",
    "email",
    "timezone",
    "is_bot",
    "is_staff",
    "is_superuser",
    "date_joined",
    "last_login",
    "last_seen",
    "suspended_at",
    "suspended_until",
    "suspended_reason",
)


def write_person(out: BinaryIO, username: str) -> int:
    """One object a line, `{kind: {…}}`; how many. Raises User.DoesNotExist."""
    number = 0
    with snapshot():
        person = User.objects.get(username=username.strip().lower())
        for kind, rows in _everything(person):
            for row in rows.iterator(chunk_size=CHUNK):
                out.write(dumps({kind: {name: encode(value) for name, value in row.items()}}))
                number += 1
    return number


def _everything(person: User) -> Iterator[tuple[str, QuerySet[Any, Any]]]:
    yield "profile", User.objects.filter(pk=person.pk).values(*PROFILE)
    yield "email", EmailAddress.objects.filter(user=person).order_by("pk").values("email", "verified")
    yield "session", Session.objects.filter(user=person).order_by("pk").values("seen_at", "expire_date")
    tokens = ApiToken.objects.filter(user=person).order_by("pk")
    yield (
        "token",
        tokens.values("name", "prefix", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"),
    )
    yield "ignored", Ignore.objects.filter(user=person).order_by("pk").values(username=F("ignored__username"))
    slug = F("room__slug")
    seats = Membership.objects.filter(user=person).order_by("pk")
    yield "membership", seats.values("role", "joined_at", "left_at", "last_read", "notify", slug=slug)
    sanctions = Sanction.objects.filter(user=person).order_by("pk")
    yield "sanction", sanctions.values("kind", "reason", "created_at", "until", "lifted_at", slug=slug)
    messages = Message.objects.filter(author=person).order_by("pk")
    yield (
        "message",
        messages.values("seq", "body", "reply_to", "created_at", "edited_at", "deleted_at", slug=slug),
    )
    held = HeldMessage.objects.filter(author=person).order_by("pk")
    yield "held", held.values("body", "status", "created_at", slug=slug)
    place = {"slug": F("message__room__slug"), "seq": F("message__seq")}
    removed = RemovedMessage.objects.filter(message__author=person).order_by("pk")
    yield "removed", removed.values("body", **place)
    reactions = Reaction.objects.filter(user=person).order_by("pk")
    yield "reaction", reactions.values("emoji", "created_at", **place)
    reports = Report.objects.filter(reporter=person).order_by("pk")
    yield "report", reports.values("reason", "created_at", **place)
