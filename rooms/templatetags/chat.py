"""Template filters of the chat."""

import zlib

from django import template

register = template.Library()
HUES = 12


@register.filter
def hue(username: str) -> int:
    """A person's avatar colour, 0 to 11: always the same for the same username."""
    return zlib.crc32(username.encode()) % HUES


@register.filter
def initials(name: str) -> str:
    """One or two letters for an avatar."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()
