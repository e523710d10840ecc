from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operator import operator
from rooms.actions.purging import purge
from rooms.errors import ActionError
from rooms.transfer.errors import TransferError
from rooms.transfer.files import writing
from rooms.transfer.person import write_person


class Command(BaseCommand):
    help = "Erases a person for good, after writing down for them all that the site knows of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--output", required=True, metavar="FILE", help="a new file for their data")
        parser.add_argument("--reason", required=True, help="for the record")
        parser.add_argument(
            "--erase",
            action="store_true",
            help="what they wrote goes too (default: it stays, without their name)",
        )
        parser.add_argument("--yes", action="store_true", help="without it only the data is written")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with writing(Path(options["output"])) as out:
                number = write_person(out, options["username"])
            self.stderr.write(f"{number:,} lines about {options['username']} are in {options['output']}.")
            if not options["yes"]:
                self.stderr.write("Nothing was erased: that is for good, and needs --yes.")
                return
            given = {name: options[name] for name in ("username", "reason", "erase")}
            entry = purge(by=operator(), **given)
        except User.DoesNotExist:
            raise CommandError(f"There is nobody called {options['username']!r}.") from None
        except (TransferError, ActionError) as error:
            raise CommandError(str(error)) from None
        self.stderr.write(f"Erased. {entry.after['messages']:,} messages have changed.")
