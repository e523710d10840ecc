"""Finding @mentions in text that is neither code nor part of a link."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

MAX_MENTIONS = 50
ROOM = "room"
EVERYONE = frozenset({"room", "everyone", "here"})

# Scripts written without spaces: there a name may touch the words around it.
_UNSPACED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_MENTION = re.compile(
    rf"(?:(?<![\w.+\-/@])|(?<=[{_UNSPACED}]))"  # after a word character it is an e-mail address
    r"@([A-Za-z0-9](?:[A-Za-z0-9_.\-]{0,28}[A-Za-z0-9_])?)"
    rf"(?!@|[.\-]*[A-Za-z0-9_]|(?![{_UNSPACED}])\w)"  # too long, or a name in letters no username has
)


def split(text: Token, found: dict[str, None]) -> Iterator[Token]:
    """Cut a text token at its mentions; new names are added to `found`, which never exceeds the limit."""
    position = 0
    for match in _MENTION.finditer(text.content):
        name = _name(match[1])
        if name not in found and len(found) >= MAX_MENTIONS:
            continue
        found[name] = None
        yield _piece("text", text.content[position : match.start()])
        yield _piece("mention", match[0], {"username": name})
        position = match.end()
    yield _piece("text", text.content[position:])


def as_html(token: Token) -> str:
    """A link to the author's page; the whole room has none. Both values hold only username characters."""
    name = token.meta["username"]
    if name == ROOM:
        return f'<span class="mention" data-username="{ROOM}">{token.content}</span>'
    return f'<a class="mention" data-username="{name}" href="/authors/{name}/">{token.content}</a>'


def _name(written: str) -> str:
    name = written.lower()
    return ROOM if name in EVERYONE else name


def _piece(kind: str, content: str, meta: dict[str, str] | None = None) -> Token:
    return Token(kind, "", 0, content=content, meta=meta or {})
