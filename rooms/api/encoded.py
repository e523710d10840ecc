"""Messages as JSON, encoded once a process: the pages that many read are made of the same messages."""

from collections import OrderedDict

from rooms.api.answers import encode
from rooms.queries.history import Row, message

KEPT = 4000  # messages
LONGEST = 4096  # bytes of one that is kept: 16 MB of text at the very most
_kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()


def encoded(row: Row, slug: str, epoch: str) -> bytes:
    """The message as the API shows it. Whatever changes it gives it a new version, or its author another name.

    A room's slug is for ever: what an import may do is give the id of a row that is gone to one of another room.
    """
    key = (epoch, slug, row.pk, row.version, row.username, row.name, row.is_bot)
    text = _kept.pop(key, None)
    if text is None:
        text = encode(message(row, slug)).encode()
    if len(text) <= LONGEST:
        _kept[key] = text
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return text
