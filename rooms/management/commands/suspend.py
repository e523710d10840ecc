from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from accounts.models import User
from accounts.operator import operator
from accounts.people import suspend, unsuspend
from accounts.usernames import normalise
from rooms.actions.moderation.record import check_reason
from rooms.errors import ActionError


class Command(BaseCommand):
    help = "Shuts a person out, for good or for some days; with --lift lets them in again. Sockets close at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="for the record")
        parser.add_argument("--days", type=int, help="for so many days (default: for good)")
        parser.add_argument("--lift", action="store_true", help="let them in again")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=normalise(options["username"]), is_active=True).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']!r}.")
        days = options["days"]
        if days is not None and not 1 <= days <= 36_500:
            raise CommandError("--days must be 1 to 36500.")
        try:
            reason = check_reason(options["reason"])
        except ActionError as error:
            raise CommandError(error.detail) from None
        if options["lift"]:
            if user.suspended_at is None:
                raise CommandError("This account is not suspended.")
            unsuspend(user, by=operator(), reason=reason)
        else:
            until = now() + timedelta(days=days) if days else None
            suspend(user, by=operator(), reason=reason, until=until)
