"""A message as a row of HTML: the same text for every reader, on a page and in a frame."""

from collections import OrderedDict

from django.template.loader import get_template

from rooms.wire.shapes import Shape

KEPT = 2000  # rows, about 3 MB: what everybody looks at is rendered once a process, not once a reader
_kept: OrderedDict[tuple[object, ...], str] = OrderedDict()


def render_row(message: Shape, quote: Shape | None) -> str:
    """`message` is the protocol's shape; `quote` is `{"seq", "author", "excerpt"}` of what it replies to."""
    key = _key(message, quote)
    row = _kept.pop(key, None)
    if row is None:
        row = get_template("messages/_row.html").render({"message": message, "quote": quote})
    _kept[key] = row
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return row


def _key(message: Shape, quote: Shape | None) -> tuple[object, ...]:
    """Everything a row shows follows from these: any change of a message takes a new version."""
    author = message["author"]
    name = author["name"] if isinstance(author, dict) else author
    source = (quote["author"], quote["excerpt"]) if quote else None
    return (message["id"], message["room"], message["version"], message["created_at"], name, source)
