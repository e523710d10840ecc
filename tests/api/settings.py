"""The product's settings without the limits that a tool asking thousands of times would only measure."""

from chatapp.settings import *  # noqa: F403

API_RATE = API_ADDRESS_RATE = "1000000/minute"
SEND_BURST, SEND_RATE = 1_000_000, 1_000_000.0
