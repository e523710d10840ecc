"""Who may look: every page of moderation begins here."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from accounts.models import User
from rooms.access import Access, enter
from rooms.errors import ActionError
from rooms.models import HeldMessage, Report, Room
from rooms.models.report import WAITING
from rooms.models.word_rule import HeldStatus


@dataclass(slots=True)
class Waiting:
    """What waits for a moderator of a room: messages that were reported, and messages that were held."""

    reports: int
    held: int

    @property
    def total(self) -> int:
        return self.reports + self.held


def desk(user: User, slug: str, action: str) -> Access:
    """Enter a room to look at something privileged. Raises `unknown_room` or `forbidden`."""
    access = enter(user, slug)
    if not access.may(action):
        raise ActionError("forbidden", "Your role in this room does not show you this.", 403)
    return access


def site_desk(user: User) -> User:
    """Raises `forbidden` for whoever is not an administrator of the site."""
    if not user.is_staff:
        raise ActionError("forbidden", "Only administrators see this.", 403)
    return user


def waiting(room: Room) -> Waiting:
    """One query: two counts over indexes that hold little but what is open."""
    mine = {"room": OuterRef("pk")}
    reports = Report.objects.filter(**mine, status__in=WAITING).order_by().values("room")
    held = HeldMessage.objects.filter(**mine, status=HeldStatus.WAITING).order_by().values("room")
    counts = Room.objects.filter(pk=room.pk).values_list(
        Subquery(reports.values(count=Count("message", distinct=True))),
        Subquery(held.values(count=Count("pk"))),
    )
    return Waiting(*(count or 0 for count in counts[0]))
