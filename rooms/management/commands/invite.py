from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.invitations import invite
from accounts.links import absolute
from accounts.operator import operator

LONGEST = 365  # days


class Command(BaseCommand):
    help = "Prints a link with which people may sign up, also where sign-up is by invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="how long it is good for (default: 7)")
        parser.add_argument("--uses", type=int, default=1, help="by how many people (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        days, uses = options["days"], options["uses"]
        if not 1 <= days <= LONGEST or not 1 <= uses <= 1000:
            raise CommandError(f"An invitation is for 1 to {LONGEST} days and 1 to 1000 people.")
        secret = invite(by=operator(), days=days, max_uses=uses)
        self.stdout.write(absolute(reverse("accounts:invitation", args=[secret])))
