"""What concerns one reader alone."""

from accounts.models import User
from rooms.access import Access
from rooms.models import HeldMessage, Ignore, Report
from rooms.models.word_rule import HeldStatus


def ignored(user: User) -> list[str]:
    """Usernames of the people this reader ignores. One query."""
    return list(Ignore.objects.filter(user=user).values_list("ignored__username", flat=True))


def own_held(access: Access) -> list[HeldMessage]:
    """What of one's own was held back here and is not to be seen, the newest first."""
    rows = HeldMessage.objects.filter(room=access.room, author=access.user)
    return list(rows.exclude(status=HeldStatus.APPROVED).order_by("-pk")[:20])


def own_reports(access: Access) -> list[Report]:
    """What became of one's own reports here, the newest first."""
    rows = Report.objects.filter(room=access.room, reporter=access.user).select_related("message__author")
    return list(rows.order_by("-pk")[:50])
