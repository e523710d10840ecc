from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.transfer.errors import TransferError
from rooms.transfer.exporting import write_site
from rooms.transfer.files import writing
from rooms.transfer.tables import BACKUP


class Command(BaseCommand):
    help = "Writes everything that `restore` needs into one file, while the site runs. Keep it as secret as the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a new file; a name that ends in .gz is compressed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with writing(Path(options["file"])) as out:
                counts = write_site(out, self.stderr.write, kind=BACKUP)
        except TransferError as error:
            raise CommandError(str(error)) from None
        self.stderr.write(f"{sum(counts.values()):,} rows, {counts['rooms.message']:,} of them messages.")
