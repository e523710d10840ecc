from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.models.token import SCOPES
from accounts.usernames import normalise
from rooms.actions.tokens import make_token
from rooms.errors import ActionError


class Command(BaseCommand):
    help = "Makes an API token for a person and prints it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--scope", action="append", required=True, choices=SCOPES, help="repeat for several"
        )
        parser.add_argument(
            "--room", action="append", default=[], metavar="SLUG", help="only this room; repeat for several"
        )
        parser.add_argument("--name", default="made with manage.py")
        parser.add_argument("--days", type=int, default=None, help="how long it lives (default: for ever)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] is not None and options["days"] < 1:
            raise CommandError("--days must be at least 1.")
        user = User.objects.filter(username=normalise(options["username"]), is_active=True).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']!r}.")
        given = {name: options[name] for name in ("name", "days")}
        try:
            _, text = make_token(user=user, scopes=options["scope"], rooms=options["room"], **given)
        except ActionError as error:
            raise CommandError(error.detail) from None
        self.stdout.write(text)
