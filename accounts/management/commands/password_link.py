from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operator import operator
from accounts.people import recorded_link
from accounts.usernames import normalise


class Command(BaseCommand):
    help = "Prints a one-time link, good for 24 hours, with which a person chooses a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(
            username=normalise(options["username"]), is_active=True, is_bot=False
        ).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']!r}.")
        self.stdout.write(recorded_link(user, by=operator()))
