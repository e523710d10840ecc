from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.transfer.errors import TransferError
from rooms.transfer.files import source
from rooms.transfer.importing import restore_file


class Command(BaseCommand):
    help = (
        "Brings a backup back into an empty, migrated database. All or nothing; clients notice and read anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="what `backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = restore_file(source(Path(options["file"])), self.stderr.write)
        except TransferError as error:
            raise CommandError(str(error)) from None
        self.stderr.write(f"{found.counts.total():,} rows stored: {len(found.rooms):,} rooms.")
