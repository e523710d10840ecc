"""How much a test does: SIZE=small (the default, for the ordinary suite) or SIZE=full (as promised)."""

import os

FULL = os.environ.get("SIZE", "small") == "full"
FUZZ = int(os.environ.get("FUZZ", "100000" if FULL else "300"))  # frames


def sized[T](small: T, full: T) -> T:
    return full if FULL else small
