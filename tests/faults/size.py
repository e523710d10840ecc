"""How big: the ordinary suite breaks things in seconds, `make faults` at the sizes the promises name."""

import os

FULL = os.environ.get("FAULT_SCALE") == "full"


def size[T](ordinary: T, full: T) -> T:
    return full if FULL else ordinary
