# ruff: noqa: N999 (the name of the command)
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.transfer.errors import TransferError
from rooms.transfer.files import source
from rooms.transfer.importing import import_file
from rooms.transfer.survey import survey


class Command(BaseCommand):
    help = (
        "Brings in what `export` wrote: a room into any site, a whole site into an empty one. All or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", help="the folder that export made, or the file itself; gzipped is fine too"
        )
        parser.add_argument(
            "--match-people",
            action="store_true",
            help="people whose usernames are taken here are the same people (default: refuse)",
        )
        parser.add_argument("--check", action="store_true", help="only look whether the file is right")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = source(Path(options["path"]))
            if options["check"]:
                found = survey(path, self.stderr.write)
            else:
                found = import_file(path, self.stderr.write, match_people=options["match_people"])
        except TransferError as error:
            raise CommandError(str(error)) from None
        done = "are right" if options["check"] else "stored"
        self.stderr.write(f"{found.counts.total():,} rows {done}: {len(found.rooms):,} rooms.")
