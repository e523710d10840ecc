"""Messages as JSON, encoded once a process: the pages that many read are made of the same messages."""

from collections import OrderedDict

from rooms.access import Access
from rooms.api.answers import encode
from rooms.queries.history import Row, State, message, names_in, rows, states

KEPT = 4000  # messages
LONGEST = 4096  # bytes of one that is kept: 16 MB of text at the very most
type Key = tuple[str, str, State]
_kept: OrderedDict[Key, bytes] = OrderedDict()


def page(access: Access, low: int, high: int, epoch: str) -> tuple[list[bytes], list[tuple[str, str]]]:
    """The messages low … high as the API shows them, and `names_in` them. One query when all are kept, else two."""
    slug = access.room.slug
    found = states(access, low, high)
    texts = [text for state in found if (text := _again((epoch, slug, state))) is not None]
    if len(texts) == len(found):
        return texts, names_in(found)
    whole = rows(access, low, high)
    return [_encoded(row, slug, epoch) for row in whole], names_in(whole)


def _again(key: Key) -> bytes | None:
    text = _kept.get(key)
    if text is not None:
        _kept.move_to_end(key)
    return text


def _encoded(row: Row, slug: str, epoch: str) -> bytes:
    """Whatever changes what is shown gives the message a new version, or its author another name.

    A room's slug is for ever: what an import may do is give the id of a row that is gone to one of another room.
    """
    key = (epoch, slug, row.state)
    text = _again(key) or encode(message(row, slug)).encode()
    if len(text) <= LONGEST:
        _kept[key] = text
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return text
