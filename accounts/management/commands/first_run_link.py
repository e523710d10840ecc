from typing import Any

from django.core.management.base import BaseCommand

from accounts.links import first_run_link


class Command(BaseCommand):
    help = "Prints the one-time link that creates the owner; nothing once there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        link = first_run_link()
        if link:
            self.stdout.write(link)
