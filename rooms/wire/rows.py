"""A message as a row of HTML: the same text for every reader, on a page and in a frame."""

from django.template.loader import get_template

from rooms.wire.shapes import Shape


def render_row(message: Shape, quote: Shape | None) -> str:
    """`message` is the protocol's shape; `quote` is `{"seq", "author", "excerpt"}` of what it replies to."""
    return get_template("messages/_row.html").render({"message": message, "quote": quote})
