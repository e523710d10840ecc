import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from rooms.demo.cast import PEOPLE
from rooms.demo.play import play


class Command(BaseCommand):
    help = "Fill the site with rooms, people and a few hundred messages to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="also on a site that is not a laptop's")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and not options["force"]:
            raise CommandError(
                "This looks like a real site (DATABASE_URL, REDIS_URL or PUBLIC_URL is set): use --force."
            )
        taken = User.objects.filter(username__in=PEOPLE).values_list("username", flat=True)
        if taken:
            raise CommandError(
                "The demonstration has been made here, or people have its usernames: "
                + ", ".join(taken)
                + "."
            )
        password = secrets.token_urlsafe(9)
        with transaction.atomic():
            people, rooms, messages = play(password)
        self.stdout.write(f"{people} people, {rooms} rooms, {messages} messages.")
        self.stdout.write(f"Sign in as any of {', '.join(PEOPLE)} with the password {password}")
