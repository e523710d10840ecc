"""Messages as JSON text, encoded once a process: the pages that many read are made of the same messages."""

from collections import OrderedDict

from rooms.api.answers import encode
from rooms.queries.history import Row, message

KEPT = 4000  # messages, about 4 MB
_kept: OrderedDict[tuple[object, ...], str] = OrderedDict()


def encoded(row: Row, slug: str, epoch: str) -> str:
    """The message as the API shows it. Whatever changes it gives it a new version, or its author another name."""
    key = (epoch, row.pk, row.version, row.username, row.name, row.is_bot)
    text = _kept.pop(key, None)
    if text is None:
        text = encode(message(row, slug))
    _kept[key] = text
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return text
