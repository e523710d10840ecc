"""Several commands in one process: `python -m tests.transfer.commands '[["import", …], ["export", …]]'`."""

import json
import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    for command in json.loads(sys.argv[1]):
        call_command(*command)


if __name__ == "__main__":
    main()
