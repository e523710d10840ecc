"""Find a Chromium: `python -m tests.services.chromium` prints its path, or exits with 1."""

import os
import shutil
import sys

from .process import MissingService

# The first has no window around its pages, and needs a third less processor time for the same tests.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: containers and root have none to offer, and it only ever opens our own server. The rest
# keeps it from talking to anyone else.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def find_chromium() -> str:
    """The program's path (CHROMIUM names one outright); raises MissingService."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return found
    raise MissingService("no Chromium: install the package chromium, or name the program in CHROMIUM")


if __name__ == "__main__":
    try:
        print(find_chromium())
    except MissingService as missing:
        sys.exit(str(missing))
