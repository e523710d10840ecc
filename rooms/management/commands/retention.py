from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from accounts.operator import operator
from rooms.actions.retention import expired, kept_days, remove_expired, set_retention
from rooms.errors import ActionError
from rooms.models import Room


class Command(BaseCommand):
    help = "Says for how long messages are kept; changes it for a room; removes what is older (the worker does too)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", metavar="SLUG", help="change this room's rule")
        rule = parser.add_mutually_exclusive_group()
        rule.add_argument("--days", type=int, help="keep its messages for so many days; 0 is for ever")
        rule.add_argument(
            "--default", action="store_true", help="keep them as RETENTION_DAYS says for the site"
        )
        parser.add_argument("--apply", action="store_true", help="remove what is older now")

    def handle(self, *args: Any, **options: Any) -> None:
        has_rule = options["days"] is not None or options["default"]
        if bool(options["room"]) != has_rule:
            raise CommandError("--room goes with --days or --default, and they with it.")
        if options["room"]:
            self._set(options["room"], options["days"])
        if options["apply"]:
            self.stdout.write(f"{remove_expired():,} messages removed.")
        self._tell()

    def _set(self, slug: str, days: int | None) -> None:
        try:
            set_retention(user=operator(), slug=slug, days=days)
        except (ActionError, ValueError) as error:
            raise CommandError(str(error)) from None

    def _tell(self) -> None:
        self.stdout.write(f"Site: {_days(settings.RETENTION_DAYS)}.")
        rooms = Room.objects.order_by("slug")
        rooms = rooms if settings.RETENTION_DAYS else rooms.filter(retention_days__gt=0)
        for room in rooms.iterator(chunk_size=500):
            days = kept_days(room)
            due = expired(room, now() - timedelta(days=days)) if days else 0
            self.stdout.write(f"{room.slug}: {_days(days)}; {due:,} messages are older.")


def _days(days: int) -> str:
    return f"{days} days" if days else "for ever"
