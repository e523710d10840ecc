"""`manage.py doctor`: what is wrong, and what puts it right. Exit status 1 when anything is."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from chatapp.doctor.examine import examine


class Command(BaseCommand):
    help = "Look at everything this site stands on; each line is ok or says the exact fix."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of objects, for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        # A pool answers a refused connection only after its own time-out.
        for database in connections.settings.values():
            database.get("OPTIONS", {}).pop("pool", None)
        lines = examine()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(line) for line in lines]))
        else:
            for line in lines:
                self.stdout.write(f"{'ok ' if line.ok else 'BAD'}  {line.name}: {line.said}")
                if not line.ok:
                    self.stdout.write(f"     fix: {line.fix}")
        if not all(line.ok for line in lines):
            sys.exit(1)
