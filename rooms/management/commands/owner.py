from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.operator import operator
from accounts.people import recorded_link, unsuspend
from accounts.usernames import normalise
from rooms.actions.moderation.record import record


class Command(BaseCommand):
    help = "Makes a person an owner of the site, lets them in again, and prints a one-time link for a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", default="recovered at the console", help="for the record")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.select_for_update().filter(is_active=True, is_bot=False)
        user = people.filter(username=normalise(options["username"])).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']!r}.")
        if user.suspended_at is not None:
            unsuspend(user, by=operator(), reason=options["reason"])
        before = {"owner": user.is_superuser}
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        after, reason = {"owner": True}, options["reason"][:300]
        record("owner", actor=operator(), target=user, reason=reason, before=before, after=after)
        self.stdout.write(recorded_link(user, by=operator()))
