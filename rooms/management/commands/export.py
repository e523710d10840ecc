from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.transfer.errors import TransferError
from rooms.transfer.exporting import write_room, write_site
from rooms.transfer.files import NAME, standard_output, writing


class Command(BaseCommand):
    help = "Writes a room, or the whole site, as JSON lines that `import` reads. Without anybody's secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", metavar="SLUG", help="only this room (default: the whole site)")
        parser.add_argument(
            "--output", default="-", metavar="DIR", help="a folder for it; - prints it (default)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["output"] == "-":
                counts = self._write(standard_output(), options["room"])
            else:
                with writing(Path(options["output"]) / NAME) as out:
                    counts = self._write(out, options["room"])
        except TransferError as error:
            raise CommandError(str(error)) from None
        self.stderr.write(f"{sum(counts.values()):,} rows, {counts['rooms.message']:,} of them messages.")

    def _write(self, out: Any, slug: str | None) -> dict[str, int]:
        return write_room(out, self.stderr.write, slug) if slug else write_site(out, self.stderr.write)
