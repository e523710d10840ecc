"""Names and topics: one line of visible text."""

import unicodedata

from rooms.errors import ActionError
from rooms.models.room import NAME_LENGTH, TOPIC_LENGTH


def check_name(name: str) -> str:
    return _check_line(name, 1, NAME_LENGTH, "invalid_name", "name")


def check_topic(topic: str) -> str:
    return _check_line(topic, 0, TOPIC_LENGTH, "invalid_topic", "topic")


def _check_line(text: str, least: int, most: int, code: str, what: str) -> str:
    """One line of visible text; control and format characters could pass one name off as another."""
    text = " ".join(text.split())
    if not least <= len(text) <= most:
        raise ActionError(code, f"The {what} has {least} to {most} characters.")
    if any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs") and character != "\u200d" for character in text
    ):
        raise ActionError(code, f"The {what} contains characters that cannot be seen.")
    return text
