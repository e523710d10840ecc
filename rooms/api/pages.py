"""Pages of history, read together: requests that come while a page is read share the next look at the database.

Who is asking and what they may see is judged for each of them, by the same functions as alone; what is read
once for all of them is the page itself, when it is the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest

from accounts.auth import Identity, Proof, Visit, resolve_all
from chatapp.gathering import Gathering, in_one_hop
from chatapp.loops import PerLoop
from chatapp.middleware.queries import CURRENT, Counter
from rooms.access import Access
from rooms.api import encoded
from rooms.api.answers import encode, etag, matches
from rooms.api.credentials import credentials
from rooms.api.hop import admit, remember
from rooms.api.reach import enter_all
from rooms.errors import ActionError
from rooms.queries.epochs import epoch
from rooms.queries.history import Bounds, Selection, bounds, names
from rooms.wire.shapes import Shape

SCOPE = "history:read"
PATIENCE = 0.002  # seconds
MOST = 16  # pages in one round, each of up to 100 messages


@dataclass(slots=True, frozen=True)
class Page:
    """`text` is the encoded page, None when the reader has it already."""

    tag: str
    bounds: Bounds
    text: bytes | None = None


@dataclass(slots=True, frozen=True)
class Asked:
    """`known` is the If-None-Match header."""

    given: Proof
    slug: str
    selection: Selection
    known: str


@dataclass(slots=True, frozen=True)
class Found:
    """`queries` are the round's, told to the first of it: so that logged together they are what was made."""

    visit: Visit
    page: Page | ActionError
    queries: int = 0


async def read(request: HttpRequest, slug: str, selection: Selection) -> Page:
    """The page for this request's person, or only its tag. Raises ActionError."""
    known = request.headers.get("If-None-Match", "")
    found = await _together().ask(Asked(credentials(request), slug, selection, known))
    counter = CURRENT.get()
    if counter is not None:
        counter.queries += found.queries
    remember(request, found.visit)
    if isinstance(found.page, ActionError):
        raise found.page
    return found.page


def read_all(asked: Sequence[Asked]) -> list[Found]:
    """Everything that these requests need, read and encoded in the database's thread."""
    counter = Counter()
    token = CURRENT.set(counter)
    try:
        visits = resolve_all([one.given for one in asked])
        pages = _pages(asked, [_admitted(visit) for visit in visits])
    finally:
        CURRENT.reset(token)
    spent = [counter.queries] + [0] * (len(asked) - 1)
    return [Found(*each) for each in zip(visits, pages, spent, strict=True)]


def _admitted(visit: Visit) -> Identity | ActionError:
    try:
        return admit(visit, SCOPE)
    except ActionError as error:
        return error


def _pages(asked: Sequence[Asked], admitted: list[Identity | ActionError]) -> list[Page | ActionError]:
    allowed = [
        (identity, one.slug)
        for one, identity in zip(asked, admitted, strict=True)
        if isinstance(identity, Identity)
    ]
    entered = iter(enter_all(allowed))
    judged = [next(entered) if isinstance(identity, Identity) else identity for identity in admitted]
    reader = _Reader()
    return [
        access if isinstance(access, ActionError) else reader.read(one, access)
        for one, access in zip(asked, judged, strict=True)
    ]


class _Reader:
    """One round's pages, each read once. Made for a round, so that nothing in it is older than the questions."""

    def __init__(self) -> None:
        self._epoch = ""
        self._read: dict[object, Page] = {}

    def read(self, one: Asked, access: Access) -> Page:
        self._epoch = self._epoch or epoch()
        state = (self._epoch, access.room.pk, access.room.version, access.from_seq, one.selection)
        page = self._read.get(state)
        if page is None:
            where = bounds(access, one.selection)
            if one.known:  # without reading any text
                tag = etag("history", state, names(access, where.low, where.high))
                if matches(one.known, tag):
                    return Page(tag, where)
            page = self._read[state] = self._new(access, state, where)
        return replace(page, text=None) if one.known and matches(one.known, page.tag) else page

    def _new(self, access: Access, state: object, where: Bounds) -> Page:
        texts, written_by = encoded.page(access, where.low, where.high, self._epoch)
        return Page(etag("history", state, written_by), where, _page(access, where, texts))


def _page(access: Access, where: Bounds, messages: list[bytes]) -> bytes:
    about: Shape = {
        "version": access.room.version,
        "first_seq": access.from_seq,
        "last_seq": access.room.last_seq,
        "has_more_before": where.has_more_before,
        "has_more_after": where.has_more_after,
    }
    return b'{"messages":[' + b",".join(messages) + b"]," + encode(about)[1:].encode()


_together = PerLoop(
    lambda: Gathering[Asked, Found](in_one_hop(read_all), most=MOST, rounds=1, patience=PATIENCE)
)
