"""`manage.py release`: what a platform runs once before it starts the new version."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from chatapp.release import ReleaseError, release


class Command(BaseCommand):
    help = "Bring the database up to this version. Safe to run twice, at once, and beside the version before."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait", type=float, default=120, help="seconds to wait for the database and its locks"
        )

    def handle(self, *args: Any, wait: float, **options: Any) -> None:
        try:
            release(wait)
        except ReleaseError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            raise CommandError(f"The database refused: {' '.join(str(error).split())}") from None
        self.stdout.write("The database is up to date.")
