"""Template filters of the chat."""

import zlib

from django import template
from django.utils.safestring import SafeString, mark_safe

from rooms.queries.timeline import Row
from rooms.wire.rows import render_row

register = template.Library()
HUES = 12


@register.simple_tag
def message_row(row: Row) -> SafeString:
    """A row of a timeline, rendered once for all its readers."""
    return mark_safe(render_row(row.message, row.quote))  # noqa: S308 (a rendered template)


@register.filter
def hue(username: str) -> int:
    """A person's avatar colour, 0 to 11: always the same for the same username."""
    return zlib.crc32(username.encode()) % HUES


@register.filter
def initials(name: str) -> str:
    """One or two letters for an avatar; an emoji before a name (a bot's) stands alone."""
    words = name.split()
    both = len(words) > 1 and words[0][0].isalnum()
    return "".join(word[0] for word in (words[:1] + words[-1:] if both else words[:1])).upper()
